import type { Bare } from '../../lib/address.ts';
import { findAccount } from '../accounts/find-account.ts';
import { keyOfAddress } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import type { RosterContact, SubscriptionEvent } from '../contact-event.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { showPresence } from './contact-presence.ts';
import { receiveSubscription } from './receive-subscription.ts';
import { blankContact, inRosterTurn, pushContact, saveContact } from './roster-change.ts';
import { findRoster, isListed, type Roster } from './roster.ts';
import type { Session } from './session.ts';
import { listable, tooMany } from './set-contact.ts';
import { isFrom, outbound, standingIn, stateOf, type SubscriptionAct } from './subscription-table.ts';

export interface SubscriptionDraft {
  readonly to: Bare;
  readonly act: SubscriptionAct;
  /** Verbatim children of the presence, for whoever is asked. At most `MAX_REQUEST_BYTES`. */
  readonly payload?: string | undefined;
}

const MAX_REQUEST_BYTES = 4096;

/**
 * Asks to see somebody's presence, stops seeing it, lets somebody see one's own or stops that (RFC 6121 3): both rosters are
 * stored, then pushed, and presence follows. Where storage fails half-way, doing it again completes it. Refused:
 * `account-required`, `no-such-account` for somebody who cannot be asked, `remote-unreachable`, `too-long`, `storage-away`.
 */
export async function changeSubscription(
  core: Core,
  session: Session,
  draft: SubscriptionDraft,
): Promise<Refusal | undefined> {
  const { person } = session;
  if (person.kind !== 'account') return refuse('account-required');
  const from = person.address.bare;
  if (draft.to === from) return undefined; // one always sees oneself
  if (Buffer.byteLength(draft.payload ?? '') > MAX_REQUEST_BYTES) return refuse('too-long', draft.to);
  const unable = draft.act === 'subscribe' ? await mayNotAsk(core, draft.to) : undefined;
  return unable ?? inRosterTurn(core, from, draft.to, () => subscriptionOf(core, from, draft));
}

/** In the turn of both rosters. */
async function subscriptionOf(core: Core, from: Bare, draft: SubscriptionDraft): Promise<Refusal | undefined> {
  const { to, act } = draft;
  const roster = await findRoster(core, from);
  if (isRefusal(roster)) return roster;
  const before = roster.contacts.get(to);
  const { passes, next } = outbound(act, stateOf(before));
  if (!passes) return approve(core, roster, draft);
  if (!before && act === 'subscribe') {
    const full = tooMany(roster, to);
    if (full) return full;
  }
  // The other side first: what is half done can be done again, since this side still passes it on.
  const failed = await passOn(core, { type: 'subscription', from, to, act, payload: draft.payload }, () =>
    stand(core, roster, to, settledContact(before, to, act, standingIn(next))),
  );
  if (!failed && act === 'subscribed') showPresence(core, core.people.byAddress(from), sessionsOf(core, to));
  return failed;
}

/**
 * Delivers to a contact here, then stores the own side, then lets the contact's server answer by itself. To be called in the turn
 * of both rosters. Refused as both are.
 */
export async function passOn(
  core: Core,
  event: SubscriptionEvent,
  storeOwn: () => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  const key = keyOfAddress(event.to, core.config.domain);
  const found = key === undefined ? undefined : await findAccount(core, key);
  if (isRefusal(found)) return found;
  const reply = found?.value ? await receiveSubscription(core, event) : undefined;
  if (isRefusal(reply)) return reply;
  const failed = await storeOwn();
  if (failed || reply !== 'subscribed') return failed;
  // RFC 6121 3.1.3: approved already, or in advance.
  const answer = await receiveSubscription(core, { type: 'subscription', from: event.to, to: event.from, act: reply });
  if (isRefusal(answer)) return answer;
  showPresence(core, core.people.byAddress(event.to), sessionsOf(core, event.from));
  return undefined;
}

/** Stores and pushes how a contact stands; undefined: not in the roster any more. */
async function stand(
  core: Core,
  roster: Roster,
  address: Bare,
  contact: RosterContact | undefined,
): Promise<Refusal | undefined> {
  const before = roster.contacts.get(address);
  if (sameContact(before, contact)) return undefined;
  const failed = await saveContact(core, roster, address, contact);
  if (!failed) pushContact(core, roster, address, before);
  return failed;
}

/**
 * RFC 6121 3.4: `subscribed` to somebody who has not asked yet is an approval in advance, `unsubscribed` takes it back; neither
 * is passed on.
 */
async function approve(core: Core, roster: Roster, { to, act }: SubscriptionDraft): Promise<Refusal | undefined> {
  const before = roster.contacts.get(to);
  if (act === 'subscribed' && !before?.approved && !isFrom(stateOf(before))) {
    const full = before ? undefined : tooMany(roster, to);
    return full ?? stand(core, roster, to, { ...(before ?? blankContact(to)), approved: true });
  }
  return act === 'unsubscribed' && before?.approved
    ? stand(core, roster, to, { ...before, approved: false })
    : undefined;
}

function settledContact(
  before: RosterContact | undefined,
  address: Bare,
  act: SubscriptionAct,
  standing: Pick<RosterContact, 'subscription' | 'pendingOut' | 'pendingIn'>,
): RosterContact | undefined {
  const contact = { ...(before ?? blankContact(address)), ...standing };
  if (act === 'unsubscribed') contact.approved = false;
  // Nobody becomes a contact by being turned away, nor by being told what was not so.
  const isNobody = contact.subscription === 'none' && !contact.pendingOut && !contact.pendingIn && !contact.approved;
  if (!before || !isListed(before)) return isNobody ? undefined : contact;
  return listable(contact);
}

function sameContact(a: RosterContact | undefined, b: RosterContact | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.subscription === b.subscription &&
    a.pendingOut === b.pendingOut &&
    a.pendingIn === b.pendingIn &&
    a.approved === b.approved &&
    a.name === b.name
  );
}

/** Nobody to ask: no account, a room, a guest (SEMANTICS 1.4), or somebody elsewhere. */
async function mayNotAsk(core: Core, to: Bare): Promise<Refusal | undefined> {
  const { domain, roomsDomain, guestsDomain } = core.config;
  const host = to.slice(to.indexOf('@') + 1);
  if (host !== domain && host !== roomsDomain && host !== guestsDomain) return refuse('remote-unreachable', to);
  const key = keyOfAddress(to, domain);
  if (key === undefined) return refuse('no-such-account', to);
  const found = await findAccount(core, key);
  if (isRefusal(found)) return found;
  return found.value ? undefined : refuse('no-such-account', to);
}

function sessionsOf(core: Core, address: Bare): readonly Session[] {
  return core.people.byAddress(address)?.sessions ?? [];
}
