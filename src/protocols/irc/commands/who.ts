import { isAway } from '../../../core/presence/availability.ts';
import type { Person } from '../../../core/presence/person.ts';
import { Later } from '../../../core/refusal.ts';
import type { Occupant } from '../../../core/rooms/room.ts';
import { fold } from '../../../lib/fold.ts';
import { matchesMask } from '../../../lib/mask.ts';
import type { Client } from '../client.ts';
import type { Command, Slices } from '../command.ts';
import { irc } from '../config.ts';
import { prefixOf } from '../names-list.ts';
import { findPerson } from '../people-lookup.ts';
import { isRoom, mayKnow, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/** WHO <channel, nick or mask> -- RFC 2812 3.6.1 */
export const who: Command = {
  run(client, [mask = '*']) {
    if (!mask.startsWith('#')) return show(client, mask, peopleLike(client, mask));
    const room = openRoom(client, mask);
    if (room instanceof Later) return room;
    return show(client, mask, isRoom(room) && mayKnow(client, room) ? room.occupants.values() : []);
  },
};

function* show(client: Client, mask: string, found: Iterable<Occupant | Person>): Slices {
  let lines = 0;
  for (const each of found) {
    if ('room' in each) reply(client, each.person, each);
    else reply(client, each, undefined);
    if (++lines % irc.slice === 0) yield;
  }
  client.numeric('RPL_ENDOFWHO', mask);
  return undefined;
}

function* peopleLike(client: Client, mask: string): Generator<Person> {
  const exact = findPerson(client, mask);
  if (exact) yield exact;
  if (exact || (!/[*?]/.test(mask) && mask !== '0')) return;
  const folded = fold(mask === '0' ? '*' : mask);
  for (const person of client.server.core.people.all()) {
    const texts = [person.nickname, `${person.nickname}!${person.mask}`, person.mask, person.displayName];
    if (texts.some((text) => matchesMask(folded, fold(text)))) yield person;
  }
}

/** 352 <channel> <user> <host> <server> <nick> <H|G><prefix> :<hops> <real name> */
function reply(client: Client, person: Person, occupant: Occupant | undefined): void {
  const { core, config } = client.server;
  const at = person.mask.indexOf('@');
  const flags =
    (person.availability && isAway(person.availability) ? 'G' : 'H') + (occupant ? prefixOf(client, occupant) : '');
  client.numericText(
    'RPL_WHOREPLY',
    [
      occupant ? channelOfRoom(core, occupant.room) : '*',
      person.mask.slice(0, at),
      person.mask.slice(at + 1),
      config.serverName,
      occupant?.nickname ?? person.nickname,
      flags,
    ],
    `0 ${person.displayName}`,
  );
}
