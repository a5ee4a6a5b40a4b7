import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { StorageAway, type Page, type PageQuery } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { atLeast } from '../rooms/rank.ts';
import { affiliationOf } from '../rooms/rights.ts';
import type { Room } from '../rooms/room.ts';
import type { MessageEvent } from '../event.ts';
import type { Id } from '../../lib/id.ts';

/** A page of a room's history, for who may read it: occupants, and members who are not inside (SEMANTICS 6.1, H-02, H-10). */
export async function roomHistory(core: Core, session: Session, room: Room, query: PageQuery): Promise<Page | Refusal> {
  const refused = mayNotRead(room, session);
  if (refused) return refused;
  return asked(() => core.storage.archive.page(room.record.id, bounded(core, query)));
}

/** May this session read what was said in the room? */
export function mayNotRead(room: Room, session: Session): Refusal | undefined {
  const affiliation = affiliationOf(room, session);
  if (affiliation === 'outcast') return refuse('history-forbidden', room.record.name);
  // Membership is the person's, whichever session asks (SEMANTICS law 4).
  if (session.person.occupancies.has(room.address) || atLeast(affiliation, 'member')) return undefined;
  return refuse('history-forbidden', room.record.name);
}

/** A page of the account's own direct messages, with one correspondent or with all. Guests have none. */
export async function inboxHistory(
  core: Core,
  session: Session,
  peer: Bare | undefined,
  query: PageQuery,
): Promise<Page | Refusal> {
  const { person } = session;
  if (person.kind !== 'account') return { messages: [], complete: true };
  return asked(() => core.storage.archive.inboxPage(person.address.bare, peer, bounded(core, query)));
}

/** A message of a room by id, for who may read the room. */
export async function findInRoom(
  core: Core,
  session: Session,
  room: Room,
  id: Id,
): Promise<MessageEvent | undefined | Refusal> {
  const refused = mayNotRead(room, session);
  if (refused) return refused;
  return asked(() => core.storage.archive.find(room.record.id, id));
}

/** One of the account's own direct messages by id. */
export async function findInInbox(core: Core, session: Session, id: Id): Promise<MessageEvent | undefined | Refusal> {
  return asked(() => core.storage.archive.findInInbox(session.person.address.bare, id));
}

function bounded(core: Core, query: PageQuery): PageQuery {
  return { ...query, limit: Math.max(0, Math.min(query.limit, core.config.history.page)) };
}

/** What storage answers, or the refusal where it is away. */
async function asked<T>(ask: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StorageAway) return refuse('storage-away', undefined, { retryAfter: 5 });
    throw error;
  }
}
