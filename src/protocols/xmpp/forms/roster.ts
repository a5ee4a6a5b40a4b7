import type { RosterContact, RosterPushEvent } from '../../../core/contact-event.ts';
import { NS } from '../wire/namespaces.ts';
import { serialise, xml, type Element } from '../wire/stanza.ts';
import type { Halves } from './splice.ts';

/** RFC 6121 2.1.6. Without `from`: it is the account's own. */
export function rosterPush({ version, contact }: RosterPushEvent): Halves {
  const query = xml('query', { xmlns: NS.roster, ver: version }, rosterItem(contact));
  return [`<iq to='`, `' type='set' id='push-${version}'>${serialise(query)}</iq>`];
}

/** RFC 6121 2.1.2. */
export function rosterItem(contact: RosterContact): Element {
  const { address, name, groups, subscription, pendingOut, approved } = contact;
  const attributes = {
    jid: address,
    name: name === '' ? undefined : name,
    subscription,
    ask: pendingOut ? 'subscribe' : undefined,
    approved: approved ? 'true' : undefined,
  };
  return xml('item', attributes, ...groups.map((group) => xml('group', undefined, group)));
}
