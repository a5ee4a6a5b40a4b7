import { inboxHistory, roomHistory } from '../../../core/archive/history.ts';
import { horizon } from '../../../core/bouncer/positions.ts';
import type { MessageEvent } from '../../../core/event.ts';
import { isRefusal } from '../../../core/refusal.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { Bare } from '../../../lib/address.ts';
import { firstIdAt, type Id } from '../../../lib/id.ts';
import type { Client } from '../client.ts';
import type { Result } from '../command.ts';
import { irc } from '../config.ts';
import { readPast, showPast, type Read } from '../past.ts';
import { addressOf } from '../people-lookup.ts';
import { sayAs, type Pseudo } from '../pseudo.ts';
import { byPeer, withoutOwn } from '../replay.ts';
import { isRoom, openRoom } from '../room-lookup.ts';
import { channelOfRoom } from '../spelling.ts';
import { playback } from './source.ts';

/** `*playback`: history for clients that know ZNC's module of that name (https://wiki.znc.in/Playback). */
export const playbackPseudo: Pseudo = {
  ...playback,
  told(client, text) {
    const [word = '', ...words] = text.trim().split(/\s+/);
    switch (word.toLowerCase()) {
      case 'play':
        return play(client, words);
      case 'list':
        return list(client);
      case 'clear':
        return say(client, 'History here is kept for everybody in a channel: nothing was cleared.');
      default:
        return say(client, 'PLAY <target>[,<target>] [<from> [<to>]], with * for all and times in seconds; LIST');
    }
  },
};

function say(client: Client, line: string): undefined {
  sayAs(client, playback, line, false);
}

/** Seconds since 1970, with a fraction if there is one, as milliseconds; undefined where it is no such time. */
export function readTime(text: string): number | undefined {
  return /^\d{1,12}(\.\d{1,20})?$/.test(text) ? Math.round(Number(text) * 1000) : undefined;
}

/** What has a name and messages; `own` is left out where the client could not tell whose they are. */
interface Source {
  readonly name: string;
  readonly isRoom: boolean;
  readonly read: Read;
}

async function play(client: Client, [targets = '', from, to, ...more]: readonly string[]): Promise<undefined> {
  const start = from === undefined ? 0 : readTime(from);
  const end = to === undefined ? undefined : readTime(to);
  if (targets === '' || more.length > 0 || start === undefined || (to !== undefined && end === undefined)) {
    return say(client, 'It goes: PLAY <target>[,<target>] [<from> [<to>]], with times in seconds since 1970.');
  }
  const interval = {
    after: start === 0 ? undefined : firstIdAt(start),
    before: end === undefined ? horizon(client.server.core) : firstIdAt(end),
  };
  let left = client.server.config.playback;
  for (const source of sourcesOf(client, targets)) {
    const found = await readPast(source.read, { ...interval, most: left });
    if (client.isEnding) return undefined;
    if (isRefusal(found)) {
      if (found.reason !== 'history-forbidden') say(client, `${source.name}: the history could not be read.`);
      continue;
    }
    left -= found.length;
    putOut(client, source, found);
    if (left <= 0) break;
  }
  return undefined;
}

/** Behind this command, in slices. */
function putOut(client: Client, { name, isRoom: isChannel }: Source, found: readonly MessageEvent[]): void {
  if (!client.session) return;
  if (isChannel) return void client.bulk.push(showPast(client, name, found));
  const { spelling } = client.server;
  for (const [peer, messages] of byPeer(withoutOwn(client, found), client.session.person.address.bare)) {
    client.bulk.push(showPast(client, spelling.nick(peer), messages));
  }
}

function* sourcesOf(client: Client, targets: string): Generator<Source> {
  const { session, server } = client;
  if (!session) return;
  if (targets === '*') {
    for (const { occupant } of [...session.seats.values()]) yield ofRoom(client, occupant.room);
    yield { name: '*', isRoom: false, read: (query) => inboxHistory(server.core, session, undefined, query) };
    return;
  }
  for (const target of targets.split(',').slice(0, irc.manyTargets)) {
    const source = sourceOf(client, target);
    if (source) yield source;
  }
}

function sourceOf(client: Client, target: string): Source | undefined {
  const { session, server } = client;
  if (!session || target === '') return undefined;
  if (target.startsWith('#')) {
    const room = openRoom(client, target);
    return isRoom(room) ? ofRoom(client, room) : undefined;
  }
  const peer = addressOf(client, target);
  const read: Read = (query) => inboxHistory(server.core, session, peer, query);
  return peer && { name: target, isRoom: false, read };
}

function ofRoom({ server, session }: Client, room: Room): Source {
  const read: Read = (query) =>
    session ? roomHistory(server.core, session, room, query) : Promise.resolve({ messages: [], complete: true });
  return { name: channelOfRoom(server.core, room), isRoom: true, read };
}

/** Each conversation with the time of its last message: `<target> <first> <last>`, the first unknown and so 0. */
async function list(client: Client): Promise<Exclude<Result, Promise<unknown>>> {
  const { session, server } = client;
  if (!session) return undefined;
  for (const { occupant } of [...session.seats.values()]) {
    const { recent } = occupant.room;
    const last = recent.at(-1)?.at;
    if (last !== undefined) say(client, `${channelOfRoom(server.core, occupant.room)} 0 ${seconds(last)}`);
  }
  const before: Id = horizon(server.core);
  const found = await readPast((query) => inboxHistory(server.core, session, undefined, query), {
    after: undefined,
    before,
    most: irc.replayPage,
  });
  if (isRefusal(found)) return say(client, 'Direct messages could not be read.');
  for (const [peer, messages] of byPeer(found, session.person.address.bare)) {
    const last = messages.at(-1);
    if (last) say(client, `${server.spelling.nick(peer as Bare)} 0 ${seconds(last.at)}`);
  }
  return undefined;
}

function seconds(at: number): string {
  return (at / 1000).toFixed(3);
}
