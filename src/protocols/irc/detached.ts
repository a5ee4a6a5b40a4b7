import { noteRoomPosition, roomPosition, horizon } from '../../core/bouncer/positions.ts';
import type { Form } from '../../core/endpoint.ts';
import type { Event, MessageEvent } from '../../core/event.ts';
import type { RoomRenamedEvent } from '../../core/room-event.ts';
import { reseat, type Room, type Seat } from '../../core/rooms/room.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { replayRoom, wantsReplay } from './replay.ts';
import { showRoom } from './show-room.ts';
import { channelOfRoom, sourceOf } from './spelling.ts';
import { status } from './status/source.ts';
import { encodeLine, formatLine } from './wire/format.ts';

/**
 * The form of one seat whose device does not want the room's lines (soju's and ZNC's "detach"): it is told what mentions its
 * nick, and nothing else. Nobody else pays for that, and it is still in the room.
 */
class DetachedForm implements Form {
  readonly isSeats = true;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  render(event: Event): Buffer | undefined {
    return event.type === 'message' && mentions(this.#client, event) ? relay(this.#client, event) : undefined;
  }
}

const WORD = /[\p{L}\p{N}_\-[\]{}|^`\\]/u;

/** Is the client's nick a word of what was said, by somebody else? */
function mentions(client: Client, { body, from }: MessageEvent): boolean {
  const nick = client.nick.toLowerCase();
  if (body === undefined || from.address === client.session?.person.address.bare) return false;
  const text = body.toLowerCase();
  for (let at = text.indexOf(nick); at >= 0; at = text.indexOf(nick, at + 1)) {
    if (!WORD.test(text[at - 1] ?? ' ') && !WORD.test(text[at + nick.length] ?? ' ')) return true;
  }
  return false;
}

/** One line, said by `*status`: in the room itself the client is not. */
function relay(client: Client, { room, from, body = '' }: MessageEvent): Buffer {
  const channel = client.server.spelling.channel(room as NonNullable<typeof room>);
  const [first = ''] = body.split(/[\r\n]/, 1);
  const text = `highlight in ${channel}: <${from.nickname}> ${first}`;
  return encodeLine(formatLine(`${status.name}!${status.mask}`, 'NOTICE', [client.nick, text]));
}

export function isDetached(seat: Seat): boolean {
  return seat.lane.form.isSeats === true;
}

/** Does this device not want the room's lines, as it said in an earlier session? */
export function wantsDetached({ extra }: Client, room: Room): boolean {
  return extra?.device?.positions?.rooms.get(room.address)?.detached ?? false;
}

/** Takes the room's lines from a seat, without a word. */
export function muteSeat(client: Client, seat: Seat): void {
  reseat(seat, new DetachedForm(client));
}

/** The device does not want the room's lines any more: to its client it is as if it had left. */
export function detachFrom(client: Client, seat: Seat): void {
  if (isDetached(seat) || !client.session) return;
  muteSeat(client, seat);
  note(client, seat.occupant.room, true);
  const params = [channelOfRoom(client.server.core, seat.occupant.room), 'Detached'];
  client.replies.line(formatLine(sourceOf(client.session.person), 'PART', params));
}

/** It wants them again: it is shown the room as after a JOIN, and what it has missed. */
export function* attachTo(client: Client, seat: Seat): Slices {
  const { room } = seat.occupant;
  const device = client.extra?.device;
  const after = device?.positions && roomPosition(device.positions, room.address);
  const before = horizon(client.server.core);
  reseat(seat, client.form);
  note(client, room, false);
  yield* showRoom(client, seat.occupant);
  if (after !== undefined && wantsReplay(client)) void replayRoom(client, room, { after, before });
  return undefined;
}

/** The room has another address: so has what is remembered of it. What is stored follows by itself. */
export function moveDetached({ extra }: Client, { room, to }: RoomRenamedEvent): void {
  const rooms = extra?.device?.positions?.rooms;
  const position = rooms?.get(room);
  if (!rooms || !position || room === to) return;
  rooms.delete(room);
  rooms.set(to, { ...position, room: to });
}

/** It has entered the room anew. */
export function noteAttached(client: Client, room: Room): void {
  if (wantsDetached(client, room)) note(client, room, false);
}

/** Only the devices of accounts are remembered; anybody may detach for as long as they are here. */
function note({ server, extra }: Client, room: Room, detached: boolean): void {
  const device = extra?.device;
  if (!device?.positions) return;
  const of = { device: device.name, room: room.address, detached };
  device.positions.rooms.set(room.address, noteRoomPosition(server.core, device.owner, of));
}
