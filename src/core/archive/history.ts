import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { Page, PageQuery } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import type { Refusal } from '../refusal.ts';
import type { Room } from '../rooms/room.ts';
import type { MessageEvent } from '../event.ts';
import type { Id } from '../../lib/id.ts';
import { asked } from './asked.ts';
import { mayNotRead, readableFrom } from './readable.ts';

/**
 * A page of a room's history, for who may read it: occupants from their first visit on, and members, inside or not, from the
 * beginning (SEMANTICS 6.1, H-02, H-10).
 */
export async function roomHistory(core: Core, session: Session, room: Room, query: PageQuery): Promise<Page | Refusal> {
  const refused = mayNotRead(room, session);
  if (refused) return refused;
  return asked(async () => {
    const from = await readableFrom(core, room, session);
    await caughtUp(core, query);
    const asked = bounded(core, { ...query, after: later(query.after, from) });
    const { messages, complete } = await core.storage.archive.page(room.record.id, asked);
    return { messages: messages.map((each) => calledNow(room, each)), complete };
  });
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
  return asked(async () => {
    await caughtUp(core, query);
    return core.storage.archive.inboxPage(person.address.bare, peer, bounded(core, query));
  });
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
  return asked(async () => {
    const from = await readableFrom(core, room, session);
    if (from !== undefined && id <= from) return undefined;
    const found = await core.storage.archive.find(room.record.id, id);
    return found === undefined || found.kind === 'event' ? undefined : calledNow(room, found);
  });
}

/** What was said before the room was renamed was said in the room as it is called now (draft/channel-rename). */
export function calledNow({ address }: Pick<Room, 'address'>, message: MessageEvent): MessageEvent {
  return message.room === address ? message : { ...message, room: address };
}

/** One of the account's own direct messages by id. */
export async function findInInbox(core: Core, session: Session, id: Id): Promise<MessageEvent | undefined | Refusal> {
  return asked(() => core.storage.archive.findInInbox(session.person.address.bare, id));
}

/** What happens is shown before it is kept: who asks for it waits for that. */
async function caughtUp(core: Core, { scope }: PageQuery): Promise<void> {
  if (scope === 'all') await core.writer.passed();
}

function later(a: Id | undefined, b: Id | undefined): Id | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function bounded(core: Core, query: PageQuery): PageQuery {
  return { ...query, limit: Math.max(0, Math.min(query.limit, core.config.history.page)) };
}
