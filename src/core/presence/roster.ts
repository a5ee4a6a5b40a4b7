import { createHash } from 'node:crypto';
import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { RosterContact } from '../contact-event.ts';
import { findKnown } from '../find-known.ts';
import type { RosterStore } from '../ports.ts';
import { isRefusal, Later, refuse, type Refusal } from '../refusal.ts';
import type { Session } from './session.ts';

/** An account's contacts. Changed only by roster-change.ts. */
export interface Roster {
  readonly owner: Bare;
  /** Those too who only asked and wait: see `isListed`. */
  readonly contacts: Map<Bare, RosterContact>;
  /** What came with requests that wait (RFC 6121 3.1.3), for as long as the roster is kept at hand. */
  readonly requests: Map<Bare, string>;
  /** Undefined until somebody asks: see `rosterVersion`. */
  version: string | undefined;
}

export async function loadRoster(store: RosterStore, owner: Bare): Promise<Roster> {
  const contacts = await store.load(owner);
  return {
    owner,
    contacts: new Map(contacts.map((each) => [each.address, each])),
    requests: new Map(),
    version: undefined,
  };
}

/**
 * RFC 6121 A.1: whoever asked to see our presence, and whom we neither added nor answered, is not in the roster that clients
 * see.
 */
export function isListed(contact: RosterContact): boolean {
  return (
    !contact.pendingIn || contact.subscription !== 'none' || contact.pendingOut || contact.approved || isNamed(contact)
  );
}

export function isNamed({ name, groups }: Pick<RosterContact, 'name' | 'groups'>): boolean {
  return name !== '' || groups.length > 0;
}

/** What clients see, in no particular order. */
export function listedContacts(roster: Roster): RosterContact[] {
  return [...roster.contacts.values()].filter(isListed);
}

/** Names what clients see (RFC 6121 2.6): a digest, so that it means the same after a restart, and equal rosters are equal. */
export function rosterVersion(roster: Roster): string {
  roster.version ??= digest(listedContacts(roster));
  return roster.version;
}

/** The roster for a session that asks for it: from now on it gets pushes (RFC 6121 2.1.6). Refused: `account-required` for guests. */
export function requestRoster(core: Core, session: Session): Roster | Later | Refusal {
  const roster = rosterOf(core, session);
  if (!(roster instanceof Later) && !isRefusal(roster)) session.isInterested = true;
  return roster;
}

/** The roster of a session's account, at hand or not yet. */
export function rosterOf(core: Core, session: Session): Roster | Later | Refusal {
  const { person } = session;
  if (person.kind !== 'account') return refuse('account-required');
  const known = core.rosters.get(person.address.bare);
  if (known instanceof Later || isRefusal(known)) return known;
  return known.value ?? emptyRoster(person.address.bare);
}

/** The same for operations that give a promise. Refused: `storage-away`. */
export async function findRoster(core: Core, owner: Bare): Promise<Roster | Refusal> {
  const known = await findKnown(core.rosters, owner);
  return isRefusal(known) ? known : (known.value ?? emptyRoster(owner));
}

function emptyRoster(owner: Bare): Roster {
  return { owner, contacts: new Map(), requests: new Map(), version: undefined };
}

function digest(contacts: RosterContact[]): string {
  const hash = createHash('sha256');
  for (const each of contacts.sort((a, b) => (a.address < b.address ? -1 : 1))) {
    const { address, name, groups, subscription, pendingOut, approved } = each;
    hash.update(JSON.stringify([address, name, [...groups].sort(), subscription, pendingOut, approved]));
  }
  return hash.digest('base64url').slice(0, 22);
}
