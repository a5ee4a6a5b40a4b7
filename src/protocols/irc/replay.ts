import { inboxHistory, roomHistory } from '../../core/archive/history.ts';
import { horizon, notePosition, roomPosition } from '../../core/bouncer/positions.ts';
import type { MessageEvent } from '../../core/event.ts';
import { isRefusal } from '../../core/refusal.ts';
import type { Room } from '../../core/rooms/room.ts';
import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';
import { noteShown, type Device } from './device.ts';
import { readPast, showPast } from './past.ts';
import { channelOfRoom } from './spelling.ts';

/** Who reads history by itself is shown none (SEMANTICS 6.3): everything would be there twice. */
export function wantsReplay(client: Client): boolean {
  return client.server.config.replay > 0 && !client.has(Cap.chathistory) && !client.has(Cap.playback);
}

/**
 * Shows what was said since the device was last here, conversation by conversation, oldest first. To be called when the session
 * was seated everywhere, in the same turn: what is said from now on comes live.
 */
export function startReplay(client: Client): void {
  const device = client.extra?.device;
  // Of an account that never was here: what is said from now on it is owed, however soon the connection is lost.
  if (device?.positions && device.positions.base === undefined) {
    notePosition(client.server.core, device.owner, device.name);
  }
  if (!device?.positions || !wantsReplay(client)) return;
  device.isFixed = true;
  const before = horizon(client.server.core);
  replay(client, device, before).then(
    (isWhole) => {
      if (!isWhole || client.isEnding) return;
      device.isFixed = false;
      noteShown(client);
    },
    (error: unknown) => client.server.core.log.error({ error: String(error) }, 'irc: a replay broke off'),
  );
}

/** False where something could not be read: then the device's position stays, and all of it is shown again next time. */
async function replay(client: Client, device: Device, before: Id): Promise<boolean> {
  const { session } = client;
  if (!session || !device.positions) return false;
  let isWhole = true;
  for (const seat of [...session.seats.values()]) {
    if (client.isEnding) return false;
    const { room } = seat.occupant;
    const after = roomPosition(device.positions, room.address);
    if (seat.lane.form.isSeats || hasNothingSince(room, after)) continue;
    isWhole = (await replayRoom(client, room, { after, before })) && isWhole;
  }
  return (await replayDirect(client, { after: device.positions.base, before })) && isWhole;
}

/** A quiet room is not worth a question: its last messages are at hand. */
function hasNothingSince({ recent, lastSeq, staged }: Room, after: Id): boolean {
  const last = recent.at(-1);
  return staged === 0 && (last === undefined ? lastSeq === 0 : last.id <= after);
}

interface Since {
  readonly after: Id;
  readonly before: Id;
}

/** True where it was read and put out, or may not be read. */
export async function replayRoom(client: Client, room: Room, { after, before }: Since): Promise<boolean> {
  const { session, server } = client;
  if (!session) return false;
  const most = server.config.replay;
  const found = await readPast((query) => roomHistory(server.core, session, room, query), { after, before, most });
  if (isRefusal(found)) return found.reason === 'history-forbidden';
  const name = channelOfRoom(server.core, room);
  await putOut(client, () => showPast(client, name, found));
  return true;
}

/** So many of each correspondent, and so many correspondents. */
async function replayDirect(client: Client, { after, before }: Since): Promise<boolean> {
  const { session, server } = client;
  if (!session) return false;
  const { replay: most } = server.config;
  const read = readPast((query) => inboxHistory(server.core, session, undefined, query), {
    after,
    before,
    most: most * 10,
  });
  const found = await read;
  if (isRefusal(found)) return false;
  const own = session.person.address.bare;
  for (const [peer, messages] of byPeer(withoutOwn(client, found), own)) {
    await putOut(client, () => showPast(client, server.spelling.nick(peer), messages.slice(-most)));
  }
  return true;
}

/** What its holder wrote to others is shown to clients that can tell whose it is (znc.in/self-message, echo-message). */
export function withoutOwn(client: Client, messages: readonly MessageEvent[]): readonly MessageEvent[] {
  if (client.has(Cap.selfMessage) || client.has(Cap.echoMessage)) return messages;
  const own = client.session?.person.address.bare;
  return messages.filter(({ from, to }) => from.address !== own || to === own);
}

/** Of the latest correspondents, the one who wrote first comes first. */
export function byPeer(messages: readonly MessageEvent[], own: Bare): [Bare, MessageEvent[]][] {
  const peers = new Map<Bare, MessageEvent[]>();
  for (const message of messages) {
    const peer = message.from.address === own ? (message.to ?? own) : message.from.address;
    const known = peers.get(peer);
    if (known) known.push(message);
    else peers.set(peer, [message]);
  }
  return [...peers].slice(-irc.replayPeers);
}

/** Resolves when all of it has been put out; never where the client is gone before that. */
function putOut(client: Client, slices: () => Slices): Promise<void> {
  return new Promise((resolve) => {
    client.bulk.push(followed(slices(), resolve));
    client.input?.pump();
  });
}

function* followed(slices: Slices, done: () => void): Slices {
  const refusal = yield* slices;
  done();
  return refusal;
}
