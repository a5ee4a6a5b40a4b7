import type { Connection } from '../../lib/connection.ts';
import type { Client } from './client.ts';

/** May an account's password be taken from this connection (INTERFACES `tls.require`)? */
export function mayLogIn({ connection, server }: Client): boolean {
  return mayLogInBy(connection, server.config.requireTls);
}

export function mayLogInBy(connection: Connection, requireTls: boolean): boolean {
  return !requireTls || connection.tls !== undefined || connection.isLoopback;
}
