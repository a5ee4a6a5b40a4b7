import { sendPrivate } from '../../../../core/direct/send.ts';
import { isRefusal } from '../../../../core/refusal.ts';
import type { Answer, Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
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
