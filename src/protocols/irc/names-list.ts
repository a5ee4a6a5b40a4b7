import type { Occupant, Room } from '../../core/rooms/room.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';
import { rankLetters, rankPrefixes } from './modes.ts';
import { channelOfRoom, sourceOf } from './spelling.ts';
import { middle } from './wire/format.ts';
import { MAX_BODY } from './wire/framer.ts';

/** Occupants up to which the names of a room are kept, and put out in one go. */
const CACHED = 1000;
/** Longest nick that 353 may be addressed to. */
const NICK_ROOM = 64;

interface Cached {
  version: number;
  isModerated: boolean;
  /** By the capabilities that matter. */
  readonly bodies: Map<number, string[]>;
}

const caches = new WeakMap<Room, Cached>();

/** 353 and 366 (RFC 2812 3.2.5). Who comes or goes meanwhile is shown as coming and going behind it. */
export function* showNames(client: Client, room: Room): Slices {
  const channel = channelOfRoom(client.server.core, room);
  const symbol = room.record.settings.secret ? '@' : '=';
  const bodies = room.occupants.size <= CACHED ? cachedBodies(client, room, channel) : bodiesOf(client, room, channel);
  let lines = 0;
  for (const body of bodies) {
    client.numericText('RPL_NAMREPLY', [symbol, channel], body);
    if (room.occupants.size > CACHED && ++lines % irc.slice === 0) yield;
  }
  client.numeric('RPL_ENDOFNAMES', channel);
  return undefined;
}

function cachedBodies(client: Client, room: Room, channel: string): readonly string[] {
  const isModerated = room.record.settings.moderated;
  let cache = caches.get(room);
  if (!cache || cache.version !== room.version || cache.isModerated !== isModerated) {
    caches.set(room, (cache = { version: room.version, isModerated, bodies: new Map() }));
  }
  const key = client.caps & (Cap.multiPrefix | Cap.userhostInNames);
  let bodies = cache.bodies.get(key);
  if (!bodies) cache.bodies.set(key, (bodies = [...bodiesOf(client, room, channel)]));
  return bodies;
}

/** The occupants as they are when it is their turn, as many in one text as fit a line. */
function* bodiesOf(client: Client, room: Room, channel: string): Generator<string> {
  const overhead = `:${client.server.config.serverName} 353  = ${channel} :`;
  const budget = MAX_BODY - 2 - Buffer.byteLength(overhead) - NICK_ROOM;
  let body = '';
  for (const occupant of room.occupants.values()) {
    const name = nameOf(client, occupant);
    if (body !== '' && Buffer.byteLength(body) + Buffer.byteLength(name) >= budget) {
      yield body;
      body = '';
    }
    body += body === '' ? name : ` ${name}`;
  }
  if (body !== '') yield body;
}

function nameOf(client: Client, occupant: Occupant): string {
  const prefix = prefixOf(client, occupant);
  const { nickname, person } = occupant;
  return prefix + (client.has(Cap.userhostInNames) ? sourceOf({ nickname, mask: person.mask }) : middle(nickname));
}

/** What stands before the nick of an occupant, as this client wants it. */
export function prefixOf(client: Client, { room, affiliation, role }: Occupant): string {
  const letters = rankLetters(affiliation, role, room.record.settings.moderated);
  return rankPrefixes(letters, client.has(Cap.multiPrefix));
}
