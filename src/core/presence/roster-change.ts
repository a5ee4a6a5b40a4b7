import type { Bare } from '../../lib/address.ts';
import { inTurn } from '../accounts/logins.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { RosterContact } from '../contact-event.ts';
import { tell } from '../fan-out.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { isListed, rosterVersion, type Roster } from './roster.ts';

/** Does `work` while nothing else changes the rosters of these two; in one order always, so that nobody waits in a circle. */
export function inRosterTurn<T>(core: Core, a: Bare, b: Bare, work: () => Promise<T>): Promise<T> {
  const [first, second] = a < b ? [a, b] : [b, a];
  if (first === second) return inTurn(core.logins, first, work);
  return inTurn(core.logins, first, () => inTurn(core.logins, second, work));
}

/**
 * Stores one contact, then takes it in; undefined in `contact` removes it. To be called in the roster's turn. Nothing is shown
 * yet: see `pushContact`. Refused: `storage-away`, and nothing changed here.
 */
export async function saveContact(
  core: Core,
  roster: Roster,
  address: Bare,
  contact: RosterContact | undefined,
): Promise<Refusal | undefined> {
  try {
    await core.storage.rosters.save(roster.owner, contact ?? removed(address));
  } catch (error) {
    core.log.warn({ error: String(error) }, 'roster not saved');
    return refuse('storage-away', address, { retryAfter: 5 });
  }
  if (contact) roster.contacts.set(address, contact);
  else roster.contacts.delete(address);
  if (!contact?.pendingIn) roster.requests.delete(address);
  roster.version = undefined;
  core.rosters.put(roster.owner, roster); // what was being loaded meanwhile is older
  return undefined;
}

/**
 * Tells the owner's interested sessions how a contact stands now (RFC 6121 2.1.6), where that differs from what they could see
 * of it as it was `before`.
 */
export function pushContact(core: Core, roster: Roster, address: Bare, before: RosterContact | undefined): void {
  const contact = roster.contacts.get(address);
  const isShown = contact !== undefined && isListed(contact);
  const wasShown = before !== undefined && isListed(before);
  if (isShown ? wasShown && looksTheSame(contact, before) : !wasShown) return;
  const person = core.people.byAddress(roster.owner);
  if (!person?.sessions.some((session) => session.isInterested)) return;
  const event = {
    type: 'roster-push',
    owner: roster.owner,
    version: rosterVersion(roster),
    contact: isShown ? contact : removed(address),
  } as const;
  tell(person.sessions, event, ({ isInterested }) => (isInterested ? View.SELF : undefined));
}

/** Clients are not shown `pendingIn`. Groups are the same array until a client sets them, which is always told. */
function looksTheSame(a: RosterContact, b: RosterContact): boolean {
  return (
    a.name === b.name &&
    a.groups === b.groups &&
    a.subscription === b.subscription &&
    a.pendingOut === b.pendingOut &&
    a.approved === b.approved
  );
}

export function blankContact(address: Bare): RosterContact {
  return {
    address,
    name: '',
    groups: [],
    subscription: 'none',
    pendingOut: false,
    pendingIn: false,
    approved: false,
  };
}

function removed(address: Bare): RosterContact {
  return { ...blankContact(address), subscription: 'remove' };
}
