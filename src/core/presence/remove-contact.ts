import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { inRosterTurn, pushContact, saveContact } from './roster-change.ts';
import { findRoster, isListed } from './roster.ts';
import type { Session } from './session.ts';
import { isFrom, isTo, stateOf, type SubscriptionAct, type SubscriptionState } from './subscription-table.ts';
import { passOn } from './subscriptions.ts';

/**
 * Removes a contact and ends what was between the two, in both directions (RFC 6121 2.5.2). Refused: `account-required`;
 * `no-such-account` for somebody who is no contact; `storage-away`.
 */
export async function removeContact(core: Core, session: Session, address: Bare): Promise<Refusal | undefined> {
  if (session.person.kind !== 'account') return refuse('account-required');
  const owner = session.person.address.bare;
  return inRosterTurn(core, owner, address, () => removeFrom(core, owner, address));
}

/** Ends all that was between an account and others, before it is removed. Refused: `storage-away`; what was done is done. */
export async function clearRoster(core: Core, owner: Bare): Promise<Refusal | undefined> {
  const roster = await findRoster(core, owner);
  if (isRefusal(roster)) return roster;
  for (const address of [...roster.contacts.keys()]) {
    const failed = await inRosterTurn(core, owner, address, () => forget(core, owner, address));
    if (failed) return failed;
  }
  return undefined;
}

async function removeFrom(core: Core, owner: Bare, address: Bare): Promise<Refusal | undefined> {
  const roster = await findRoster(core, owner);
  if (isRefusal(roster)) return roster;
  const before = roster.contacts.get(address);
  if (!before || !isListed(before)) return refuse('no-such-account', address);
  return forget(core, owner, address);
}

/** The others first, so that what is half done can be done again; the owner's clients see one push. */
async function forget(core: Core, owner: Bare, address: Bare): Promise<Refusal | undefined> {
  const roster = await findRoster(core, owner);
  if (isRefusal(roster)) return roster;
  const before = roster.contacts.get(address);
  for (const act of endings(stateOf(before))) {
    const failed = await passOn(core, { type: 'subscription', from: owner, to: address, act }, async () => undefined);
    if (failed) return failed;
  }
  const failed = await saveContact(core, roster, address, undefined);
  if (!failed) pushContact(core, roster, address, before);
  return failed;
}

/** What ends a state; a contact who never had to do with us hears nothing. */
function endings(state: SubscriptionState): SubscriptionAct[] {
  const acts: SubscriptionAct[] = [];
  if (isTo(state) || state.includes('o')) acts.push('unsubscribe');
  if (isFrom(state) || state.includes('i')) acts.push('unsubscribed');
  return acts;
}
