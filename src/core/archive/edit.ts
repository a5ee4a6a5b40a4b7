import { timeOf, type Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { MessageEvent, SpokenKind } from '../event.ts';
import type { EditedEvent } from '../history-event.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { inTurn, keep, speech } from './acts.ts';
import { asked } from './asked.ts';
import { keyOf } from './draft.ts';
import { tellLater } from './edit-told.ts';
import { findAt, roomIn, showAct, stands, type Place } from './place.ts';

export interface EditRequest {
  readonly place: Place;
  readonly message: Id;
  readonly body: string;
  /** As what it is said from now on; as before where it is not given. A notice stays one. */
  readonly kind?: SpokenKind;
  readonly payload?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientKey?: string | undefined;
}

/** Edits of one message. */
const MOST = 100;

/**
 * Gives one's own message another text (SEMANTICS 5.1), within `history.edit_window`. It keeps its id and its place; what it was is
 * kept with it, and the act among the messages. Everybody whom the message was for is shown that; the asking session is given the
 * event, for its wire to show. Refused: `not-joined`, `no-voice`, `no-such-message`, `edit-forbidden`, `edit-expired`,
 * `empty-message`, `too-long`, `storage-away`, and what direct messages are refused for.
 */
export async function edit(core: Core, session: Session, request: EditRequest): Promise<EditedEvent | Refusal> {
  const { place, body, payload } = request;
  const said = await speech(core, session, place, { kind: request.kind ?? 'text', body, payload, kept: true });
  if (isRefusal(said)) return said;
  return inTurn(core, request.message, () => carryOut(core, session, { ...request, body: said.body ?? body }));
}

async function carryOut(core: Core, session: Session, request: EditRequest): Promise<EditedEvent | Refusal> {
  const { place } = request;
  const message = await asked(() => findAt(core, session, place, request.message));
  if (isRefusal(message)) return message;
  if (!message || !stands(message) || message.body === undefined) return refuse('no-such-message', request.message);
  const refused = mayNotEdit(core, session, message);
  if (refused) return refused;
  const event = eventOf(core, session, message, request);
  const now = amended(message, event);
  const row = { act: event, message, amends: now, clientKey: keyOf(request) };
  const id = await keep(core, row, () => show(core, session, place, { event, now }));
  return isRefusal(id) ? id : { ...event, id };
}

/** Of the same occupant id: what was said in another name stays as it is, and so does what somebody else said. */
function mayNotEdit(core: Core, { person }: Session, { id, at, from, edited }: MessageEvent): Refusal | undefined {
  if (from.address !== person.address.bare || from.occupantId !== person.occupantId)
    return refuse('edit-forbidden', id);
  const isLate = core.clock.now() - at > core.config.history.editWindow;
  return isLate || (edited?.ids.length ?? 0) >= MOST ? refuse('edit-expired', id) : undefined;
}

function eventOf(core: Core, { person }: Session, message: MessageEvent, request: EditRequest): EditedEvent {
  const id = core.ids.next();
  const { conversation, room, to, toNickname, clientId } = message;
  const { kind = message.kind as SpokenKind, body, payload } = request;
  return {
    type: 'edited',
    id,
    at: timeOf(id),
    conversation,
    room,
    to,
    ...(toNickname === undefined ? undefined : { toNickname }),
    message: message.id,
    ...(clientId === undefined ? undefined : { clientId }),
    by: personRef(person),
    kind: message.kind === 'notice' ? 'notice' : kind,
    body,
    before: message.body ?? '',
    ...(payload === undefined ? undefined : { payload }),
    ...(request.clientId === undefined ? undefined : { actId: request.clientId }),
  };
}

function amended(message: MessageEvent, { id, kind, body }: EditedEvent): MessageEvent {
  const first = message.edited ?? { kind: message.kind as SpokenKind, body: message.body ?? '', ids: [] };
  return { ...message, kind, body, edited: { ...first, ids: [...first.ids, id] } };
}

function show(
  core: Core,
  session: Session,
  place: Place,
  { event, now }: { readonly event: EditedEvent; readonly now: MessageEvent },
): void {
  const room = roomIn(place);
  const at = room?.recent.findIndex(({ id }) => id === now.id) ?? -1;
  if (room && at >= 0) room.recent[at] = { ...(room.recent[at] as MessageEvent), ...now };
  showAct(core, event, room, session);
  tellLater(core, event, room);
}
