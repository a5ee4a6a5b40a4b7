import { isAway } from '../../core/presence/availability.ts';
import { Trait, type Person } from '../../core/presence/person.ts';
import type { Occupant } from '../../core/rooms/room.ts';
import type { Client } from './client.ts';
import { prefixOf } from './names-list.ts';
import { mayMeet, maySeeAddress } from './sight.ts';
import { channelOfRoom } from './spelling.ts';

/** Somebody as WHO shows them: in a room, or by themselves. */
export interface Found {
  readonly person: Person;
  readonly occupant: Occupant | undefined;
}

/** What a client wants to be told: the fields of WHOX in any order, and its token. */
export interface WhoxRequest {
  readonly fields: string;
  readonly token: string;
}

/** User and host of a mask. */
export function splitMask(mask: string): { readonly user: string; readonly host: string } {
  const at = mask.indexOf('@');
  return { user: mask.slice(0, at), host: mask.slice(at + 1) };
}

/** Seconds since any session of the person did something; 0 for who has none. */
export function idleSeconds({ server }: Client, { sessions }: Person): number {
  let active = 0;
  for (const { lastActive } of sessions) active = Math.max(active, lastActive);
  return active === 0 ? 0 : Math.max(0, Math.floor((server.core.clock.now() - active) / 1000));
}

/** 352 <channel> <user> <host> <server> <nick> <flags> :<hops> <real name> (RFC 2812 3.6.1) */
export function showWho(client: Client, found: Found): void {
  const { person } = found;
  const { user, host } = splitMask(person.mask);
  const params = [channelOf(client, found), user, host, client.server.config.serverName, nickOf(found)];
  client.numericText('RPL_WHOREPLY', [...params, flagsOf(client, found)], `0 ${person.displayName}`);
}

/** 354 with the fields asked for, in the order of the specification (IRCv3 whox, "RPL_WHOSPCRPL"). */
export function showWhox(client: Client, found: Found, { fields, token }: WhoxRequest): void {
  const wanted = Object.entries(whoxFields).filter(([letter]) => fields.includes(letter));
  client.numeric('RPL_WHOSPCRPL', ...wanted.map(([, show]) => show(client, found, token)));
}

type Field = (client: Client, found: Found, token: string) => string;

/** In the order in which they are sent. */
const whoxFields: Readonly<Record<string, Field>> = {
  t: (_client, _found, token) => token,
  c: channelOf,
  u: (_client, { person }) => splitMask(person.mask).user,
  i: (client, { person }) => (maySeeAddress(client, person) && person.sessions.at(-1)?.ip) || '255.255.255.255',
  h: (_client, { person }) => splitMask(person.mask).host,
  s: ({ server }) => server.config.serverName,
  n: (_client, found) => nickOf(found),
  f: flagsOf,
  d: () => '0',
  l: (client, { person }) => String(mayMeet(client, person) ? idleSeconds(client, person) : 0),
  a: (_client, { person }) => person.account?.name ?? '0',
  o: () => 'n/a',
  r: (_client, { person }) => person.displayName,
};

function channelOf({ server }: Client, { occupant }: Found): string {
  return occupant ? channelOfRoom(server.core, occupant.room) : '*';
}

function nickOf({ person, occupant }: Found): string {
  return occupant?.nickname ?? person.nickname;
}

/** Here or gone, operator, rank in the room, bot (modern.ircdocs.horse, "RPL_WHOREPLY"; IRCv3 bot-mode). */
function flagsOf(client: Client, { person, occupant }: Found): string {
  const { availability, operator, traits } = person;
  const isGone = availability !== undefined && isAway(availability);
  const rank = occupant ? prefixOf(client, occupant) : '';
  return `${isGone ? 'G' : 'H'}${operator ? '*' : ''}${rank}${(traits & Trait.bot) === 0 ? '' : 'B'}`;
}
