import { redact, type RedactRequest } from '../../../core/archive/redact.ts';
import { View } from '../../../core/endpoint.ts';
import { isRefusal, type Refusal } from '../../../core/refusal.ts';
import type { IqAnswer, IqRequest, Request } from '../context.ts';
import type { Feature, Info } from '../feature.ts';
import { dataForm } from '../wire/data-form.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { attribute, childOf, textOf, type Element } from '../wire/stanza.ts';
import { couldBeStored } from './mam/query.ts';
import { isRoom, roomOf } from './muc/find-room.ts';

/**
 * Moderators remove messages (XEP-0425, also in the form of its version 0.2). What authors do to theirs comes as messages: taking them
 * back (XEP-0424), correcting them (XEP-0308); and what everybody thinks of them (XEP-0444): see `actOn`.
 */
export const retraction: Feature = {
  advertises: { room: [NS.retract, `${NS.retract}#tombstone`, NS.moderate, NS.correct], server: [NS.retract] },
  info: { room: (_request, node) => (node === undefined ? reactionRules : undefined) },
  iq: {
    room: {
      [`set ${NS.moderate} moderate`]: (request: IqRequest) =>
        moderate(request, attribute(request.payload, 'id'), request.payload),
      [`set ${NS.fasten} apply-to`]: fastened,
    },
  },
};

/** XEP-0444 3.2. */
const reactionRules: Info = {
  features: [NS.reactions],
  forms: [
    dataForm('result', `${NS.reactions}:restrictions`, [
      { name: 'max_reactions_per_user', type: 'text-single', values: ['20'] },
    ]),
  ],
};

/** What was removed is shown to who asked as to everybody (XEP-0425 3). */
async function carryOut({ context, session }: Request, asked: RedactRequest): Promise<Refusal | undefined> {
  const done = await redact(context.core, session.core, asked);
  if (isRefusal(done)) return done;
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
