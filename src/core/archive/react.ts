import { timeOf, type Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { ReactedEvent } from '../history-event.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { inTurn, keep, otherOf, speech } from './acts.ts';
import { asked } from './asked.ts';
import { keyOf } from './draft.ts';
import { conversationIn, findAt, roomIn, showAct, stands, type Place } from './place.ts';

export interface ReactRequest {
  readonly place: Place;
  readonly message: Id;
  /** All that the asker thinks of it, or what is new and what is gone. */
  readonly change:
    { readonly all: readonly string[] } | { readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly clientId?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** Reactions of one person to one message. */
const MOST = 20;
/** Bytes of what is longer than one character, and of one character with all that is put on it. */
const WORD_BYTES = 16;
const CHARACTER_BYTES = 64;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One grapheme cluster, or at most 16 bytes; to be seen (SEMANTICS 5, "react"). */
export function isReaction(text: string): boolean {
  if (text.trim() === '' || /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text)) return false;
  const bytes = Buffer.byteLength(text);
  if (bytes <= WORD_BYTES) return true;
  return bytes <= CHARACTER_BYTES && [...characters.segment(text)].length === 1;
}

/**
 * Says what somebody thinks of a message: the set per message and person is kept, and everybody whom the message was for is shown
 * what is new in it. The asking session is given the event for its wire to show; it has `kept: false` where nothing changed. Refused:
 * `not-joined`, `no-voice`, `no-such-message`, `reaction-invalid`, `too-many-reactions`, `storage-away`, and what direct messages
 * are refused for.
 */
export async function react(core: Core, session: Session, request: ReactRequest): Promise<ReactedEvent | Refusal> {
  const { place, change } = request;
  const bad = ('all' in change ? change.all : change.add).find((each) => !isReaction(each));
  if (bad !== undefined) return refuse('reaction-invalid');
  const may = await speech(core, session, place, { kind: 'tags', body: undefined, kept: true });
  if (isRefusal(may)) return may;
  return inTurn(core, `${request.message} ${session.person.address.bare}`, () => carryOut(core, session, request));
}

async function carryOut(core: Core, session: Session, request: ReactRequest): Promise<ReactedEvent | Refusal> {
  const { place } = request;
  const found = await asked(async () => {
    const message = await findAt(core, session, place, request.message);
    if (!message || !stands(message)) return undefined;
    const key = {
      conversation: conversationIn(session, place),
      message: message.id,
      actor: session.person.address.bare,
    };
    return { message, before: await core.storage.archive.reactions(key) };
  });
  if (!found) return refuse('no-such-message', request.message);
  if (isRefusal(found)) return found;
  const now = changed(found.before, request.change);
  if (now.length > MOST) return refuse('too-many-reactions');
  const event = eventOf(core, session, found, { ...request, now });
  if (!event.kept) return event;
  const row = { act: event, message: found.message, clientKey: keyOf(request) };
  const id = await keep(core, row, () => showAct(core, event, roomIn(place), session));
  return isRefusal(id) ? id : { ...event, id };
}

function changed(before: readonly string[], change: ReactRequest['change']): string[] {
  if ('all' in change) return [...new Set(change.all)];
  return [...new Set([...before, ...change.add])].filter((each) => !change.remove.includes(each));
}

function eventOf(
  core: Core,
  { person }: Session,
  { message, before }: { message: MessageEvent; before: readonly string[] },
  { now, clientId, tags }: ReactRequest & { readonly now: readonly string[] },
): ReactedEvent {
  const id = core.ids.next();
  const added = now.filter((each) => !before.includes(each));
  const removed = before.filter((each) => !now.includes(each));
  return {
    type: 'reacted',
    id,
    at: timeOf(id),
    conversation: message.conversation,
    room: message.room,
    ...otherOf(message, person.address.bare),
    message: message.id,
    ...(message.clientId === undefined ? undefined : { clientId: message.clientId }),
    by: personRef(person),
    reactions: now,
    added,
    removed,
    ...(tags === undefined ? undefined : { tags }),
    ...(clientId === undefined ? undefined : { actId: clientId }),
    kept: added.length + removed.length > 0,
  };
}
