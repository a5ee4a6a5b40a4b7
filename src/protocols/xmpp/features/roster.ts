import { removeContact } from '../../../core/presence/remove-contact.ts';
import { listedContacts, requestRoster, rosterVersion } from '../../../core/presence/roster.ts';
import { setContact } from '../../../core/presence/set-contact.ts';
import { isRefusal, Later } from '../../../core/refusal.ts';
import { parseAddress } from '../../../lib/address.ts';
import type { IqHandler } from '../context.ts';
import type { Feature } from '../feature.ts';
import { rosterItem } from '../forms/roster.ts';
import { NS } from '../wire/namespaces.ts';
import { stanzaError } from '../wire/stanza-error.ts';
import { attribute, elements, isNamed, xml } from '../wire/stanza.ts';

/** RFC 6121 2.2; where the client has this very version already the result is empty (2.6.2). */
const get: IqHandler = ({ context, session, payload }) => {
  const roster = requestRoster(context.core, session.core);
  if (roster instanceof Later || isRefusal(roster)) return roster;
  const version = rosterVersion(roster);
  if (attribute(payload, 'ver') === version) return undefined;
  return xml('query', { xmlns: NS.roster, ver: version }, ...listedContacts(roster).map(rosterItem));
};

/** RFC 6121 2.3 to 2.5: exactly one item. */
const set: IqHandler = ({ context, session, payload }) => {
  const [item, ...others] = elements(payload);
  if (!item || others.length > 0 || !isNamed(item, 'item', NS.roster)) {
    return stanzaError('bad-request', 'A roster set has exactly one item.'); // 2.3.3
  }
  const address = parseAddress(attribute(item, 'jid') ?? '');
  if (!address) return stanzaError('jid-malformed');
  if (attribute(item, 'subscription') === 'remove') return remove(context.core, session.core, address.bare);
  const groups = elements(item)
    .filter((child) => isNamed(child, 'group', NS.roster))
    .map((group) => group.getText());
  return setContact(context.core, session.core, {
    address: address.bare,
    name: attribute(item, 'name') ?? '',
    groups,
  });
};

/** RFC 6121 2.5.3: somebody who is no contact is not found, account or not. */
async function remove(...args: Parameters<typeof removeContact>) {
  const refusal = await removeContact(...args);
  return refusal?.reason === 'no-such-account' ? stanzaError('item-not-found') : refusal;
}

/** Rosters, with versions (RFC 6121 2.6). */
export const roster: Feature = {
  advertises: { self: [NS.roster], server: [NS.roster] },
  iq: { self: { [`get ${NS.roster} query`]: get, [`set ${NS.roster} query`]: set } },
  streamFeatures: [xml('ver', { xmlns: NS.rosterVersioning })],
};
