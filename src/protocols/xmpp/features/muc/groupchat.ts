import { say } from '../../../../core/rooms/say.ts';
import { setSubject } from '../../../../core/rooms/set-subject.ts';
import { PASS, type Answer, type Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { childOf, textOf, type Element } from '../../wire/stanza.ts';
import { NS } from '../../wire/namespaces.ts';
import { actOn } from '../acts.ts';
import { draftOf } from '../message-draft.ts';
import { isRoom, roomOf } from './find-room.ts';

/** Speaking in a room, and its subject (XEP-0045 7.4, 8.1). */
export const groupchatMessages: Feature = { message: { room: toRoom } };

function toRoom(request: Request): Answer {
  if (request.type === 'error') return undefined;
  if (request.type !== 'groupchat') return PASS;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const { context, session, stanza, id } = request;
  // XEP-0045 7.4: who is not inside is told so, and enters again.
  if (!session.core.seats.has(room.address)) return stanzaError('not-acceptable', 'You are not in this room.');
  session.core.lastActive = context.core.clock.now();
  const done = actOn(request, { room });
  if (done) return done as Promise<Exclude<Awaited<typeof done>, 'unknown'>>;
  const subject = subjectOf(stanza);
  if (subject !== undefined) return setSubject(context.core, session.core, room, subject, id);
  return say(context.core, session.core, room, draftOf(request), request.reference);
}

/** XEP-0045 8.1: a subject beside a body or thread is part of a message, not a change. */
function subjectOf(stanza: Element): string | undefined {
  const isMessage = childOf(stanza, 'body', NS.client) ?? childOf(stanza, 'thread', NS.client);
  return isMessage ? undefined : textOf(stanza, 'subject', NS.client);
}

/** Whatever else comes to a room's address and is none of the requests a room knows. */
export const otherRoomMessages: Feature = {
  message: {
    room: () => stanzaError('bad-request', 'Messages to a room are of the type groupchat.'),
    rooms: ({ type }) => (type === 'error' ? undefined : stanzaError('service-unavailable')),
  },
};
