import type { Refusal } from './admission.ts';

/** What the transport tells its owner, for the log and the metrics. Never holds what peers sent. */
export type TransportReport =
  /** Turned away by a limit, before or instead of a TLS handshake. */
  | { readonly kind: 'refused'; readonly limit: Refusal; readonly listener: string; readonly ip: string }
  | { readonly kind: 'tls-failed'; readonly listener: string; readonly ip: string; readonly code: string }
  /** Somebody without a right to it spoke the PROXY protocol, or a proxy that has to did not. */
  | { readonly kind: 'proxy-failed'; readonly listener: string; readonly ip: string; readonly code: string }
  /** A handler threw; its connection was closed with `bug`. */
  | { readonly kind: 'bug'; readonly listener: string; readonly connection: number; readonly error: unknown }
  /** The system would not accept a connection, typically for want of file descriptors. */
  | { readonly kind: 'accept-failed'; readonly listener: string; readonly code: string }
  | { readonly kind: 'certificate'; readonly problem: string };

export type Report = (report: TransportReport) => void;

/** A short name for an error that a peer or the system caused. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : String(error);
}
