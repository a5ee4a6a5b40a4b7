import type { KnockedEvent } from '../../../core/room-event.ts';
import { dataForm } from '../wire/data-form.ts';
import { escapeAttribute as attribute, escapeText as text, serialise } from '../wire/stanza.ts';
import type { Halves } from './splice.ts';

export const REGISTER_FORM = 'http://jabber.org/protocol/muc#register';

/** Somebody asks to become a member: the form with which those who run the room say yes (XEP-0045 9.9). */
export function registrationRequest({ room, who, text: words }: KnockedEvent): Halves {
  const form = dataForm(
    'form',
    REGISTER_FORM,
    [
      { name: 'muc#register_roomnick', type: 'text-single', label: 'Nickname', values: [who.nickname] },
      { name: 'muc#register_jid', type: 'jid-single', label: 'Address', values: [who.address] },
      { name: 'muc#register_faqentry', type: 'text-single', label: 'What they say', values: [words] },
      { name: 'muc#register_allow', type: 'boolean', label: 'Let this person in?', values: ['0'] },
    ],
    'Somebody asks to be let in',
  );
  const body = `${who.nickname} asks to be let in${words === '' ? '' : `: ${words}`}`;
  return [`<message from='${attribute(room)}' to='`, `'><body>${text(body)}</body>${serialise(form)}</message>`];
}
