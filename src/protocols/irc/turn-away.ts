import { barred } from '../../core/bans/barred.ts';
import { closedToAll } from '../../core/operators/gate.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';

/** Says why and closes where nobody from that address may come in: before a password or anything else is looked at. */
export function isTurnedAway(client: Client): boolean {
  const { core } = client.server;
  const refused = closedToAll(core) ?? barred(core, { ip: client.connection.remote.ip });
  if (refused) turnAway(client, refused);
  return refused !== undefined;
}

/** 465, then ERROR -- RFC 2812 5.2 */
export function turnAway(client: Client, { text = 'You are banned from this server' }: Refusal): undefined {
  client.numericText('ERR_YOUREBANNEDCREEP', [], text);
  client.end(text);
}
