import { fold } from '../../lib/fold.ts';
import type { Core } from '../core.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import type { Event } from '../event.ts';
import { occupantRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { unseat, type Occupant, type Room } from './room.ts';
import { turn } from './turn.ts';

/** The person leaves with all its sessions (IRC PART). All of them are shown that, the asking one included. */
export function leave(core: Core, session: Session, room: Room, reason: string): Outcome {
  const held = session.seats.get(room.address);
  if (!held) return refuse('not-joined', room.record.name);
  const later = turn(room, 'change');
  if (later) return later;
  remove(core, held.occupant, leftEvent(core, held.occupant, reason, false));
  return undefined;
}

/** Only this session leaves (XMPP); the person stays while it has other seats. The wire shows the session its own leaving. */
export function leaveSeat(core: Core, session: Session, room: Room, reason: string): Outcome {
  if (!session.seats.has(room.address)) return refuse('not-joined', room.record.name);
  const later = turn(room, 'change');
  if (later) return later;
  unseatForGood(core, session, room, reason, 'part');
  return undefined;
}

/** The person stays on the server, or is about to be gone from it, or everybody is. */
export type Departure = 'part' | 'quit' | 'shutdown';

/** Takes the seat away, and the occupant with its last one unless the account keeps the room. For sessions that end there is no waiting for one's turn. */
export function unseatForGood(core: Core, session: Session, room: Room, reason: string, how: Departure): void {
  const held = session.seats.get(room.address);
  if (!held) return;
  unseat(room, session);
  const { occupant } = held;
  if (occupant.seats.length === 0 && !(occupant.isKept && how === 'part')) leaveForGood(core, occupant, reason, how);
}

/** The occupant leaves, whatever seats it has. */
export function leaveForGood(core: Core, occupant: Occupant, reason: string, how: Departure): void {
  const { room } = occupant;
  const event: Event =
    how === 'shutdown'
      ? {
          type: 'removed',
          id: core.ids.next(),
          at: core.clock.now(),
          room: room.address,
          who: { ...occupantRef(occupant), role: 'none' },
          by: undefined,
          cause: how,
          reason,
        }
      : leftEvent(core, occupant, reason, how === 'quit');
  remove(core, occupant, event);
}

/** Shows `event` to everybody in the room, the occupant's own sessions included, and takes the occupant out. */
export function remove(core: Core, occupant: Occupant, event: Event): void {
  const { room, person } = occupant;
  fanOutViewed(room, event, viewOf(occupant));
  for (const held of [...occupant.seats]) unseat(room, held.session);
  room.occupants.delete(fold(occupant.nickname));
  person.occupancies.delete(room.address);
  room.subscribers?.delete(occupant);
  if (occupant.isKept && !isQuit(event)) {
    core.bouncer.changes.note({ type: 'left', owner: person.address.bare, room: room.address });
  }
  room.version++;
  closeIfTemporary(core, room);
}

/** Who only goes offline finds the rooms again; who leaves or is removed does not. */
function isQuit(event: Event): boolean {
  return (event.type === 'left' && event.quit) || (event.type === 'removed' && event.cause === 'shutdown');
}

function leftEvent(core: Core, occupant: Occupant, reason: string, quit: boolean): Event {
  return {
    type: 'left',
    id: core.ids.next(),
    at: core.clock.now(),
    room: occupant.room.address,
    who: { ...occupantRef(occupant), role: 'none' },
    reason,
    quit,
  };
}

/** A room that is not kept ends with its last occupant (XEP-0045 10.9, SEMANTICS 2.1). */
function closeIfTemporary(core: Core, room: Room): void {
  if (room.occupants.size > 0 || room.record.settings.persistent || room.isDestroyed) return;
  room.isDestroyed = true;
  core.rooms.drop(room);
  core.rooms.changed({ type: 'destroy', room: room.record.id });
}
