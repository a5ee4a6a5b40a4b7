import type { Core } from '../core.ts';
import { deliverDirect } from '../direct/deliver.ts';
import type { MessageEvent } from '../event.ts';
import type { Id } from '../../lib/id.ts';
import type { Session } from '../presence/session.ts';
import { pushMentions } from '../push/rule.ts';
import type { Room } from '../rooms/room.ts';
import { remember, show } from '../rooms/say.ts';
import { wake } from '../rooms/turn.ts';
import type { Outcomes, Staged } from './writer.ts';

/**
 * What the core does with staged messages once their fate is known. Delivered first, then what waited is woken: waking first
 * would reorder a sender's answers (ARCHITECTURE 4).
 */
export function createOutcomes(core: Core, fenced: () => void): Outcomes {
  return {
    release(staged, first) {
      guarded(core, staged, () => (first === undefined ? released(core, staged) : repeated(staged, first)));
      settle(core, staged);
    },
    reject(staged, refusal) {
      const { event, session, reference } = staged;
      guarded(core, staged, () => {
        staged.ended?.(refusal, undefined);
        if (session?.isAttached) session.endpoint.refused(event, refusal, reference);
      });
      settle(core, staged);
    },
    fenced,
  };
}

function released(core: Core, { event, room, session, reference, ended }: Staged): void {
  if (ended) ended(undefined, undefined);
  else if (room) {
    remember(room, event, core.config.history.join);
    show(room, event, session, reference);
    pushMentions(core, room, event);
  } else if (session) {
    deliverDirect(core, event, session, reference);
  }
}

/** A retry: stored before, shown before; only the asker learns its first id. */
function repeated({ event, session, reference, ended }: Staged, first: Id): void {
  ended?.(undefined, first);
  const known: MessageEvent = { ...event, id: first };
  if (session?.isAttached) session.endpoint.released(known, reference);
}

function settle(core: Core, { room, session }: Staged): void {
  if (session) settleSession(core, session);
  if (room) settleRoom(core, room);
}

function settleRoom(core: Core, room: Room): void {
  room.staged--;
  guardedWake(core, () => wake(room));
}

function settleSession(core: Core, session: Session): void {
  session.staged--;
  if (session.staged > 0 || !session.onSettled) return;
  const resume = session.onSettled;
  session.onSettled = undefined;
  guardedWake(core, resume);
}

/** One message's bug must not hold up the writer. */
function guarded(core: Core, staged: Staged, act: () => void): void {
  try {
    act();
  } catch (error) {
    core.log.error({ error: stackOf(error), id: staged.event.id }, 'archive: showing a message failed');
  }
}

function guardedWake(core: Core, act: () => void): void {
  try {
    act();
  } catch (error) {
    core.log.error({ error: stackOf(error) }, 'archive: waking a session failed');
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
