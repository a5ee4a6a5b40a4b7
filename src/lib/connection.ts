/**
 * What a protocol sees of a peer's byte stream, and what the transport sees of a protocol.
 * Only `transport/` implements `Connection`; nothing above it ever holds a socket.
 */

export interface TlsFacts {
  /** e.g. `TLSv1.3`. */
  readonly protocol: string;
  readonly cipher: string;
  /** The name the client asked for (SNI), lower case. */
  readonly serverName: string | undefined;
  /** SHA-256 of the client's certificate, lower-case hex, if it sent one. Says nothing about trust. */
  readonly certificateFingerprint: string | undefined;
}

export interface RemoteAddress {
  /** Textual IP; an IPv4 address mapped into IPv6 is given as IPv4. */
  readonly ip: string;
  readonly port: number;
}

/** Why a connection ended; `peer` is an orderly end by the other side. */
export type CloseReason =
  'peer' | 'local' | 'reset' | 'sendq-exceeded' | 'write-stalled' | 'deadline' | 'tls-failed' | 'bug';

/** Whom somebody in between speaks for: a proxy or a gateway that is believed. */
export interface VouchedPeer extends RemoteAddress {
  /** The peer came to it over TLS, and it to us in a way that nobody can listen to. */
  readonly isSecure: boolean;
}

/** Stands for TLS that ends elsewhere: nothing more is known of it. */
export const vouchedTls: TlsFacts = {
  protocol: '',
  cipher: '',
  serverName: undefined,
  certificateFingerprint: undefined,
};

export interface Connection {
  /** Unique in this process, never reused. */
  readonly id: number;
  readonly remote: RemoteAddress;
  /** Set once a TLS handshake has completed (direct TLS or after `startTls`). */
  readonly tls: TlsFacts | undefined;
  /** Would `startTls` work: the listener has certificates, and there is no TLS yet. Absent means no. */
  readonly canStartTls?: boolean;
  /** Its bytes travel in messages of a websocket. Absent means no. */
  readonly isWebSocket?: boolean;
  /** It came over an onion service: `remote.ip` is the same word for all of them. Absent means no. */
  readonly isOnion?: boolean;
  /** May it say whom it speaks for (`listen.trusted_proxies`)? Absent means no. */
  readonly isTrustedProxy?: boolean;
  /**
   * What is this TLS connection's alone: to be signed by whoever authenticates, so that nobody stands between. `tls-exporter`
   * (RFC 9266) from TLS 1.3 on, `tls-server-end-point` (RFC 5929 4) where the certificate has a hash of its own.
   */
  channelBinding?(type: 'tls-exporter' | 'tls-server-end-point'): Buffer | undefined;
  /** True for 127.0.0.0/8 and ::1. */
  readonly isLoopback: boolean;
  /** Bytes queued and not yet accepted by the kernel. */
  readonly queued: number;
  readonly isClosed: boolean;

  /**
   * Queues `chunk`; everything queued in one event-loop turn leaves in one write. The bytes are shared, not copied:
   * never change a buffer after sending it. When the queue passes its limit the connection is closed with `sendq-exceeded`.
   * After a close this is a no-op.
   */
  send(chunk: Buffer): void;
  /** Queues head, own part and tail of one spliced rendering; the same as three sends. */
  sendSpliced(head: Buffer, own: Buffer, tail: Buffer): void;
  /** Stops reading from the socket: back-pressure on the peer. Idempotent. */
  pause(): void;
  resume(): void;
  /**
   * Begins a TLS handshake as server on this plain connection. Whatever the peer sent in clear behind its request is discarded
   * (RELIABILITY T-01). The handler's `secured` is called when it is done.
   */
  startTls(): void;
  /**
   * What a trusted proxy says of whom it speaks for: from now on `remote`, `tls` and all limits are theirs. False where the proxy
   * is not to be believed or a limit forbids it; then the caller says so and closes.
   */
  vouch?(peer: VouchedPeer): boolean;
  /** The peer is authenticated: lifts the pre-authentication deadline and limits. */
  authenticated(): void;
  /** Writes what is queued, then ends; at most a few seconds. `closed('local')` follows. */
  close(): void;
  /** Ends at once, dropping what is queued. `closed(reason)` follows. */
  destroy(reason?: CloseReason): void;
}

/** The protocol's side. Called by the transport only; must not throw (a throw is logged and closes the connection as `bug`). */
export interface ConnectionHandler {
  /** Bytes as they arrived. The buffer may be reused by the transport after the call returns: copy what must be kept. */
  received(chunk: Buffer): void;
  /** A TLS handshake asked for by `startTls` completed. */
  secured(): void;
  /** The write queue fell below its soft limit again: bulk output may go on. */
  drained(): void;
  /** The deadline for authenticating passed: say so and close. The transport destroys the connection shortly after. */
  expired(): void;
  /** Called exactly once, last. */
  closed(reason: CloseReason): void;
}

/** Called once for each accepted connection (after the TLS handshake where the listener is `tls`). */
export type Accept = (connection: Connection) => ConnectionHandler;
