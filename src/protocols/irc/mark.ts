import { readUpTo } from '../../core/archive/read-marks.ts';
import type { ReadEvent } from '../../core/history-event.ts';
import type { Room } from '../../core/rooms/room.ts';
import { timeOf } from '../../lib/id.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Asked, Spelt } from './spelt.ts';
import { channelOfRoom } from './spelling.ts';
import { formatWords } from './wire/format.ts';

const TIMESTAMP = /^timestamp=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)$/;

/** Milliseconds since 1970 of `timestamp=YYYY-MM-DDThh:mm:ss.sssZ`; undefined where it is none (server-time). */
export function readTimestamp(text: string): number | undefined {
  const at = Date.parse(TIMESTAMP.exec(text)?.[1] ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** The line that says up to when a target was read (draft/read-marker, "MARKREAD server command"). */
export function formatMark(serverName: string, target: string, at: number | undefined): string {
  return formatWords(serverName, 'MARKREAD', [
    target,
    at === undefined ? '*' : `timestamp=${new Date(at).toISOString()}`,
  ]);
}

/** Another session of the same person has read. */
export function spellRead({ place, upTo }: ReadEvent, { caps, spelling }: Asked): readonly Spelt[] {
  if (!(caps & Cap.readMarker)) return [];
  const target = 'room' in place ? spelling.channel(place.room) : spelling.nick(place.peer);
  return [{ tags: '', text: formatMark(spelling.serverName, target, timeOf(upTo)) }];
}

/** Up to when the room was read, for who has just come into it ("Command flows"). */
export function showMark(client: Client, room: Room): void {
  const { session, server } = client;
  if (!session || !client.has(Cap.readMarker)) return;
  const at = readUpTo(server.core, session, { room: room.address });
  client.replies.line(formatMark(server.config.serverName, channelOfRoom(server.core, room), at));
}
