import type { Core } from '../core.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import type { Outcome } from '../refusal.ts';
import { expel } from './kick.ts';
import { ownerOf } from './rights.ts';
import type { Room } from './room.ts';
import { turn } from './turn.ts';

/** Ends a room: everybody is removed, its lasting state is deleted (XEP-0045 10.9). Owners only. */
export function destroy(core: Core, session: Session, room: Room, reason: string): Outcome {
  const refused = ownerOf(room, session) ?? turn(room, 'change');
  if (refused) return refused;
  destroyRoom(core, room, reason, session);
  return undefined;
}

/** The same without asking for rights: for the operator. */
export function destroyRoom(core: Core, room: Room, reason: string, session?: Session): void {
  room.isDestroyed = true;
  const by = session && personRef(session.person);
  for (const occupant of [...room.occupants.values()]) expel(core, occupant, 'destroyed', { by, reason });
  core.rooms.drop(room);
  core.rooms.changed({ type: 'destroy', room: room.record.id });
}
