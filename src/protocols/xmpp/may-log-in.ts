import type { XmppStream } from './stream.ts';

/** No password in clear, except from this machine or where the operator wants it so (`tls.require`). */
export function mayLogIn({ connection, protocol }: XmppStream): boolean {
  return connection.tls !== undefined || connection.isLoopback || !protocol.config.requireTls;
}
