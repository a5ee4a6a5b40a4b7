import { isAway } from '../../../core/presence/availability.ts';
import type { Person } from '../../../core/presence/person.ts';
import type { Client } from '../client.ts';
import type { Command } from '../command.ts';
import { irc } from '../config.ts';
import { prefixOf } from '../names-list.ts';
import { findPerson } from '../people-lookup.ts';
import { mayKnow } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';
import { awayText } from '../spell.ts';

/** WHOIS [<server>] <nick>{,<nick>} -- RFC 2812 3.6.2 */
export const whois: Command = {
  // The last parameter is the nick; what may stand before it names a server, and there is one.
  split: (params) =>
    (params.at(-1) ?? '')
      .split(',')
      .filter(Boolean)
      .slice(0, irc.manyTargets)
      .map((nick) => [nick]),
  params: 1,
  run(client, [nick = '']) {
    const person = findPerson(client, nick);
    if (person) show(client, person);
    else client.numeric('ERR_NOSUCHNICK', nick);
    client.numeric('RPL_ENDOFWHOIS', person?.nickname ?? nick);
    return undefined;
  },
};

function show(client: Client, person: Person): void {
  const { nickname, mask, account, availability, sessions } = person;
  const { config, core } = client.server;
  const at = mask.indexOf('@');
  client.numericText('RPL_WHOISUSER', [nickname, mask.slice(0, at), mask.slice(at + 1), '*'], person.displayName);
  const rooms = roomsOf(client, person);
  if (rooms.length > 0) client.numeric('RPL_WHOISCHANNELS', nickname, rooms.join(' '));
  client.numericText('RPL_WHOISSERVER', [nickname, config.serverName], config.network);
  if (sessions.every(({ isSecure }) => isSecure)) client.numeric('RPL_WHOISSECURE', nickname);
  if (account) client.numeric('RPL_WHOISACCOUNT', nickname, account.name);
  if (availability && isAway(availability)) client.numericText('RPL_AWAY', [nickname], awayText(availability));
  const active = Math.max(...sessions.map(({ lastActive }) => lastActive));
  const since = Math.min(...sessions.map((session) => session.since));
  const idle = Math.max(0, Math.floor((core.clock.now() - active) / 1000));
  client.numeric('RPL_WHOISIDLE', nickname, String(idle), String(Math.floor(since / 1000)));
}

/** The rooms that the asker may know of: public ones, and those both are in. */
function roomsOf(client: Client, person: Person): string[] {
  return [...person.occupancies.values()]
    .filter(({ room }) => mayKnow(client, room))
    .map((occupant) => prefixOf(client, occupant) + channelOfRoom(client.server.core, occupant.room));
}
