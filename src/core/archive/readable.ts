import { firstIdAt, idBefore, type Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { atLeast } from '../rooms/rank.ts';
import { affiliationOf } from '../rooms/rights.ts';
import type { Room } from '../rooms/room.ts';

/** May this session read what was said in the room, or some of it (`readableFrom`)? */
export function mayNotRead(room: Room, session: Session): Refusal | undefined {
  const affiliation = affiliationOf(room, session);
  if (affiliation === 'outcast') return refuse('history-forbidden', room.record.name);
  // Membership is the person's, whichever session asks (SEMANTICS law 4).
  if (session.person.occupancies.has(room.address) || atLeast(affiliation, 'member')) return undefined;
  return refuse('history-forbidden', room.record.name);
}

/** Members read everything, and everybody where the room says so (SEMANTICS 6.1). */
export function readsEverything(room: Room, session: Session): boolean {
  return room.record.settings.openHistory || atLeast(affiliationOf(room, session), 'member');
}

/**
 * The cursor after which who may read the room may read: undefined for everything. Accounts read from their first visit on, guests
 * from when they came in this time. Rejects with `StorageAway`.
 */
export async function readableFrom(core: Core, room: Room, session: Session): Promise<Id | undefined> {
  if (readsEverything(room, session)) return undefined;
  const { person } = session;
  const visit = person.kind === 'account' ? await core.visits.of(room, person.address.bare) : Infinity;
  return cursorOf(room, session, visit);
}

/** The same with the first visit given. */
export function cursorOf(room: Room, { person }: Session, visit: number): Id {
  const here = person.occupancies.get(room.address)?.since ?? Infinity;
  return idBefore(firstIdAt(Math.min(visit, here, Number.MAX_SAFE_INTEGER)));
}
