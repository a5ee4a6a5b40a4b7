import { timeOf } from '../../lib/id.ts';
import { keyOf, type Draft } from '../archive/draft.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import { fanOut } from '../fan-out.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import { maySpeak } from './policy/policies.ts';
import { revealSpeaker } from './reveal.ts';
import type { Occupant, Room } from './room.ts';
import { turn } from './turn.ts';

/**
 * Says something in a room: check, one event, staged in the room's order, shown after its commit (ARCHITECTURE 4). The
 * speaker's own session learns of it through `endpoint.released(event, reference)`, or `refused`; the others of the same
 * person and of everybody else are delivered it. Done synchronously where the room keeps no history.
 */
export function say(core: Core, session: Session, room: Room, draft: Draft, reference: unknown): Outcome {
  const occupant = session.seats.get(room.address)?.occupant;
  if (!occupant) return refuse('not-joined', room.record.name);
  const refused = mayNotSay(core, room, occupant, draft) ?? turn(room, 'message');
  if (refused) return refused;
  revealSpeaker(core, occupant);
  const isArchived = draft.kept && core.config.history.enabled && room.record.settings.archived;
  const event = makeEvent(core, occupant, draft, isArchived ? room.lastSeq + 1 : 0);
  if (!isArchived) {
    show(room, event, session, reference);
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
  fanOut(room, event, session);
  if (session?.isAttached) session.endpoint.released(event, reference);
}

/** Keeps the last messages of a room at hand, at most `most`. */
export function remember(room: Room, event: MessageEvent, most: number): void {
  room.recent.push(event);
  while (room.recent.length > most) room.recent.shift();
}

function mayNotSay(core: Core, room: Room, occupant: Occupant, draft: Draft): Refusal | undefined {
  const refused = maySpeak(room, occupant);
  if (refused) return refused;
  if (draft.body === '') return refuse('empty-message', room.record.name);
  const bytes = Buffer.byteLength(draft.body ?? '') + Buffer.byteLength(draft.payload ?? '');
  if (bytes <= core.config.limits.message) return undefined;
  return refuse('too-long', room.record.name, { text: `A message has at most ${core.config.limits.message} bytes.` });
}

/** Written out field by field: spreading objects costs several times as much, and this is done for every message. */
function makeEvent(core: Core, { room, person, nickname }: Occupant, draft: Draft, seq: number): MessageEvent {
  const id = core.ids.next();
  return {
    type: 'message',
    id,
    at: timeOf(id),
    conversation: room.record.id,
    seq,
    room: room.address,
    to: undefined,
    from: {
      address: person.address.bare,
      nickname,
      mask: person.mask,
      account: person.account?.name,
      occupantId: person.occupantId,
    },
    kind: draft.kind,
    body: draft.body,
    clientId: draft.clientId,
    clientKey: keyOf(draft),
    payload: draft.payload,
    tags: draft.tags,
    flavour: draft.flavour,
    kept: seq > 0,
  };
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
  return undefined;
}
