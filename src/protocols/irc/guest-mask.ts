import type { Client } from './client.ts';
import { cloakOf } from './cloak.ts';

/** How a guest's mask is made: the user name is not vouched for, the host stands for the address (SEMANTICS 1.4). */
export function guestMask({ ident, connection, server }: Client): { readonly ident: string; readonly host: string } {
  const { secret, config } = server.core;
  return { ident: `~${ident}`, host: `${cloakOf(secret, connection.remote.ip)}.${config.guestsDomain}` };
}
