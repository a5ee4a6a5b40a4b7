import { isRefusal } from '../../../core/refusal.ts';
import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { elements, namespaceOf, serialise, xml, type Element } from '../wire/stanza.ts';
import { parseStored } from '../wire/stored-xml.ts';
import { storedValue, storeValue } from './stored-value.ts';

/** XEP-0049 3: one element of a foreign namespace is asked for, or kept whole. */
const get: IqHandler = async ({ context, session, payload }) => {
  const wanted = onlyElement(payload);
  if (!wanted) return stanzaError('bad-request');
  const stored = await storedValue(context, session.address.bare, keyOf(wanted));
  if (isRefusal(stored)) return stored;
  const content = stored === undefined ? xml(wanted.name, { xmlns: namespaceOf(wanted) }) : parseStored(stored);
  return xml('query', { xmlns: NS.private }, content);
};

const set: IqHandler = async ({ context, session, payload }) => {
  const value = onlyElement(payload);
  if (!value) return stanzaError('bad-request');
  return storeValue(context, session.address.bare, keyOf(value), serialise(value, ''));
};

function onlyElement(query: Element): Element | undefined {
  const [first, ...others] = elements(query);
  return first && others.length === 0 && namespaceOf(first) !== NS.private ? first : undefined;
}

function keyOf(element: Element): string {
  return `private ${namespaceOf(element)} ${element.name}`;
}

export const privateXml: Feature = {
  advertises: { self: [NS.private], server: [NS.private] },
  iq: { self: { [`get ${NS.private} query`]: get, [`set ${NS.private} query`]: set } },
};
