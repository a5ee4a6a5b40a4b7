import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { RosterContact, SubscriptionEvent } from '../contact-event.ts';
import { tell } from '../fan-out.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { hidePresence } from './contact-presence.ts';
import { blankContact, pushContact, saveContact } from './roster-change.ts';
import { findRoster, isListed, type Roster } from './roster.ts';
import { listable, MAX_CONTACTS } from './set-contact.ts';
import { inbound, isFrom, isTo, standingIn, stateOf } from './subscription-table.ts';
import type { SubscriptionState, Transition } from './subscription-table.ts';

/**
 * What an act of somebody else does to an account here (RFC 6121 3.1.3, 3.1.6, 3.2.3, 3.3.3, A.3): stored, then shown and pushed.
 * Gives `subscribed` where the server is to answer so by itself. To be called in the turn of the roster of `event.to`.
 * Refused: `rate-limited` where too many wait for an answer already; `storage-away`.
 */
export async function receiveSubscription(
  core: Core,
  event: SubscriptionEvent,
): Promise<'subscribed' | Refusal | undefined> {
  const roster = await findRoster(core, event.to);
  if (isRefusal(roster)) return roster;
  const before = roster.contacts.get(event.from);
  const state = stateOf(before);
  if (event.act === 'subscribe' && isFrom(state)) return 'subscribed';
  const isAwaited = event.act === 'subscribe' && before?.approved === true;
  const { passes, next } = isAwaited ? granted(state) : inbound(event.act, state);
  if (next !== state) {
    const failed = await store(core, roster, event, next);
    if (failed) return failed;
  }
  if (passes) show(core, event, state);
  if (next !== state) pushContact(core, roster, event.from, before);
  // RFC 6121 3.3.3: whoever unsubscribed sees us go.
  if (event.act === 'unsubscribe' && isFrom(state)) {
    hidePresence(core, core.people.byAddress(event.to), core.people.byAddress(event.from)?.sessions ?? []);
  }
  return isAwaited ? 'subscribed' : undefined;
}

/** RFC 6121 3.4.2: approved in advance; nobody needs to be asked. */
function granted(state: SubscriptionState): Transition {
  const { subscription, pendingOut } = standingIn(state);
  return { passes: false, next: subscription === 'to' ? 'B' : pendingOut ? 'F+o' : 'F' };
}

async function store(
  core: Core,
  roster: Roster,
  { from, act, payload }: SubscriptionEvent,
  next: SubscriptionState,
): Promise<Refusal | undefined> {
  const before = roster.contacts.get(from);
  // Strangers who ask may not crowd out a roster.
  if (!before && roster.contacts.size >= MAX_CONTACTS) return refuse('rate-limited', from);
  const contact: RosterContact = { ...(before ?? blankContact(from)), ...standingIn(next) };
  const isNobody = next === 'N' && before !== undefined && !isListed(before);
  const failed = await saveContact(
    core,
    roster,
    from,
    isNobody ? undefined : before && isListed(before) ? listable(contact) : contact,
  );
  if (!failed && act === 'subscribe' && contact.pendingIn && payload !== undefined) roster.requests.set(from, payload);
  return failed;
}

/** A request goes to whoever is there to answer it, the rest to clients that keep a roster. */
function show(core: Core, event: SubscriptionEvent, state: SubscriptionState): void {
  const person = core.people.byAddress(event.to);
  if (!person) return;
  const isRequest = event.act === 'subscribe';
  // RFC 6121 3.2.1: first unavailable, then `unsubscribed`.
  if (event.act === 'unsubscribed' && isTo(state)) {
    hidePresence(core, core.people.byAddress(event.from), person.sessions);
  }
  tell(person.sessions, event, ({ availability, isInterested }) =>
    isRequest ? availability && View.OTHER : isInterested ? View.OTHER : undefined,
  );
}
