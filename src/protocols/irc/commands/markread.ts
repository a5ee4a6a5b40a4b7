import { mayNotRead } from '../../../core/archive/readable.ts';
import { marksOf, readUpTo, setRead } from '../../../core/archive/read-marks.ts';
import type { ReadEvent } from '../../../core/history-event.ts';
import type { Session } from '../../../core/presence/session.ts';
import { isRefusal, Later } from '../../../core/refusal.ts';
import { Cap } from '../capabilities.ts';
import type { Client } from '../client.ts';
import type { Command, Result } from '../command.ts';
import { formatMark, readTimestamp } from '../mark.ts';
import { addressOf } from '../people-lookup.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';

/** MARKREAD <target> [timestamp=<time>] -- IRCv3 draft/read-marker */
export const markread: Command = {
  run(client, [target = '', timestamp]) {
    const { session, server } = client;
    if (!session) return undefined;
    if (!client.has(Cap.readMarker)) return void client.numeric('ERR_UNKNOWNCOMMAND', 'MARKREAD');
    if (target === '') return void client.fail('MARKREAD', 'NEED_MORE_PARAMS', [], 'Missing parameters');
    const at = timestamp === undefined ? undefined : readTimestamp(timestamp);
    if (timestamp !== undefined && at === undefined) return invalid(client, [target, timestamp]);
    const marks = marksOf(server.core, session);
    if (marks instanceof Later) return marks;
    if (isRefusal(marks)) return failed(client, target);
    const found = placeOf(client, session, target);
    if (found instanceof Later) return found;
    if (found && at !== undefined) return set(client, session, found, at);
    // What cannot be read has not been read: no more is told of what there is.
    if (at !== undefined) return invalid(client, [target]);
    answer(client, found?.name ?? target, found && readUpTo(server.core, session, found.place));
    return undefined;
  },
};

interface Found {
  readonly name: string;
  readonly place: ReadEvent['place'];
}

function placeOf(client: Client, session: Session, target: string): Found | Later | undefined {
  if (!target.startsWith('#')) {
    const peer = addressOf(client, target);
    return peer && { name: target, place: { peer } };
  }
  const room = openRoom(client, target);
  if (room instanceof Later) return room;
  if (!isRoom(room) || mayNotRead(room, session)) return undefined;
  return { name: channelOfRoom(client.server.core, room), place: { room: room.address } };
}

async function set(
  client: Client,
  session: Session,
  { name, place }: Found,
  at: number,
): Promise<Exclude<Result, Promise<unknown>>> {
  const now = await setRead(client.server.core, session, place, at);
  if (isRefusal(now)) failed(client, name);
  else answer(client, name, now.at);
  return undefined;
}

function answer(client: Client, name: string, at: number | undefined): void {
  client.replies.line(formatMark(client.server.config.serverName, name, at));
}

function invalid(client: Client, context: readonly string[]): undefined {
  client.fail('MARKREAD', 'INVALID_PARAMS', context, 'Invalid parameters');
}

function failed(client: Client, target: string): undefined {
  client.fail('MARKREAD', 'INTERNAL_ERROR', [target], 'The read timestamp could not be set or read');
}
