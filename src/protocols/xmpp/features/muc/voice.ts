import { setRole } from '../../../../core/rooms/set-role.ts';
import { occupantOf } from '../../../../core/rooms/rights.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import { PASS, type Answer, type Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { splice } from '../../forms/splice.ts';
import { dataForm, readBoolean, readForm, type SubmittedForm } from '../../wire/data-form.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { escapeAttribute, serialise } from '../../wire/stanza.ts';
import { isRoom, roomOf } from './find-room.ts';

const FORM_TYPE = 'http://jabber.org/protocol/muc#request';

/** Asking for voice, and giving it (XEP-0045 7.13, 8.6). */
export const voiceRequests: Feature = { message: { room: toRoom } };

function toRoom(request: Request): Answer {
  if (request.type === 'groupchat' || request.type === 'error') return PASS;
  const form = readForm(request.stanza);
  if (form?.formType !== FORM_TYPE) return PASS;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  if (!request.session.core.seats.has(room.address)) return stanzaError('not-acceptable', 'You are not in this room.');
  if (form.type === 'cancel') return undefined;
  return form.values.has('muc#request_allow') ? decide(request, room, form) : ask(request, room, form);
}

/** The room asks its moderators. Who has voice already need not ask. */
function ask({ context, session }: Request, room: Room, form: SubmittedForm): Answer {
  if (form.values.get('muc#role')?.[0] !== 'participant')
    return stanzaError('bad-request', 'Ask for the role participant.');
  const asker = occupantOf(room, session.core);
  if (asker?.role !== 'visitor') return undefined;
  const question = dataForm(
    'form',
    FORM_TYPE,
    [
      {
        name: 'muc#role',
        type: 'list-single',
        label: 'Requested role',
        values: ['participant'],
        options: [['Participant', 'participant']],
      },
      { name: 'muc#jid', type: 'jid-single', label: 'Address', values: [session.address.bare] },
      { name: 'muc#roomnick', type: 'text-single', label: 'Nickname', values: [asker.nickname] },
      { name: 'muc#request_allow', type: 'boolean', label: 'Give voice to this person?', values: ['0'] },
    ],
    'Somebody asks for voice',
  );
  const rendering = splice([
    `<message from='${escapeAttribute(room.address)}' to='`,
    `'>${serialise(question)}</message>`,
  ]);
  for (const { role, seats, person } of room.occupants.values()) {
    if (role !== 'moderator') continue;
    for (const seat of seats)
      context.sessions.get(`${person.address.bare}/${seat.session.device}`)?.sendSpliced(rendering);
  }
  return undefined;
}

function decide({ context, session }: Request, room: Room, form: SubmittedForm): Answer {
  if (occupantOf(room, session.core)?.role !== 'moderator') return stanzaError('forbidden');
  if (readBoolean(form.values.get('muc#request_allow')?.[0]) !== true) return undefined;
  const nickname = form.values.get('muc#roomnick')?.[0];
  if (nickname === undefined) return stanzaError('bad-request', 'Whose request is this?');
  return setRole(context.core, session.core, room, nickname, 'participant');
}
