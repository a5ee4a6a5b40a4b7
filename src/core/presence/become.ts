import { fold } from '../../lib/fold.ts';
import { keepRoom, noteResident } from '../bouncer/keep.ts';
import { stays } from '../bouncer/policy.ts';
import type { Core } from '../core.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import type { AccountRecord } from '../ports.ts';
import { noteSubscriptions } from '../push/subscribers.ts';
import { Later, refuse, type Outcome } from '../refusal.ts';
import { expel } from '../rooms/kick.ts';
import { roleFor } from '../rooms/policy/policies.ts';
import { atLeast } from '../rooms/rank.ts';
import type { Occupant } from '../rooms/room.ts';
import { rankOf } from '../rooms/set-role.ts';
import { turn } from '../rooms/turn.ts';
import { accountIdentity, guestIdentity, ownNickname, type Identity } from './identity.ts';
import { announcePresence, bidFarewell } from './contact-presence.ts';
import { mayNotAttach } from './may-attach.ts';
import { moveSession } from './move-session.ts';
import { aggregated, occupantRef, personRef, type Person } from './person.ts';
import { renameByForce } from './rename-person.ts';
import type { Session } from './session.ts';
import { tellAround } from './watches.ts';

/**
 * A session that is here logs in: its person becomes the holder of the account and stays in its rooms. Where the account is here
 * already, or the person has other sessions, only this session changes sides. Nothing happens where it is that account's already.
 * Refused as `attach`. `accepted` is called when nothing is in the way any more, before the session is shown what comes of it.
 */
export function becomeAccount(core: Core, session: Session, account: AccountRecord, accepted?: () => void): Outcome {
  const { person } = session;
  const identity = accountIdentity(core, account);
  if (!session.isAttached || person.address.bare === identity.address.bare) return undefined;
  const present = core.people.byAddress(identity.address.bare);
  const refused = mayNotAttach(core, present ?? { ...identity, nickname: person.nickname }, session.ip);
  if (refused) return refused;
  if (session.staged > 0) return new Later((resume) => (session.onSettled = resume));
  if (present || !mayChange(core, person)) return moveSession(core, session, present ?? identity, accepted);
  return turnOf(person) ?? change(core, session, identity, accepted);
}

/**
 * Logs a session out: its person becomes a guest, or only the session does where the account has others. Refused:
 * `account-required` where guests are not let in, `not-authorized` for who is one.
 */
export function becomeGuest(core: Core, session: Session, as: { ident: string; host: string }): Outcome {
  const { person } = session;
  if (!person.account) return refuse('not-authorized', undefined, { text: 'You are not logged in.' });
  if (!core.config.guests.enabled) {
    return refuse('account-required', undefined, { text: 'Guests are not let in here: disconnect instead.' });
  }
  if (session.staged > 0) return new Later((resume) => (session.onSettled = resume));
  const identity = guestIdentity(core, as);
  if (!mayChange(core, person)) return moveSession(core, session, identity);
  return turnOf(person) ?? change(core, session, identity);
}

/** With its only session the person itself may become somebody else; otherwise it stays behind as who it is. */
function mayChange(core: Core, person: Person): boolean {
  return person.sessions.length === 1 && !stays(core, person);
}

function turnOf(person: Person): Later | undefined {
  for (const { room } of person.occupancies.values()) {
    const later = turn(room, 'change');
    if (later) return later;
  }
  return undefined;
}

function change(core: Core, session: Session, identity: Identity, accepted?: () => void): undefined {
  const { person } = session;
  const { account: left } = person;
  bidFarewell(core, session);
  const who = personRef(person);
  core.people.remove(person);
  Object.assign(person, identity);
  if (person.account?.displayName) person.displayName = person.account.displayName;
  core.people.add(person);
  noteSubscriptions(core, person);
  accepted?.();
  const event = { type: 'person-identified', id: core.ids.next(), at: core.clock.now(), who } as const;
  tellAround(core, person, { ...event, became: personRef(person) });
  for (const occupant of [...person.occupancies.values()]) reseat(core, occupant);
  session.isInterested = false;
  if (session.availability) announcePresence(core, session, undefined);
  person.availability = aggregated(person);
  settleNickname(core, person, left);
  noteResident(core, person);
}

/** What the affiliations of a room say of who somebody is now. */
function reseat(core: Core, occupant: Occupant): void {
  const { room, person } = occupant;
  const before = rankOf(occupant);
  occupant.affiliation = room.affiliations.get(person.address.bare)?.affiliation ?? 'none';
  // Who was made a moderator for this stay is one still; what came with a rank goes with it (SEMANTICS 4).
  const moderatesForNow = before.role === 'moderator' && !atLeast(before.affiliation, 'admin');
  occupant.role = moderatesForNow ? 'moderator' : roleFor(occupant);
  room.version++;
  if (occupant.seats.some(({ session }) => session.follows)) keepRoom(core, occupant);
  const event = { type: 'identified', id: core.ids.next(), at: core.clock.now(), room: room.address } as const;
  fanOutViewed(room, { ...event, who: occupantRef(occupant), before }, viewOf(occupant));
  if (occupant.affiliation === 'outcast') return expel(core, occupant, 'banned', { by: undefined, reason: '' });
  const isLeftOut = room.record.settings.membersOnly && occupant.affiliation === 'none';
  if (isLeftOut && atLeast(before.affiliation, 'member')) {
    expel(core, occupant, 'affiliation-lost', { by: undefined, reason: '' });
  }
}

/** Whoever is called by the name of an account is its holder (SEMANTICS 1.3). */
function settleNickname(core: Core, person: Person, left: AccountRecord | undefined): void {
  const isLost = fold(person.nickname) === left?.key;
  const isNamed = person.account !== undefined && core.config.nicknames === 'account';
  const nickname = isLost || isNamed ? ownNickname(core, person) : person.nickname;
  if (nickname !== person.nickname) renameByForce(core, person, nickname);
}
