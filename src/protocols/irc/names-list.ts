import type { Occupant, Room } from '../../core/rooms/room.ts';
import { sees } from '../../core/rooms/mark.ts';
import { occupantOf } from '../../core/rooms/rights.ts';
import { rankOf } from '../../core/rooms/set-role.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';
import { rankLetters, rankPrefixes } from './modes.ts';
import { RoomNames, type NamesStyle } from './room-names.ts';
import { maySeeInside } from './sight.ts';
import { channelOfRoom, sourceOf } from './spelling.ts';
import { middle } from './wire/format.ts';
import { MAX_BODY } from './wire/framer.ts';

/** Longest nick that 353 may be addressed to, in bytes. */
const NICK_ROOM = 64;
/** Bytes that may wait for a client after its list of names was put out in one go. */
const ONE_GO = 192 * 1024;

/** The bit that keeps apart what only moderators see; no capability of those that matter here. */
const CROWD = 1;

const lists = new WeakMap<Room, Map<number, RoomNames>>();

/** 353 and 366 (RFC 2812 3.2.5). */
export function* showNames(client: Client, room: Room): Slices {
  yield* listNames(client, room);
  client.numeric('RPL_ENDOFNAMES', channelOfRoom(client.server.core, room));
  return undefined;
}

/** Only the names. */
export function* listNames(client: Client, room: Room): Slices {
  const style = styleOf(client, room);
  if (hidesSome(client, room)) yield* showLive(client, room, { ...style, nameOf: nameInSight(client, style) });
  else yield* showCached(client, room, style);
  return undefined;
}

/** Who looks in from outside does not see the invisible (RFC 2812 3.2.5): the list that all others share is not for them. */
function hidesSome(client: Client, room: Room): boolean {
  return client.server.core.people.invisible > 0 && !client.session?.seats.has(room.address);
}

function nameInSight(client: Client, { nameOf }: NamesStyle): NamesStyle['nameOf'] {
  return (occupant) => (maySeeInside(client, occupant) ? nameOf(occupant) : undefined);
}

function* showCached(client: Client, room: Room, style: NamesStyle): Slices {
  const list = listOf(client, room);
  const tails = list.tails(room, style);
  const head = Buffer.from(`:${client.server.config.serverName} 353 `);
  const nick = Buffer.from(middle(client.nick));
  if (client.connection.queued + list.bytes <= ONE_GO) {
    for (const tail of tails) client.replies.spliced(head, nick, tail);
  } else yield* showLive(client, room, style);
  return undefined;
}

/** In slices, each of the occupants there are when it is its turn: who left meanwhile was shown leaving, and is not listed. */
function* showLive(client: Client, room: Room, { budget, nameOf }: NamesStyle): Slices {
  const heading = [symbolOf(room), channelOfRoom(client.server.core, room)];
  let body = '';
  let lines = 0;
  for (const occupant of room.occupants.values()) {
    const name = nameOf(occupant);
    if (name === undefined) continue;
    if (body !== '' && Buffer.byteLength(body) + 1 + Buffer.byteLength(name) > budget) {
      client.numericText('RPL_NAMREPLY', heading, body);
      body = '';
      if (++lines % irc.slice === 0) yield;
    }
    body += body === '' ? name : ` ${name}`;
  }
  if (body !== '') client.numericText('RPL_NAMREPLY', heading, body);
  return undefined;
}

function listOf(client: Client, room: Room): RoomNames {
  let byCaps = lists.get(room);
  if (!byCaps) lists.set(room, (byCaps = new Map()));
  const style = client.caps & (Cap.multiPrefix | Cap.userhostInNames);
  const key = viewerOf(client, room)?.role === 'moderator' ? style : style | CROWD;
  let list = byCaps.get(key);
  if (!list) byCaps.set(key, (list = new RoomNames()));
  return list;
}

function styleOf(client: Client, room: Room): NamesStyle {
  const heading = `${symbolOf(room)} ${channelOfRoom(client.server.core, room)}`;
  const overhead = `:${client.server.config.serverName} 353  ${heading} :`;
  // One list for all that have no rank: it has nobody of the crowd in it, not even who asks.
  const asker = viewerOf(client, room);
  const viewer = asker?.role === 'moderator' ? asker : undefined;
  return {
    heading,
    budget: MAX_BODY - 2 - Buffer.byteLength(overhead) - NICK_ROOM,
    nameOf: (occupant) => (sees(viewer, occupant) ? nameOf(client, occupant) : undefined),
  };
}

function viewerOf({ session }: Client, room: Room): Occupant | undefined {
  return session && occupantOf(room, session);
}

function symbolOf(room: Room): string {
  return room.record.settings.secret ? '@' : '=';
}

function nameOf(client: Client, occupant: Occupant): string {
  const prefix = prefixOf(client, occupant);
  const { nickname, person } = occupant;
  return prefix + (client.has(Cap.userhostInNames) ? sourceOf({ nickname, mask: person.mask }) : middle(nickname));
}

/** What stands before the nick of an occupant, as this client wants it. */
export function prefixOf(client: Client, occupant: Occupant): string {
  return rankPrefixes(rankLetters(rankOf(occupant)), client.has(Cap.multiPrefix));
}
