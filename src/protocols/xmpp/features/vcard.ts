import { isRefusal } from '../../../core/refusal.ts';
import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { serialise, xml } from '../wire/stanza.ts';
import { parseStored } from '../wire/stored-xml.ts';
import { storedValue, storeValue } from './stored-value.ts';

const KEY = 'vcard';

/** XEP-0054 3.1, 3.3: one's own, or anybody's here: a vCard is public. */
const get: IqHandler = async ({ context, to, target }) => {
  const stored = await storedValue(context, to.bare, KEY);
  if (isRefusal(stored)) return stored;
  if (stored !== undefined) return parseStored(stored);
  return target === 'self' ? xml('vCard', { xmlns: NS.vcard }) : stanzaError('service-unavailable');
};

const set: IqHandler = ({ context, session, payload }) =>
  storeValue(context, session.address.bare, KEY, payload.children.length === 0 ? undefined : serialise(payload, ''));

export const vcard: Feature = {
  advertises: { self: [NS.vcard], server: [NS.vcard] },
  iq: {
    self: { [`get ${NS.vcard} vCard`]: get, [`set ${NS.vcard} vCard`]: set },
    person: { [`get ${NS.vcard} vCard`]: get },
  },
};
