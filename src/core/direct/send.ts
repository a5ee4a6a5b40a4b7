import type { Bare } from '../../lib/address.ts';
import { timeOf } from '../../lib/id.ts';
import { draftFields, type Draft } from '../archive/draft.ts';
import { mayWriteTo } from '../blocks/reaches.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, Later, refuse, type Outcome } from '../refusal.ts';
import { atLeast } from '../rooms/rank.ts';
import { findOccupant, type Occupant, type Room } from '../rooms/room.ts';
import { conversationOf } from './conversation.ts';
import { deliverDirect } from './deliver.ts';
import { mayApproach, noteWritten } from './strangers.ts';
import { showsTyping } from '../typing.ts';

export interface Target {
  readonly address: Bare;
  readonly resource?: string | undefined;
}

/**
 * Sends a direct message to an account or a guest here, present or not (SEMANTICS 5, "DM"): stored, then shown. Refused:
 * `no-such-account`, `too-long`, `storage-away`.
 */
export function sendDirect(core: Core, session: Session, target: Target, draft: Draft, reference: unknown): Outcome {
  const found = exists(core, target.address);
  if (found !== true) return found;
  const reached = mayWriteTo(core, session.person, target.address, draft);
  if (reached !== true) return reached;
  const tooMany = mayApproach(core, session.person, target.address);
  if (tooMany) return tooMany;
  noteWritten(core, target.address, session.person);
  const event = makeEvent(core, session, draft, { to: target.address, toResource: target.resource });
  return dispatch(core, session, event, reference);
}

/** A private message to an occupant, through the room (XEP-0045 7.5). */
export function sendPrivate(
  core: Core,
  session: Session,
  { room, nickname }: { room: Room; nickname: string },
  draft: Draft,
  reference: unknown,
): Outcome {
  const sender = session.seats.get(room.address)?.occupant;
  if (!sender) return refuse('not-joined', room.record.name);
  const receiver = findOccupant(room, nickname);
  if (!receiver) return refuse('no-such-nickname', nickname);
  if (!mayWrite(sender))
    return refuse('no-rights', room.record.name, { text: 'This room does not allow private messages.' });
  const reached = mayWriteTo(core, session.person, receiver.person.address.bare, draft);
  if (reached !== true) return hidesBlock(reached, nickname);
  const event = makeEvent(core, session, draft, {
    to: receiver.person.address.bare,
    room: room.address,
    toNickname: receiver.nickname,
  });
  return dispatch(core, session, event, reference);
}

/** Whoever is blocked learns no more than where there is no such nickname. */
function hidesBlock(refused: Outcome, nickname: string): Outcome {
  return isRefusal(refused) && refused.reason === 'no-such-account' ? refuse('no-such-nickname', nickname) : refused;
}

function mayWrite({ room, role, affiliation }: Occupant): boolean {
  const allowed = room.record.settings.privateMessages;
  if (allowed === 'anyone') return true;
  if (allowed === 'participants') return role === 'participant' || role === 'moderator';
  return allowed === 'moderators' && (role === 'moderator' || atLeast(affiliation, 'admin'));
}

/** True, or why not (yet). Guests exist while they are here. */
function exists(core: Core, address: Bare): true | Outcome {
  if (core.people.byAddress(address)) return true;
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1) !== core.config.domain) return refuse('no-such-account', address);
  const known = core.accounts.get(address.slice(0, at));
  if (known instanceof Later || 'reason' in known) return known;
  return known.value ? true : refuse('no-such-account', address);
}

type Addressing = Pick<MessageEvent, 'to' | 'toResource' | 'room' | 'toNickname'>;

function makeEvent(core: Core, session: Session, draft: Draft, addressing: Partial<Addressing>): MessageEvent {
  const { person } = session;
  const id = core.ids.next();
  const isKept = draft.kept && core.config.history.enabled && core.config.history.direct;
  return {
    type: 'message',
    id,
    at: timeOf(id),
    conversation: conversationOf(person.address.bare, addressing.to as Bare),
    seq: 0,
    room: addressing.room,
    to: addressing.to,
    toResource: addressing.toResource,
    toNickname: addressing.toNickname,
    from: personRef(person),
    fromDevice: session.device,
    ...draftFields(draft),
    kept: isKept,
  };
}

function dispatch(core: Core, session: Session, event: MessageEvent, reference: unknown): Outcome {
  if (event.body === '') return refuse('empty-message', event.to);
  const bytes = Buffer.byteLength(event.body ?? '') + Buffer.byteLength(event.payload ?? '');
  if (bytes > core.config.limits.message) {
    return refuse('too-long', event.to, { text: `A message has at most ${core.config.limits.message} bytes.` });
  }
  if (!isShown(core, event)) {
    if (session.isAttached) session.endpoint.released(event, reference);
    return undefined;
  }
  const owners = event.kept ? ownersOf(core, event) : [];
  if (owners.length === 0 || core.config.history.commit === 'after') {
    if (owners.length > 0) stage(core, event, owners, undefined, undefined);
    deliverDirect(core, event, session, reference);
    return undefined;
  }
  const away = stage(core, event, owners, session, reference);
  if (away) return away;
  session.staged++;
  return undefined;
}

/** Typing too often is seen by nobody and no error. */
function isShown(core: Core, { typing, from, to }: MessageEvent): boolean {
  return typing === undefined || to === undefined || showsTyping(core, { from: from.address, place: to }, typing);
}

function stage(
  core: Core,
  event: MessageEvent,
  owners: readonly Bare[],
  session: Session | undefined,
  reference: unknown,
): Outcome {
  return core.writer.stage({ event, owners, session, room: undefined, reference, since: core.clock.monotonic() });
}

/** Whose archives it belongs to: the parties with accounts here. */
function ownersOf(core: Core, event: MessageEvent): Bare[] {
  const parties = new Set([event.from.address, event.to as Bare]);
  return [...parties].filter((address) => address.endsWith(`@${core.config.domain}`));
}
