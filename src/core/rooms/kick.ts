import type { Core } from '../core.ts';
import type { PersonRef, RemovalCause } from '../event.ts';
import { occupantRef, personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { remove } from './leave.ts';
import { mayActOn, moderatorOf, occupantOf } from './rights.ts';
import { findOccupant, type Occupant, type Room } from './room.ts';
import { turn } from './turn.ts';

/** Removes somebody from the room, with all sessions (XEP-0045 8.2; IRC KICK). */
export function kick(core: Core, session: Session, room: Room, nickname: string, reason: string): Outcome {
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const target = findOccupant(room, nickname);
  if (!target) return refuse('not-in-room', nickname);
  const actor = occupantOf(room, session);
  if (room.forcedBy !== session && (!actor || !mayActOn(actor, target))) return refuse('no-rights', nickname);
  if (Buffer.byteLength(reason) > core.config.limits.reason) {
    return refuse('too-long', nickname, { text: `A reason has at most ${core.config.limits.reason} bytes.` });
  }
  const later = turn(room, 'change');
  if (later) return later;
  expel(core, target, 'kicked', { by: personRef(session.person), reason });
  return undefined;
}

/** The removal itself, shown to all. */
export function expel(
  core: Core,
  target: Occupant,
  cause: RemovalCause,
  { by, reason }: { by: PersonRef | undefined; reason: string },
): void {
  remove(core, target, {
    type: 'removed',
    id: core.ids.next(),
    at: core.clock.now(),
    room: target.room.address,
    who: { ...occupantRef(target), role: 'none' },
    by,
    cause,
    reason,
  });
}
