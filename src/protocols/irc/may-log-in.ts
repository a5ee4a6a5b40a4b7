import type { Client } from './client.ts';

/** May an account's password be taken from this connection (INTERFACES `tls.require`)? */
export function mayLogIn({ connection, server }: Client): boolean {
  return !server.config.requireTls || connection.tls !== undefined || connection.isLoopback;
}
