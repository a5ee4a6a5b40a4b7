import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { refuse, isRefusal, type Refusal } from '../refusal.ts';
import { blankContact, inRosterTurn, pushContact, saveContact } from './roster-change.ts';
import { findRoster, isListed, isNamed, type Roster } from './roster.ts';
import type { Session } from './session.ts';

export interface ContactDraft {
  readonly address: Bare;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Contacts of one account, those who wait for an answer included. */
export const MAX_CONTACTS = 1000;
const MAX_GROUPS = 50;
const MAX_LABEL_BYTES = 1023;

/**
 * Adds a contact, or gives one another name and other groups (RFC 6121 2.3, 2.4): stored, then pushed. Subscriptions are not
 * touched. Refused: `account-required`; `bad-setting` for oneself, or for empty or repeated groups; `too-long`; `storage-away`.
 */
export async function setContact(core: Core, session: Session, draft: ContactDraft): Promise<Refusal | undefined> {
  const owner = session.person.address.bare;
  const refusal = session.person.kind === 'account' ? invalid(draft, owner) : refuse('account-required');
  if (refusal) return refusal;
  return inRosterTurn(core, owner, owner, async () => {
    const roster = await findRoster(core, owner);
    if (isRefusal(roster)) return roster;
    const before = roster.contacts.get(draft.address);
    const full = before ? undefined : tooMany(roster, draft.address);
    if (full) return full;
    const { address, name, groups } = draft;
    const contact = listable({ ...(before ?? blankContact(address)), name, groups: [...groups] });
    const failed = await saveContact(core, roster, address, contact);
    if (!failed) pushContact(core, roster, address, before);
    return failed;
  });
}

/** Refused where the roster is full. */
export function tooMany(roster: Roster, about: Bare): Refusal | undefined {
  if (roster.contacts.size < MAX_CONTACTS) return undefined;
  return refuse('too-long', about, { text: `A roster holds at most ${MAX_CONTACTS} contacts.` });
}

/**
 * A contact its owner has added stays one while the other side asks. Storage tells those apart who are somehow labelled, so
 * one without any label gets the name that clients show for it anyway.
 */
export function listable<C extends ReturnType<typeof blankContact>>(contact: C): C {
  if (isListed(contact) || isNamed(contact)) return contact;
  return { ...contact, name: contact.address.split('@')[0] ?? contact.address };
}

function invalid({ address, name, groups }: ContactDraft, owner: Bare): Refusal | undefined {
  // RFC 6121 2.3.3 lists the reasons.
  if (address === owner) return refuse('bad-setting', address, { text: 'You are not your own contact.' });
  if (groups.length > MAX_GROUPS) return refuse('too-long', address, { text: `At most ${MAX_GROUPS} groups.` });
  if ([name, ...groups].some((text) => Buffer.byteLength(text) > MAX_LABEL_BYTES)) {
    return refuse('too-long', address, { text: `A name has at most ${MAX_LABEL_BYTES} bytes.` });
  }
  if (groups.includes('') || new Set(groups).size < groups.length) {
    return refuse('bad-setting', address, { text: 'A group has a name, and is named once.' });
  }
  return undefined;
}
