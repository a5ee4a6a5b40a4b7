import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import { mayWriteTo } from '../blocks/reaches.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { EditedEvent, ReactedEvent } from '../history-event.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { ruled } from '../rooms/speech.ts';
import { untilDone } from '../until-done.ts';
import type { Draft } from './draft.ts';
import { ownersOf, type Place } from './place.ts';

/** The ends of what is being done, by what it is done to. */
const lines = new WeakMap<Core, Map<string, Promise<unknown>>>();

/** Carries out acts with the same key one after another: each has to find what the one before it left. */
export async function inTurn<T>(core: Core, key: string, act: () => Promise<T>): Promise<T> {
  const all = lines.get(core) ?? new Map<string, Promise<unknown>>();
  lines.set(core, all);
  const before = all.get(key) ?? Promise.resolve();
  const running = before.then(act, act);
  all.set(key, running);
  try {
    return await running;
  } finally {
    if (all.get(key) === running) all.delete(key);
  }
}

/** What the asker would say there, as the rules of the place make it. */
export async function speech(core: Core, session: Session, place: Place, draft: Draft): Promise<Draft | Refusal> {
  if ('room' in place) {
    const occupant = session.seats.get(place.room.address)?.occupant;
    if (!occupant) return refuse('not-joined', place.room.record.name);
    const said = ruled(core, occupant, draft);
    // What not everybody would hear is not done to what everybody sees.
    return !isRefusal(said) && said.audience !== undefined ? refuse('no-voice', place.room.record.name) : said;
  }
  if (place.through !== undefined && !session.seats.has(place.through)) return refuse('not-joined');
  const reached = await untilDone(() => mayWriteTo(core, session.person, place.peer, draft));
  if (reached !== true) return reached ?? refuse('no-such-account', place.peer);
  if (draft.body === '') return refuse('empty-message');
  const bytes = Buffer.byteLength(draft.body ?? '') + Buffer.byteLength(draft.payload ?? '');
  return bytes > core.config.limits.message ? refuse('too-long') : draft;
}

/** An act as the archive keeps it, in its place among the messages. */
export interface ActRow {
  readonly act: ReactedEvent | EditedEvent;
  /** What it was done to, and that message from now on. */
  readonly message: MessageEvent;
  readonly amends?: MessageEvent;
  /** Names the act: a retry is stored once. */
  readonly clientKey: string | undefined;
}

/**
 * Keeps the act and then, in its place among what is said, has it shown. Resolves with its id; with an earlier one, and without
 * showing it, where it was done before under the same client key. Refused: `storage-away`.
 */
export function keep(core: Core, row: ActRow, show: () => void): Promise<Id | Refusal> {
  const event = rowOf(row);
  return new Promise((resolve) => {
    const refused = core.writer.stage({
      event,
      owners: ownersOf(core, event),
      ...(row.amends && { amends: row.amends }),
      session: undefined,
      room: undefined,
      reference: undefined,
      since: core.clock.monotonic(),
      ended(refusal, first) {
        resolve(refusal ?? first ?? event.id);
        if (!refusal && first === undefined) show();
      },
    });
    if (refused) resolve(refused);
  });
}

function rowOf({ act, message, clientKey }: ActRow): MessageEvent {
  const { id, at, conversation, room, to, toNickname, by, actId } = act;
  return {
    type: 'message',
    id,
    at,
    conversation,
    seq: message.seq,
    room,
    to,
    ...(toNickname === undefined ? undefined : { toNickname }),
    from: by,
    kind: act.type === 'reacted' ? 'reaction' : 'edit',
    body: undefined,
    kept: true,
    ...(actId === undefined ? undefined : { clientId: actId }),
    ...(clientKey === undefined ? undefined : { clientKey }),
    past: act,
  };
}

/** The other one of the two whom a direct message is between. */
export function otherOf(message: MessageEvent, own: Bare): Pick<MessageEvent, 'to' | 'toNickname'> {
  if (message.to === undefined) return { to: undefined };
  if (message.from.address === own) return { to: message.to, toNickname: message.toNickname };
  return { to: message.from.address, toNickname: message.room && message.from.nickname };
}
