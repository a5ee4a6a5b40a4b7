import type { Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { PageQuery } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { inboxHistory, roomHistory } from './history.ts';
import type { Place } from './place.ts';

/** Pages that are looked through: what is done to a message is done soon. */
const MOST_PAGES = 5;

/**
 * The id of a message that its author calls `name` (XEP-0359 origin-id, or `id`), among the last of that place: the session's own, or
 * anybody's. What names an edit of a message names the message.
 */
export async function findNamed(
  core: Core,
  session: Session,
  place: Place,
  { name, isOwn }: { readonly name: string; readonly isOwn: boolean },
): Promise<Id | undefined | Refusal> {
  const own = session.person.address.bare;
  const isIt = ({ from, clientId, clientKey }: MessageEvent) =>
    (clientId === name || clientKey === name) && (!isOwn || from.address === own);
  let before: Id | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await read(core, session, place, { before, limit: 100, fromEnd: true });
    if (isRefusal(page)) return page;
    const found = page.messages.findLast(isIt);
    if (found) return found.past?.type === 'edited' ? found.past.message : found.id;
    before = page.messages[0]?.id;
    if (page.complete || before === undefined) return undefined;
  }
  return undefined;
}

function read(core: Core, session: Session, place: Place, query: PageQuery) {
  if ('room' in place) return roomHistory(core, session, place.room, query);
  return inboxHistory(core, session, place.through ?? place.peer, query);
}
