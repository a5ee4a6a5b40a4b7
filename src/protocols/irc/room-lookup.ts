import { hasRight } from '../../core/operators/operator-of.ts';
import { isRefusal, Later, refuse, type Refusal } from '../../core/refusal.ts';
import type { Room } from '../../core/rooms/room.ts';
import { atLeast } from '../../core/rooms/rank.ts';
import { affiliationOf } from '../../core/rooms/rights.ts';
import type { Client } from './client.ts';
import { parseChannel } from './names.ts';

/** The room of a channel name that a command is about. Refused where there is none. */
export function openRoom({ server }: Client, channel: string): Room | Refusal | Later {
  const { core } = server;
  const target = parseChannel(channel, core.config.roomsDomain);
  if (!target) return refuse('no-such-room', channel);
  return core.rooms.open(target.address) ?? refuse('no-such-room', channel);
}

/** The room, if the client is in it; otherwise 403 or 442. */
export function joinedRoom(client: Client, channel: string): Room | Refusal | Later {
  const target = parseChannel(channel, client.server.core.config.roomsDomain);
  const seat = target && client.session?.seats.get(target.address);
  if (seat) return seat.occupant.room;
  const room = openRoom(client, channel);
  if (!isRoom(room)) return room;
  return mayKnow(client, room) ? refuse('not-joined', channel) : refuse('no-such-room', channel);
}

export function isRoom(found: Room | Refusal | Later): found is Room {
  return !(found instanceof Later) && !isRefusal(found);
}

/** Secret rooms exist for those inside, those who belong to them (RFC 2811 4.2.6), and operators who may look. */
export function mayKnow({ server, session }: Client, room: Room): boolean {
  if (!room.record.settings.secret) return true;
  if (!session) return false;
  if (session.seats.has(room.address) || atLeast(affiliationOf(room, session), 'member')) return true;
  return hasRight(server.core, session.person, 'look');
}
