import { createHmac } from 'node:crypto';
import { timeOf } from '../../lib/id.ts';
import { keyOf, type Draft } from '../archive/draft.ts';
import { quotedIn } from '../archive/reply.ts';
import type { Core } from '../core.ts';
import type { MessageEvent, PersonRef } from '../event.ts';
import { View } from '../endpoint.ts';
import { fanOut, fanOutViewed } from '../fan-out.ts';
import { Trait } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { pushMentions } from '../push/rule.ts';
import { isRefusal, type Outcome } from '../refusal.ts';
import { showsTyping } from '../typing.ts';
import { mayHear } from './audience.ts';
import { revealSpeaker } from './reveal.ts';
import type { Occupant, Room } from './room.ts';
import { ruled, speakerIn } from './speech.ts';
import { turn } from './turn.ts';

/**
 * Says something in a room: check, one event, staged in the room's order, shown after its commit (ARCHITECTURE 4). The
 * speaker's own session learns of it through `endpoint.released(event, reference)`, or `refused`; the others of the same
 * person and of everybody else are delivered it. Done synchronously where the room keeps no history.
 */
export function say(core: Core, session: Session, room: Room, given: Draft, reference: unknown): Outcome {
  const occupant = speakerIn(core, session, room);
  if (isRefusal(occupant)) return occupant;
  const draft = ruled(core, occupant, given);
  if (isRefusal(draft)) return draft;
  const later = turn(room, 'message');
  if (later) return later;
  if (occupant.seats.length > 0) revealSpeaker(core, occupant);
  const isArchived =
    draft.kept && draft.audience === undefined && core.config.history.enabled && room.record.settings.archived;
  const event = makeEvent(core, occupant, draft, isArchived ? room.lastSeq + 1 : 0);
  if (!isArchived) {
    if (isShown(core, room, event)) {
      show(room, event, session, reference);
      pushMentions(core, room, event);
    } else if (session.isAttached) session.endpoint.released(event, reference);
    return undefined;
  }
  if (core.config.history.commit === 'after') return sayAfter(core, session, room, event, reference);
  const away = core.writer.stage({ event, owners: none, session, room, reference, since: core.clock.monotonic() });
  if (away) return away;
  room.lastSeq = event.seq;
  room.staged++;
  session.staged++;
  return undefined;
}

const none: readonly never[] = [];

/** Everybody hears it, then the speaker's session knows that it was heard. */
export function show(room: Room, event: MessageEvent, session: Session | undefined, reference: unknown): void {
  const { audience, from } = event;
  if (audience === undefined) fanOut(room, event, session);
  else {
    fanOutViewed(room, event, (seat) => {
      const hears = mayHear(audience, seat.occupant) || seat.occupant.person.address.bare === from.address;
      return hears && seat.session !== session ? View.OTHER : undefined;
    });
  }
  if (session?.isAttached) session.endpoint.released(event, reference);
}

/** Typing too often, or where too many would see it, is seen by nobody and no error. */
function isShown(core: Core, room: Room, { typing, from }: MessageEvent): boolean {
  if (typing === undefined) return true;
  return showsTyping(core, { from: from.address, place: room.address }, typing, room.occupants.size);
}

/** Keeps the last messages of a room at hand, at most `most`. */
export function remember(room: Room, event: MessageEvent, most: number): void {
  if (event.body === undefined) return; // typing, reactions
  room.recent.push(event);
  while (room.recent.length > most) room.recent.shift();
}

/** Written out field by field: spreading objects costs several times as much, and this is done for every message. */
function makeEvent(core: Core, occupant: Occupant, draft: Draft, seq: number): MessageEvent {
  const { room } = occupant;
  const id = core.ids.next();
  const at = timeOf(id);
  return {
    type: 'message',
    id,
    at,
    conversation: room.record.id,
    seq,
    room: room.address,
    to: undefined,
    from: draft.as === undefined ? speakerRef(occupant) : { ...speakerRef(occupant), ...voiceRef(core, draft.as) },
    kind: draft.kind,
    body: draft.body,
    clientId: draft.clientId,
    clientKey: keyOf(draft),
    payload: draft.payload,
    tags: draft.tags,
    flavour: draft.flavour,
    audience: draft.audience,
    cuts: draft.cuts,
    typing: draft.typing,
    quoted: draft.tags === undefined ? undefined : quotedIn(room.recent, draft, at),
    kept: seq > 0,
  };
}

function speakerRef({ person, nickname }: Occupant): PersonRef {
  const ref = {
    address: person.address.bare,
    nickname,
    mask: person.mask,
    account: person.account?.name,
    occupantId: person.occupantId,
  };
  return person.traits & Trait.bot ? { ...ref, isBot: true } : ref;
}

/** Who is shown instead of whoever sent it: nobody's account, and an occupant id of its own (XEP-0421). */
function voiceRef(core: Core, { nickname, mask }: NonNullable<Draft['as']>): Partial<PersonRef> {
  const digest = createHmac('sha256', core.secret).update(`voice:${nickname}`).digest('base64url');
  return { nickname, mask, account: undefined, occupantId: digest.slice(0, 22) };
}

/** `history.commit = "after"`: shown first, written behind; a crash may lose the last moments. The operator chose that. */
function sayAfter(core: Core, session: Session, room: Room, event: MessageEvent, reference: unknown): Outcome {
  const away = core.writer.stage({
    event,
    owners: none,
    session: undefined,
    room: undefined,
    reference: undefined,
    since: core.clock.monotonic(),
  });
  if (!away) room.lastSeq = event.seq;
  remember(room, event, core.config.history.join);
  show(room, event, session, reference);
  pushMentions(core, room, event);
  return undefined;
}
