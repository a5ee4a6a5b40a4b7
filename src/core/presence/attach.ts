import { fold } from '../../lib/fold.ts';
import { randomToken } from '../../lib/id.ts';
import { vanish } from '../bouncer/depart.ts';
import { noteResident } from '../bouncer/keep.ts';
import { stays } from '../bouncer/policy.ts';
import type { Core } from '../core.ts';
import type { Endpoint } from '../endpoint.ts';
import { neighbours } from '../fan-out.ts';
import type { AccountRecord } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { leaveForGood, unseatForGood } from '../rooms/leave.ts';
import { changeAccount } from '../accounts/change-account.ts';
import { note } from '../operators/notices.ts';

import { seat, unseat } from '../rooms/room.ts';
import type { Availability } from './availability.ts';
import { accountIdentity, appear, guestIdentity, makePerson } from './identity.ts';
import { mayNotAttach } from './may-attach.ts';
import { holderOf } from './may-be-called.ts';
import type { Person } from './person.ts';
import type { Session } from './session.ts';
import { unsubscribeAll } from '../metadata/subscribe.ts';
import { showAvailability } from './set-availability.ts';
import { tellWatchers } from './watches.ts';

export interface AttachRequest {
  readonly identity:
    /** `nickname`: what the holder wants to be called, where nicknames are free and nobody says how already. */
    | { readonly account: AccountRecord; readonly nickname?: string }
    | { readonly guest: { readonly nickname: string; readonly ident: string; readonly host: string } };
  readonly endpoint: Endpoint;
  /** Where empty, one is made up. Must be unique among the person's sessions. */
  readonly device: string;
  readonly wire: string;
  readonly follows: boolean;
  readonly isSecure: boolean;
  readonly ip: string;
  readonly availability?: Availability;
}

/**
 * Makes a session of an authenticated account or of a guest. The first session of somebody makes the person appear under
 * the nickname. Refused: `nickname-in-use`, `too-many-sessions`, and what a login is refused with when the account was
 * changed since.
 */
export function attach(core: Core, request: AttachRequest): Session | Refusal {
  const person = findOrMake(core, request);
  if ('reason' in person) return person;
  const refused = mayNotAttach(core, person, request.ip);
  if (refused) return refused;
  const now = core.clock.now();
  const session: Session = {
    id: randomToken(12),
    person,
    endpoint: request.endpoint,
    device: request.device === '' ? randomToken(6) : request.device,
    wire: request.wire,
    follows: request.follows,
    isSecure: request.isSecure,
    ip: request.ip,
    since: now,
    lastActive: now,
    availability: undefined,
    isInterested: false,
    seats: new Map(),
    staged: 0,
    onSettled: undefined,
    isAttached: true,
  };
  const isNew = core.people.byAddress(person.address.bare) !== person;
  if (isNew) appear(core, person);
  const wasAbsent = core.bouncer.absent.delete(person.address.bare);
  person.sessions.push(session);
  core.people.sessions++;
  if (person.sessions.length === 1) tellWatchers(core, person, true);
  if (wasAbsent || person.sessions.length === 1) noteResident(core, person);
  note(core, 'c', `${person.nickname}!${person.mask} is here: ${request.wire} from ${request.ip}`);
  if (request.availability) showAvailability(core, session, request.availability);
  return session;
}

/** Seats a follower wherever its person is, and has the wire show each room. To be called once its welcome is out. */
export function seatFollower(session: Session): void {
  if (!session.follows) return;
  for (const occupant of session.person.occupancies.values()) {
    if (session.seats.has(occupant.room.address)) continue;
    seat(occupant, session);
    session.endpoint.entered(occupant);
  }
}

/**
 * Ends a session; with the last one of somebody who does not stay the person leaves every room and is gone. Idempotent; waits
 * for the session's staged messages.
 */
export function detach(
  core: Core,
  session: Session,
  reason: string,
  cause: 'quit' | 'error' | 'shutdown' = 'quit',
): void {
  if (!session.isAttached) return;
  if (session.staged > 0) {
    // Its last messages are said before its leaving is shown.
    session.onSettled = () => detach(core, session, reason, cause);
    return;
  }
  session.isAttached = false;
  note(
    core,
    'c',
    `${session.person.nickname}!${session.person.mask} is gone: ${session.wire} from ${session.ip} (${reason})`,
  );
  const isLast = session.person.sessions.length === 1;
  if (!isLast || stays(core, session.person)) withdraw(core, session, reason, isLast && cause === 'shutdown');
  else goOffline(core, session, reason, cause);
}

/** The session ends and the person stays: with others of its sessions, or without any (SEMANTICS 3, "Always-on rule"). */
function withdraw(core: Core, session: Session, reason: string, isSilent: boolean): void {
  const { person } = session;
  if (session.availability && !isSilent) showAvailability(core, session, undefined);
  for (const { occupant } of [...session.seats.values()]) {
    if (isSilent) unseat(occupant.room, session);
    // `gone` is told only when the person goes: until then the room itself must say that somebody left.
    else unseatForGood(core, session, occupant.room, reason, 'part');
  }
  person.sessions.splice(person.sessions.indexOf(session), 1);
  core.people.sessions--;
  core.watches.clear(session);
  unsubscribeAll(core, session);
  if (person.sessions.length > 0) return;
  tellWatchers(core, person, false);
  // Rights taken with a password are not left lying about.
  core.people.setModes(person, { operator: undefined });
  core.notices.listeners.delete(person);
  core.bouncer.absent.set(person.address.bare, core.clock.now());
  noteResident(core, person);
  if (person.account) noteLastSeen(core, person.account);
}

/** The person is gone with its last session. */
function goOffline(core: Core, session: Session, reason: string, cause: 'quit' | 'error' | 'shutdown'): void {
  const { person } = session;
  const witnesses = neighbours(person);
  if (session.availability) showAvailability(core, session, undefined);
  const how = cause === 'shutdown' ? 'shutdown' : 'quit';
  for (const held of [...session.seats.values()]) unseatForGood(core, session, held.occupant.room, reason, how);
  for (const occupant of [...person.occupancies.values()]) leaveForGood(core, occupant, reason, how);
  person.sessions.splice(person.sessions.indexOf(session), 1);
  core.people.sessions--;
  core.watches.clear(session);
  unsubscribeAll(core, session);
  if (person.account) noteLastSeen(core, person.account);
  witnesses.delete(session);
  tellWatchers(core, person, false);
  vanish(core, person, { reason, ips: [session.ip], witnesses });
}

/** Written behind: of no importance when it is lost. */
function noteLastSeen(core: Core, account: AccountRecord): void {
  changeAccount(core, account.name, { lastSeenAt: core.clock.now() }).catch((error: unknown) =>
    core.log.warn({ error: String(error) }, 'accounts: the time of the last visit was not written'),
  );
}

function findOrMake(core: Core, { identity }: AttachRequest): Person | Refusal {
  if ('guest' in identity) {
    const { nickname } = identity.guest;
    if (nickname.length > core.config.limits.nickname) return refuse('nickname-invalid', nickname);
    if (holderOf(core, nickname)) return refuse('nickname-in-use', nickname);
    return makePerson(guestIdentity(core, identity.guest), nickname);
  }
  const made = accountIdentity(core, identity.account);
  const present = core.people.byAddress(made.address.bare);
  if (present) return present;
  const { name, key } = identity.account;
  const nickname = core.config.nicknames === 'free' ? (identity.nickname ?? name) : name;
  // Nobody else is called by the account's own name for long (see `evict`); any other is whose it is.
  if (fold(nickname) !== key && holderOf(core, nickname)) return refuse('nickname-in-use', nickname);
  return makePerson(made, nickname);
}
