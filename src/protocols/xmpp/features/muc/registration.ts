import type { IqAnswer, IqRequest } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { NS } from '../../wire/namespaces.ts';
import { stanzaError } from '../../wire/stanza-error.ts';
import { xml } from '../../wire/stanza.ts';
import { isRoom, roomOf } from './find-room.ts';

/**
 * Registering a nickname with a room (XEP-0045 7.10): the nickname of an account is its own in every room already, which is
 * what is answered (SEMANTICS 1.3).
 */
export const roomRegistration: Feature = {
  iq: {
    room: {
      [`get ${NS.register} query`]: show,
      [`set ${NS.register} query`]: (request: IqRequest): IqAnswer => {
        const room = roomOf(request);
        return isRoom(room) ? stanzaError('not-allowed', 'Nicknames are those of the accounts.') : room;
      },
    },
  },
};

function show(request: IqRequest): IqAnswer {
  const room = roomOf(request);
  if (!isRoom(room)) return room;
  const { person } = request.session.core;
  if (person.kind !== 'account') return stanzaError('not-allowed', 'Guests have no nickname of their own.');
  return xml(
    'query',
    { xmlns: NS.register },
    xml('registered'),
    xml('username', {}, person.nickname),
    xml('nick', {}, person.nickname),
  );
}
