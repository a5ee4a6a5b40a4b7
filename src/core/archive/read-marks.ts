import { lastIdAt, timeOf, type Id } from '../../lib/id.ts';
import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { conversationOf } from '../direct/conversation.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import type { ReadEvent } from '../history-event.ts';
import { Loads, type Known } from '../loads.ts';
import type { MarkStore } from '../ports.ts';
import { pushRead } from '../push/rule.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, Later, refuse, type Refusal } from '../refusal.ts';
import { asked } from './asked.ts';

/** How far one person has read, by conversation. */
export type Marks = Map<string, Id>;

/** Those of people who were here lately. */
const MOST_OWNERS = 5000;
/** Conversations of one person. */
const MOST_MARKS = 1000;

/** Accounts' marks are loaded when they are first wanted; guests' last as long as they are remembered. */
export function createMarks(store: MarkStore, isKept: (owner: Bare) => boolean): Loads<Marks> {
  return new Loads<Marks>(
    async (owner) => (isKept(owner as Bare) ? new Map(await store.load(owner as Bare)) : new Map<string, Id>()),
    MOST_OWNERS,
  );
}

/** The marks of the session's person, once they are here. */
export function marksOf(core: Core, session: Session): Known<Marks> | Later | Refusal {
  return core.marks.get(session.person.address.bare);
}

/** Up to when the person has read there (milliseconds since 1970), as far as is known; undefined for not at all. */
export function readUpTo(core: Core, session: Session, place: ReadEvent['place']): number | undefined {
  const mark = core.marks.peek(session.person.address.bare)?.get(keyOf(session, place));
  return mark === undefined ? undefined : timeOf(mark);
}

/**
 * The person has read everything up to `at` (milliseconds since 1970; never the future). Gives the time that counts now, which only
 * ever rises; the person's other sessions are told of it, and nobody else (draft/read-marker, SEMANTICS 6.5). To be called when
 * `marksOf` has given the marks. Refused: `storage-away`, `too-many-marks`.
 */
export async function setRead(
  core: Core,
  session: Session,
  place: ReadEvent['place'],
  at: number,
): Promise<{ readonly at: number } | Refusal> {
  const owner = session.person.address.bare;
  const key = keyOf(session, place);
  const marks = core.marks.peek(owner);
  if (!marks) return refuse('storage-away');
  const upTo = lastIdAt(Math.min(at, core.clock.now()));
  const before = marks.get(key);
  if (before !== undefined && before >= upTo) return { at: timeOf(before) };
  if (before === undefined && marks.size >= MOST_MARKS) return refuse('too-many-marks');
  const saved =
    session.person.kind === 'account' ? await asked(() => core.storage.marks.save(owner, key, upTo)) : undefined;
  if (isRefusal(saved)) return saved;
  // Another session may have read further meanwhile: what is stored only rises, too.
  const now = marks.get(key);
  if (now !== undefined && now >= upTo) return { at: timeOf(now) };
  marks.set(key, upTo);
  const event: ReadEvent = { type: 'read', at: core.clock.now(), owner, place, upTo };
  tell(session.person.sessions, event, (each) => (each === session ? undefined : View.SELF));
  pushRead(core, session, event, key);
  return { at: timeOf(upTo) };
}

/** A room has another address: what people who are here have read of it goes along. What is stored follows by itself. */
export function moveMarks(core: Core, from: Bare, to: Bare): void {
  const [old, next] = [conversationOf(from, from), conversationOf(to, to)];
  for (const marks of core.marks.values()) {
    const mark = marks.get(old);
    if (mark === undefined) continue;
    marks.delete(old);
    if ((marks.get(next) ?? '') < mark) marks.set(next, mark);
  }
}

/** Marks are times: those of a room hold for whatever has its address. */
function keyOf({ person }: Session, place: ReadEvent['place']): string {
  return 'room' in place ? conversationOf(place.room, place.room) : conversationOf(person.address.bare, place.peer);
}
