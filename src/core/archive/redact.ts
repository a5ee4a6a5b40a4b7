import type { Bare } from '../../lib/address.ts';
import { timeOf, type Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { RedactedEvent } from '../history-event.ts';
import { Fenced, StorageAway } from '../ports.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { inTurn } from './acts.ts';
import { asked } from './asked.ts';
import { forgetEdit } from './edit-told.ts';
import { findAt, ownersOf, roomIn, showAct, stands, type Place } from './place.ts';

export interface RedactRequest {
  readonly place: Place;
  readonly id: Id;
  readonly reason: string;
  /** The asker's own name for the act. */
  readonly clientId?: string | undefined;
}

/** What was done. */
export interface Redacted {
  readonly event: RedactedEvent;
}

/**
 * Takes the text of a message away, for everybody and for good (SEMANTICS 5): one's own within `history.redact_window`, moderators
 * any of their room. The archive keeps who said it and who took it away. Everybody whom the message was for is shown that; the
 * asking session is given the event, for its wire to show. Reasons that are too long are cut. Refused: `not-joined`,
 * `no-such-message`, `redact-forbidden`, `redact-expired`, `storage-away`; whoever was refused by that may ask again.
 */
export async function redact(core: Core, session: Session, request: RedactRequest): Promise<Redacted | Refusal> {
  const { place } = request;
  if ('room' in place && !session.seats.has(place.room.address)) return refuse('not-joined', place.room.record.name);
  return inTurn(core, request.id, () => carryOut(core, session, request));
}

async function carryOut(core: Core, session: Session, request: RedactRequest): Promise<Redacted | Refusal> {
  const { place, id } = request;
  const message = await asked(() => findAt(core, session, place, id));
  if (isRefusal(message)) return message;
  const unsure = unsureOf(core).get(id);
  if (!message || !(stands(message) || (unsure && message.kind === 'redacted'))) return refuse('no-such-message', id);
  const refused = mayNotRedact(core, session, place, message);
  if (refused) return refused;
  const event = unsure ?? eventOf(core, session, message, request);
  const done = await asked(() => erase(core, message, event));
  if (done !== true) return isRefusal(done) ? done : refuse('no-such-message', id);
  await record(core, message, event);
  show(core, session, place, event);
  return { event };
}

/** Acts whose outcome was never learnt: where the text is gone when they are asked for again, it was they that took it. */
const unsures = new WeakMap<Core, Map<Id, RedactedEvent>>();
const MOST_UNSURE = 1000;

function unsureOf(core: Core): Map<Id, RedactedEvent> {
  const found = unsures.get(core) ?? new Map<Id, RedactedEvent>();
  unsures.set(core, found);
  return found;
}

function mayNotRedact(core: Core, session: Session, place: Place, message: MessageEvent): Refusal | undefined {
  if ('room' in place && session.seats.get(place.room.address)?.occupant.role === 'moderator') return undefined;
  if (message.from.address !== session.person.address.bare) return refuse('redact-forbidden', message.id);
  const { redactWindow } = core.config.history;
  return core.clock.now() - message.at > redactWindow ? refuse('redact-expired', message.id) : undefined;
}

function eventOf(core: Core, { person }: Session, message: MessageEvent, request: RedactRequest): RedactedEvent {
  const id = core.ids.next();
  const { conversation, room, to, toNickname, clientId, from } = message;
  const by = personRef(person);
  return {
    type: 'redacted',
    id,
    at: timeOf(id),
    conversation,
    room,
    to,
    ...(toNickname === undefined ? undefined : { toNickname }),
    message: message.id,
    ...(clientId === undefined ? undefined : { clientId }),
    author: from,
    by,
    reason: shortened(request.reason, core.config.limits.reason),
    ...(request.clientId === undefined ? undefined : { actId: request.clientId }),
    isLoud: room !== undefined && to === undefined && isTimeToTell(core, room),
  };
}

/** Rooms in which those who cannot take a message out of sight were told lately that it was removed. */
const told = new WeakMap<Core, Map<Bare, number>>();
const TELL_EVERY = 10_000;
const MOST_TOLD = 1000;

/** At most once in ten seconds and room (SEMANTICS 5, "moderate"). */
function isTimeToTell(core: Core, room: Bare): boolean {
  const last = told.get(core) ?? new Map<Bare, number>();
  told.set(core, last);
  const now = core.clock.monotonic();
  if (now - (last.get(room) ?? -Infinity) < TELL_EVERY) return false;
  if (last.size >= MOST_TOLD) last.clear();
  last.set(room, now);
  return true;
}

async function erase(core: Core, { conversation, id }: MessageEvent, event: RedactedEvent): Promise<boolean | Refusal> {
  const unsure = unsureOf(core);
  const redaction = { id: event.id, at: event.at, by: event.by, reason: event.reason };
  try {
    const isDone = await core.storage.archive.redact(conversation, id, redaction, core.writer.epoch);
    unsure.delete(id);
    return isDone;
  } catch (error) {
    if (error instanceof Fenced) return refuse('storage-away');
    if (error instanceof StorageAway) {
      if (unsure.size >= MOST_UNSURE) unsure.clear();
      unsure.set(id, event);
    }
    throw error;
  }
}

/** The beginning of a text, in whole characters. */
function shortened(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((encoded[end] as number) & 0xc0) === 0x80) end--;
  return encoded.toString('utf8', 0, end);
}

/** The act itself, in its place among the messages: who was not there finds it. The text is gone whether or not this succeeds. */
async function record(core: Core, message: MessageEvent, event: RedactedEvent): Promise<void> {
  const { clientId: _, clientKey: __, payload: ___, tags: ____, edited: _____, redaction: ______, ...rest } = message;
  core.writer.stage({
    event: { ...rest, id: event.id, at: event.at, from: event.by, kind: 'redaction', body: undefined, past: event },
    owners: ownersOf(core, message),
    session: undefined,
    room: undefined,
    reference: undefined,
    since: core.clock.monotonic(),
  });
  await core.writer.passed();
}

function show(core: Core, session: Session, place: Place, event: RedactedEvent): void {
  const room = roomIn(place);
  const at = room?.recent.findIndex(({ id }) => id === event.message) ?? -1;
  if (at >= 0) room?.recent.splice(at, 1);
  forgetEdit(core, event.message);
  showAct(core, event, room, session);
}
