import { barred } from '../../core/bans/barred.ts';
import { closedToAll } from '../../core/operators/gate.ts';
import { note } from '../../core/operators/notices.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';
import type { Client } from './client.ts';
import { extraOf } from './client-extra.ts';

/** Says why and closes where nobody from that address may come in: before a password or anything else is looked at. */
export function isTurnedAway(client: Client): boolean {
  const { core } = client.server;
  const refused = closedToAll(core) ?? barred(core, { ip: client.connection.remote.ip });
  if (refused) turnAway(client, refused);
  else lookUp(client);
  return refused !== undefined;
}

/** 465, then ERROR -- RFC 2812 5.2 */
export function turnAway(client: Client, { text = 'You are banned from this server' }: Refusal): undefined {
  client.numericText('ERR_YOUREBANNEDCREEP', [], text);
  client.end(text);
}

/** Asks the lists of bad addresses; nobody waits for the answer. */
function lookUp(client: Client): void {
  const { core } = client.server;
  const { zones, action } = core.config.dnsbl;
  if (zones.length === 0 || client.connection.isLoopback) return;
  void core.dnsbl?.ask(client.connection.remote.ip, zones).then((zone) => {
    if (zone === undefined || client.isEnding || client.connection.isClosed) return;
    note(core, 'k', `${client.connection.remote.ip} is listed by ${zone}`);
    const text = `Your address is listed by ${zone}`;
    if (action === 'login' && !client.session) extraOf(client).mustLogIn = `${text}: log in with SASL`;
    else if (action === 'refuse' || !client.session?.person.account)
      turnAway(client, refuse('server-banned', undefined, { text }));
  });
}
