import { sendPrivate } from '../../../../core/direct/send.ts';
import { isRefusal } from '../../../../core/refusal.ts';
import { findOccupant, type Room } from '../../../../core/rooms/room.ts';
import type { Answer, PASS, Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { actOn } from '../acts.ts';
import { draftOf } from '../message-draft.ts';
import { isRoom, roomOf } from './find-room.ts';

/** Messages between two occupants (XEP-0045 7.5). */
export const privateMessages: Feature = { message: { occupant: toOccupant } };

function toOccupant(request: Request): Answer {
  const { context, session, to, type } = request;
  if (type === 'error') return undefined;
  if (type === 'groupchat') return stanzaError('bad-request', 'Private messages are not of the type groupchat.');
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  if (!session.core.seats.has(room.address)) return stanzaError('not-acceptable', 'You are not in this room.');
  session.core.lastActive = context.core.clock.now();
  const receiver = findOccupant(room, to.resource)?.person.address.bare;
  const done = receiver && actOn(request, { peer: receiver, through: room.address });
  return done ? sendUnknown(request, room, done) : send(request, room);
}

/** What is done to a message that is not here is for the receiver's client. */
async function sendUnknown(
  request: Request,
  room: Room,
  done: NonNullable<ReturnType<typeof actOn>>,
): Promise<ReturnType<typeof send>> {
  const outcome = await done;
  return outcome === 'unknown' ? send(request, room) : outcome;
}

function send(request: Request, room: Room): Exclude<Answer, typeof PASS | Promise<unknown>> {
  const { context, session, to, type } = request;
  // RFC 6121 5.2.2: an unknown type is normal.
  const flavour = type === 'chat' ? undefined : type === 'headline' ? type : 'normal';
  const draft = { ...draftOf(request), flavour };
  const outcome = sendPrivate(context.core, session.core, { room, nickname: to.resource }, draft, request.reference);
  // XEP-0045 7.5: an occupant address that does not exist.
  if (isRefusal(outcome) && outcome.reason === 'no-such-nickname') {
    return stanzaError('item-not-found', 'Nobody here has that nickname.');
  }
  return outcome;
}
