import type { Bare } from '../../lib/address.ts';
import { timeOf, type Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import { conversationOf } from '../direct/conversation.ts';
import { View } from '../endpoint.ts';
import type { MessageEvent } from '../event.ts';
import { fanOut, tell } from '../fan-out.ts';
import type { RedactedEvent } from '../history-event.ts';
import { Fenced } from '../ports.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { Room } from '../rooms/room.ts';
import { asked } from './asked.ts';
import { readableFrom } from './readable.ts';

/** Where a message is: in a room, or among those exchanged with somebody. */
export type Place = { readonly room: Room } | { readonly peer: Bare };

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
 * asking session is given the event, for its wire to show. Refused: `not-joined`, `no-such-message`, `redact-forbidden`,
 * `redact-expired`, `too-long`, `storage-away`.
 */
export async function redact(core: Core, session: Session, request: RedactRequest): Promise<Redacted | Refusal> {
  const { place, reason } = request;
  if (Buffer.byteLength(reason) > core.config.limits.reason) return refuse('too-long');
  if ('room' in place && !session.seats.has(place.room.address)) return refuse('not-joined', place.room.record.name);
  const message = await asked(() => find(core, session, request));
  if (message === undefined) return refuse('no-such-message', request.id);
  if (isRefusal(message)) return message;
  const refused = mayNotRedact(core, session, place, message);
  if (refused) return refused;
  const event = eventOf(core, session, message, request);
  const done = await asked(() => erase(core, message, event));
  if (done !== true) return isRefusal(done) ? done : refuse('no-such-message', request.id);
  await record(core, message, event);
  show(core, session, place, event);
  return { event };
}

async function find(core: Core, session: Session, { place, id }: RedactRequest): Promise<MessageEvent | undefined> {
  const { archive } = core.storage;
  const found = await archive.find(conversationIn(session, place), id);
  if (!found || found.kind === 'redacted' || found.kind === 'redaction' || found.kind === 'event') return undefined;
  if (!('room' in place)) return found;
  const from = await readableFrom(core, place.room, session);
  return from !== undefined && id <= from ? undefined : found;
}

function conversationIn({ person }: Session, place: Place): string {
  return 'room' in place ? place.room.record.id : conversationOf(person.address.bare, place.peer);
}

function mayNotRedact(core: Core, session: Session, place: Place, message: MessageEvent): Refusal | undefined {
  if ('room' in place && session.seats.get(place.room.address)?.occupant.role === 'moderator') return undefined;
  if (message.from.address !== session.person.address.bare) return refuse('redact-forbidden', message.id);
  const { redactWindow } = core.config.history;
  return core.clock.now() - message.at > redactWindow ? refuse('redact-expired', message.id) : undefined;
}

function eventOf(core: Core, { person }: Session, message: MessageEvent, request: RedactRequest): RedactedEvent {
  const id = core.ids.next();
  const { conversation, room, to, clientId, from } = message;
  const by = personRef(person);
  return {
    type: 'redacted',
    id,
    at: timeOf(id),
    conversation,
    room,
    to,
    message: message.id,
    ...(clientId === undefined ? undefined : { clientId }),
    author: from,
    by,
    reason: request.reason,
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
  const redaction = { id: event.id, at: event.at, by: event.by, reason: event.reason };
  try {
    return await core.storage.archive.redact(conversation, id, redaction, core.writer.epoch);
  } catch (error) {
    if (error instanceof Fenced) return refuse('storage-away');
    throw error;
  }
}

/** The act itself, in its place among the messages: who was not there finds it. The text is gone whether or not this succeeds. */
async function record(core: Core, message: MessageEvent, event: RedactedEvent): Promise<void> {
  const { clientId: _, clientKey: __, payload: ___, tags: ____, ...rest } = message;
  const { address } = event.by;
  const owners = message.to === undefined ? [] : [...new Set([address, message.from.address, message.to])];
  core.writer.stage({
    event: { ...rest, id: event.id, at: event.at, from: event.by, kind: 'redaction', body: undefined, past: event },
    owners: owners.filter((owner) => owner.endsWith(`@${core.config.domain}`)),
    session: undefined,
    room: undefined,
    reference: undefined,
    since: core.clock.monotonic(),
  });
  await core.writer.passed();
}

function show(core: Core, session: Session, place: Place, event: RedactedEvent): void {
  if ('room' in place) {
    const { recent } = place.room;
    const at = recent.findIndex(({ id }) => id === event.message);
    if (at >= 0) recent.splice(at, 1);
    if (!place.room.isDestroyed) fanOut(place.room, event, session);
    return;
  }
  const receiver = event.to && core.people.byAddress(event.to);
  if (receiver && receiver !== session.person) tell(receiver.sessions, event, () => View.OTHER);
  tell(session.person.sessions, event, (each) => (each === session ? undefined : View.COPY_SENT));
}
