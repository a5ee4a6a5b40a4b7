import { TLSSocket, type SecureContext, type TLSSocketOptions } from 'node:tls';
import type { Socket } from 'node:net';
import type { TlsFacts } from '../lib/connection.ts';

/** Where a listener's certificates come from. */
export interface ContextSource {
  /** The context to answer a client that asked for `serverName` with; undefined refuses the handshake. */
  contextFor(serverName: string | undefined): SecureContext | undefined;
}

export interface ServerTlsOptions {
  readonly source: ContextSource;
  /** Application protocols on offer, best first; a client that asks only for others is refused. */
  readonly alpn?: readonly string[] | undefined;
  /** Ask for a client certificate (SASL EXTERNAL). It is never verified here: only its fingerprint is passed on. */
  readonly requestCertificate?: boolean | undefined;
}

/** Turns plain sockets into the server side of TLS. */
export type ServerTls = (socket: Socket) => TLSSocket;

/** One for each listener: all its sockets share the options. */
export function createServerTls({ source, alpn, requestCertificate = false }: ServerTlsOptions): ServerTls {
  const common: TLSSocketOptions = {
    isServer: true,
    requestCert: requestCertificate,
    rejectUnauthorized: false,
    SNICallback: (name, answer) => {
      const context = source.contextFor(name.toLowerCase());
      if (context) answer(null, context);
      else answer(new Error(`no certificate for ${name}`));
    },
    ...(alpn && alpn.length > 0 ? { ALPNProtocols: [...alpn] } : {}),
  };
  return (socket) => {
    const secureContext = source.contextFor(undefined);
    if (!secureContext) throw new Error('no certificate is loaded');
    const secured = new TLSSocket(socket, { ...common, ...HOW_WE_READ, secureContext });
    // A client could otherwise make us do handshake after handshake (CVE-2021-32920).
    secured.disableRenegotiation();
    return secured;
  };
}

/** With a high-water mark of one byte every write that the kernel does not take at once is followed by 'drain'. */
export const HOW_WE_READ = { highWaterMark: 1, allowHalfOpen: true } as const;

/** What a completed handshake tells. */
export function tlsFacts(socket: TLSSocket): TlsFacts {
  const name = (socket as TLSSocket & { servername?: string | false | null }).servername;
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    serverName: typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined,
    certificateFingerprint: fingerprint(socket),
  };
}

/** A resumed session proves possession of a ticket, not of the certificate's key: it carries no identity over. */
function fingerprint(socket: TLSSocket): string | undefined {
  if (socket.isSessionReused()) return undefined;
  const digest = socket.getPeerCertificate().fingerprint256 as string | undefined;
  return digest?.replaceAll(':', '').toLowerCase();
}
