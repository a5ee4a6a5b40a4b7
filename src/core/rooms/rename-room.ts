import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { RoomRenamedEvent } from '../room-event.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { Later, refuse, type Outcome, type Refusal } from '../refusal.ts';
import { moveMarks } from '../archive/read-marks.ts';
import { leaveForGood } from './leave.ts';
import { checkRoomName } from './room-name.ts';
import { moderatorOf, ownerOf } from './rights.ts';
import { unseat, type Occupant, type Room } from './room.ts';
import { turn } from './turn.ts';

/** What a room is to be called. */
export interface NewName {
  readonly address: Bare;
  /** As typed. */
  readonly name: string;
  readonly reason: string;
}

/**
 * Gives a room another address: people, settings, lists and history stay (SEMANTICS 2, "Rename"; draft/channel-rename). Owners
 * only. Sessions whose wire cannot follow leave the room, and are told where it is.
 */
export function renameRoom(core: Core, session: Session, room: Room, to: NewName): Outcome {
  const refused = mayRename(room, session) ?? checkRoomName(core, to.address, to.name);
  if (refused) return refused;
  const before = { address: room.address, name: room.record.name };
  if (to.address === before.address && to.name === before.name) return undefined;
  const taken = isTaken(core, room, to);
  if (taken) return taken;
  if (Buffer.byteLength(to.reason) > core.config.limits.reason) return refuse('too-long', to.name);
  const later = turn(room, 'change');
  if (later) return later;
  move(core, room, to);
  const event: RoomRenamedEvent = {
    type: 'room-renamed',
    id: core.ids.next(),
    at: core.clock.now(),
    room: before.address,
    name: before.name,
    to: to.address,
    newName: to.name,
    by: personRef(session.person),
    reason: to.reason,
  };
  show(core, room, event);
  return undefined;
}

/** By another room that has that address, had it and is still found by it, or cannot be told from it by eye (N-08). */
function isTaken(core: Core, room: Room, { address, name }: NewName): Outcome {
  const holder = core.rooms.open(address);
  if (holder instanceof Later || (holder && 'reason' in holder)) return holder;
  if (holder) return holder === room ? undefined : refuse('room-exists', name);
  const leadsTo = formerHolder(core, address);
  if (leadsTo instanceof Later || (leadsTo && 'reason' in leadsTo)) return leadsTo;
  if (leadsTo && leadsTo !== room) return refuse('room-exists', name);
  const other = core.rooms.lookalike(address);
  if (other === undefined || other === room.address) return undefined;
  if (typeof other !== 'string') return other;
  return refuse('room-name-invalid', name, { text: 'That name looks like the name of another room' });
}

/** The room that is found by an address which it had before. */
export function formerHolder(core: Core, address: Bare): Room | undefined | Later | Refusal {
  const to = core.rooms.movedTo(address);
  return typeof to === 'string' ? core.rooms.open(to) : to;
}

/** A guest's room has no owner: there a moderator's word counts. */
function mayRename(room: Room, session: Session): Refusal | undefined {
  const isOwned = [...room.affiliations.values()].some(({ affiliation }) => affiliation === 'owner');
  return isOwned ? ownerOf(room, session) : moderatorOf(room, session);
}

/** All that is found by the address of the room is found by the new one. */
function move(core: Core, room: Room, { address, name }: NewName): void {
  const old = room.address;
  core.rooms.move(room, address);
  room.record = { ...room.record, address, name };
  room.version++;
  for (const [i, event] of room.recent.entries()) room.recent[i] = { ...event, room: address };
  for (const occupant of room.occupants.values()) rekey(occupant, old, address);
  core.rooms.changed({ type: 'room', room: room.record });
  if (old === address) return;
  core.rooms.changed({ type: 'renamed', room: room.record.id, from: old, to: address });
  core.bouncer.changes.move(old, address);
  moveMarks(core, old, address);
}

function rekey(occupant: Occupant, old: Bare, address: Bare): void {
  const { person, seats } = occupant;
  person.occupancies.delete(old);
  person.occupancies.set(address, occupant);
  for (const seat of seats) {
    seat.session.seats.delete(old);
    seat.session.seats.set(address, seat);
  }
}

/** Who is told to enter anew is out of the room before anybody is shown leaving it. */
function show(core: Core, room: Room, event: RoomRenamedEvent): void {
  const seats = [...room.occupants.values()].flatMap((occupant) => occupant.seats);
  const left = seats.filter(({ session, occupant }) => !session.endpoint.moved(occupant, event));
  for (const { session } of left) unseat(room, session);
  for (const occupant of new Set(left.map((each) => each.occupant))) {
    if (occupant.seats.length === 0 && !occupant.isKept) leaveForGood(core, occupant, event.reason, 'part');
  }
}
