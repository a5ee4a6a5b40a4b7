import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { inboxHistory } from './history.ts';

/** Pages that are looked through: who takes something back said it lately. */
const MOST_PAGES = 5;

/** The id of a message that the session's account sent to `peer` lately and calls `name` (XEP-0359 origin-id, or `id`). */
export async function findOwn(
  core: Core,
  session: Session,
  peer: Bare,
  name: string,
): Promise<Id | undefined | Refusal> {
  const own = session.person.address.bare;
  let before: Id | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await inboxHistory(core, session, peer, { before, limit: 100, fromEnd: true });
    if (isRefusal(page)) return page;
    const found = page.messages.findLast(
      ({ from, clientId, clientKey }) => from.address === own && (clientId === name || clientKey === name),
    );
    if (found) return found.id;
    before = page.messages[0]?.id;
    if (page.complete || before === undefined) return undefined;
  }
  return undefined;
}
