import { findOwn } from '../../../core/archive/find-own.ts';
import { redact, type RedactRequest } from '../../../core/archive/redact.ts';
import { View } from '../../../core/endpoint.ts';
import { isRefusal, refuse, type Refusal } from '../../../core/refusal.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { IqAnswer, IqRequest, Request } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { attribute, childOf, textOf, type Element } from '../wire/stanza.ts';
import { couldBeStored } from './mam/query.ts';
import { isRoom, roomOf } from './muc/find-room.ts';

/** Taking messages back (XEP-0424), and moderators removing them (XEP-0425, also in the form of its version 0.2). */
export const retraction: Feature = {
  advertises: { room: [NS.retract, `${NS.retract}#tombstone`, NS.moderate], server: [NS.retract] },
  iq: {
    room: {
      [`set ${NS.moderate} moderate`]: (request: IqRequest) =>
        moderate(request, attribute(request.payload, 'id'), request.payload),
      [`set ${NS.fasten} apply-to`]: fastened,
    },
  },
};

/** The id of the message that a stanza takes back, if it does. */
export function retractedId(stanza: Element): string | undefined {
  const retract = childOf(stanza, 'retract', NS.retract);
  return retract && attribute(retract, 'id');
}

/** A groupchat message that takes one back: it is shown as what it did. */
export async function retractInRoom(request: Request, room: Room, id: string): Promise<Refusal | undefined> {
  if (!couldBeStored(id)) return refuse('no-such-message', id);
  return carryOut(request, { place: { room }, id, reason: '', clientId: request.id });
}

/**
 * A direct message that takes one back, named by what its author called it. `unknown` where there is no such message here: what was
 * sent may go on its way as it is.
 */
export async function retractDirect(request: Request, message: string): Promise<'unknown' | Refusal | undefined> {
  const { context, session, to } = request;
  const found = couldBeStored(message) ? message : await findOwn(context.core, session.core, to.bare, message);
  if (found === undefined) return 'unknown';
  if (isRefusal(found)) return found;
  const taking = { place: { peer: to.bare }, id: found, reason: '', clientId: request.id };
  const outcome = await carryOut(request, taking);
  return outcome?.reason === 'no-such-message' ? 'unknown' : outcome;
}

/** A room's is reflected to who asked (XEP-0045 7.4). */
async function carryOut({ context, session }: Request, asked: RedactRequest): Promise<Refusal | undefined> {
  const done = await redact(context.core, session.core, asked);
  if (isRefusal(done)) return done;
  if ('peer' in asked.place) return undefined;
  const { endpoint } = session.core;
  const rendering = endpoint.form.render(done.event, View.OTHER);
  if (rendering) endpoint.deliver(rendering, done.event);
  return undefined;
}

function moderate(request: IqRequest, id: string | undefined, moderation: Element): IqAnswer {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const retract = childOf(moderation, 'retract', NS.retract) ?? childOf(moderation, 'retract', NS.retractOld);
  if (id === undefined || !retract) return stanzaError('bad-request', 'Name the message that is to be retracted.');
  if (!couldBeStored(id)) return stanzaError('item-not-found');
  const seat = request.session.core.seats.get(room.address);
  if (seat && seat.occupant.role !== 'moderator') return stanzaError('forbidden');
  const name = moderation.attrs.xmlns === NS.moderateOld ? NS.moderateOld : NS.moderate;
  return carryOut(request, { place: { room }, id, reason: textOf(moderation, 'reason', name) ?? '' });
}

/** XEP-0425 0.2: the moderation is fastened to the message (XEP-0422). */
function fastened(request: IqRequest): IqAnswer {
  const moderation = childOf(request.payload, 'moderate', NS.moderateOld);
  if (!moderation) return stanzaError('service-unavailable');
  return moderate(request, attribute(request.payload, 'id'), moderation);
}
