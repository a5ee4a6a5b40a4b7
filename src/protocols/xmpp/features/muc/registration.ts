import { affiliate } from '../../../../core/rooms/affiliate.ts';
import { knock } from '../../../../core/rooms/knock.ts';
import { affiliationOf } from '../../../../core/rooms/rights.ts';
import type { Room } from '../../../../core/rooms/room.ts';
import { parseAddress } from '../../../../lib/address.ts';
import { PASS, type Answer, type IqAnswer, type IqRequest, type Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { REGISTER_FORM } from '../../forms/registration-request.ts';
import { dataForm, readBoolean, readForm } from '../../wire/data-form.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { xml } from '../../wire/stanza.ts';
import { isRoom, roomOf } from './find-room.ts';

/**
 * Registering with a room (XEP-0045 7.10, 9.9): the nickname of an account is its own in every room already (SEMANTICS 1.3), so to
 * ask for it is to ask to be let into a members-only room, as KNOCK does on IRC.
 */
export const roomRegistration: Feature = {
  iq: {
    room: {
      [`get ${NS.register} query`]: show,
      [`set ${NS.register} query`]: ask,
    },
  },
  message: { room: decide },
};

function show(request: IqRequest): IqAnswer {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const { person } = request.session.core;
  if (person.kind !== 'account') return stanzaError('not-allowed', 'Guests have no nickname of their own.');
  if (isStranger(request, room)) {
    const nick = {
      name: 'muc#register_roomnick',
      type: 'text-single',
      label: 'Nickname',
      values: [person.nickname],
    } as const;
    const words = { name: 'muc#register_faqentry', type: 'text-single', label: 'What to tell them' } as const;
    return xml('query', { xmlns: NS.register }, dataForm('form', REGISTER_FORM, [nick, words], 'Ask to be let in'));
  }
  return xml(
    'query',
    { xmlns: NS.register },
    xml('registered'),
    xml('username', {}, person.nickname),
    xml('nick', {}, person.nickname),
  );
}

function ask(request: IqRequest): IqAnswer {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const form = readForm(request.payload);
  if (!isStranger(request, room) || form?.type !== 'submit') {
    return stanzaError('not-allowed', 'Nicknames are those of the accounts.');
  }
  const words = form.values.get('muc#register_faqentry')?.[0] ?? '';
  return knock(request.context.core, request.session.core, room, words);
}

function isStranger({ session }: IqRequest, room: Room): boolean {
  return room.record.settings.membersOnly && affiliationOf(room, session.core) === 'none';
}

/** The answer of somebody who runs the room (XEP-0045 9.9). */
function decide(request: Request): Answer {
  if (request.type === 'groupchat' || request.type === 'error') return PASS;
  const form = readForm(request.stanza);
  if (form?.formType !== REGISTER_FORM) return PASS;
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  if (form.type === 'cancel' || readBoolean(form.values.get('muc#register_allow')?.[0]) !== true) return undefined;
  const { core } = request.context;
  const jid = parseAddress(form.values.get('muc#register_jid')?.[0] ?? '')?.bare;
  const address = jid ?? core.people.byNickname(form.values.get('muc#register_roomnick')?.[0] ?? '')?.address.bare;
  if (address === undefined) return stanzaError('bad-request', 'Whose request is this?');
  return affiliate(core, request.session.core, room, { address, affiliation: 'member' });
}
