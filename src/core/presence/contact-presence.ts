import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { PresenceEvent, SubscriptionEvent } from '../contact-event.ts';
import { tell } from '../fan-out.ts';
import { isRefusal, Later } from '../refusal.ts';
import type { Availability } from './availability.ts';
import type { Person } from './person.ts';
import { rosterOf, type Roster } from './roster.ts';
import type { Session } from './session.ts';

const RETRY_MS = 5000;

/**
 * Tells subscribers and the person's own sessions how this session's availability changed (RFC 6121 4.2, 4.4, 4.5). A session
 * that becomes available also learns which contacts are, and who asked to see it (4.3, 3.1.3).
 */
export function announcePresence(core: Core, session: Session, before: Availability | undefined): void {
  const { availability } = session;
  if (availability === before) return;
  const event = presenceOf(core, session);
  // RFC 6121 4.2.2: one sees one's own presence, in the session that sent it too.
  showOwn(session, event);
  if (availability && !before) showOwnOthers(core, session);
  if (session.person.kind === 'account')
    announceToContacts(core, session, event, availability !== undefined && !before);
}

/** Shows `to` how the available sessions of `person` are: after an approval, and in answer to a probe. */
export function showPresence(core: Core, person: Person | undefined, to: Iterable<Session>): void {
  for (const session of person?.sessions ?? []) {
    if (session.availability) tell(to, presenceOf(core, session), available);
  }
}

/** Shows `to` the available sessions of `person` as unavailable: they may not see them any more. */
export function hidePresence(core: Core, person: Person | undefined, to: Iterable<Session>): void {
  for (const session of person?.sessions ?? []) {
    if (session.availability) tell(to, { ...presenceOf(core, session), availability: undefined }, available);
  }
}

/** The session is about to be somebody else's: to the contacts of whose it was it is gone. */
export function bidFarewell(core: Core, session: Session): void {
  const { person } = session;
  if (!person.account || !session.availability) return;
  const event: PresenceEvent = { ...presenceOf(core, session), availability: undefined };
  const roster = core.rosters.peek(person.address.bare); // at hand while its owner is online
  for (const { address, subscription } of roster?.contacts.values() ?? []) {
    if (subscription === 'from' || subscription === 'both') tell(sessionsOf(core, address), event, available);
  }
}

function announceToContacts(core: Core, session: Session, event: PresenceEvent, isInitial: boolean): void {
  const again = (): void => announceToContacts(core, session, event, isInitial);
  const roster = rosterOf(core, session);
  if (roster instanceof Later) return roster.subscribe(again); // all who wait go on in order
  if (isRefusal(roster)) {
    core.log.warn({ reason: roster.reason }, 'presence: the roster cannot be read; trying again');
    // Then as it is then: something newer may have been told meanwhile.
    core.clock.after(RETRY_MS, () => announceToContacts(core, session, presenceOf(core, session), isInitial));
    return;
  }
  for (const { address, subscription } of roster.contacts.values()) {
    if (subscription === 'from' || subscription === 'both') tell(sessionsOf(core, address), event, available);
  }
  if (isInitial && session.availability) greet(core, session, roster);
}

/** What a session is shown when it becomes available: its contacts' presence, and requests that wait. */
function greet(core: Core, session: Session, roster: Roster): void {
  for (const { address, subscription, pendingIn } of roster.contacts.values()) {
    if ((subscription === 'to' || subscription === 'both') && mayProbe(core, address, roster.owner)) {
      showPresence(core, core.people.byAddress(address), [session]);
    }
    if (!pendingIn) continue;
    const payload = roster.requests.get(address);
    const event: SubscriptionEvent = {
      type: 'subscription',
      from: address,
      to: roster.owner,
      act: 'subscribe',
      payload,
    };
    // It was shown before, to whoever was there.
    tell([session], event, ({ availability }) => availability && View.REPLAY);
  }
}

/** RFC 6121 4.3.2: the contact's own roster decides, where it is at hand; it is while the contact is online. */
function mayProbe(core: Core, contact: Bare, owner: Bare): boolean {
  const theirs = core.rosters.peek(contact);
  if (!theirs) return true;
  const subscription = theirs.contacts.get(owner)?.subscription;
  return subscription === 'from' || subscription === 'both';
}

function showOwn(session: Session, event: PresenceEvent): void {
  tell(session.person.sessions, event, (each) => {
    if (each === session) return session.isAttached ? View.SELF : undefined;
    return each.availability && View.SELF;
  });
}

function showOwnOthers(core: Core, session: Session): void {
  for (const other of session.person.sessions) {
    if (other !== session && other.availability) tell([session], presenceOf(core, other), () => View.SELF);
  }
}

function sessionsOf(core: Core, address: Bare): readonly Session[] {
  return core.people.byAddress(address)?.sessions ?? [];
}

function presenceOf(core: Core, session: Session): PresenceEvent {
  return {
    type: 'presence',
    at: core.clock.now(),
    from: session.person.address.bare,
    device: session.device,
    availability: session.availability,
  };
}

function available({ availability }: Session): View | undefined {
  return availability && View.OTHER;
}
