import { randomToken } from '../../lib/id.ts';
import { noteResident } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { PersonRef } from '../event.ts';
import { tell } from '../fan-out.ts';
import { isRefusal, Later } from '../refusal.ts';
import { enter } from '../rooms/enter.ts';
import type { Occupant, Room } from '../rooms/room.ts';
import { detach, seatFollower } from './attach.ts';
import { appear, makePerson, ownNickname, type Identity } from './identity.ts';
import { occupantRef, personRef, type Person } from './person.ts';
import type { Session } from './session.ts';
import { showAvailability } from './set-availability.ts';
import { tellWatchers } from './watches.ts';

/**
 * Makes a session one of somebody else: it leaves its person, who is gone with its last one, and joins `to`. The session itself is
 * shown that it left its rooms, how it is called now, and all rooms it is in then; the rooms it comes from are entered by whoever it
 * belongs to now, where they may. Its own messages must have been released.
 */
export function moveSession(core: Core, session: Session, to: Person | Identity, accepted?: () => void): undefined {
  const { availability } = session;
  const was = personRef(session.person);
  const rooms = [...session.seats.values()].map(({ occupant }) => occupant.room);
  for (const { occupant } of session.seats.values()) showLeaving(core, session, occupant);
  const watched = [...core.watches.of(session)];
  detach(core, session, to.account ? `Logged in as ${to.account.name}` : 'Logged out');
  const person = 'sessions' in to ? to : newcomer(core, to);
  join(core, session, person);
  for (const name of watched) core.watches.add(session, name);
  showNickname(core, session, was);
  accepted?.();
  showItself(core, session, was);
  if (availability) showAvailability(core, session, availability);
  for (const room of rooms) follow(core, session, room);
  seatFollower(session);
  return undefined;
}

function newcomer(core: Core, identity: Identity): Person {
  const person = makePerson(identity, '');
  person.nickname = ownNickname(core, person);
  person.displayName ||= person.nickname;
  appear(core, person);
  return person;
}

function join(core: Core, session: Session, person: Person): void {
  session.person = person;
  session.isAttached = true;
  session.isInterested = false;
  if (person.sessions.some(({ device }) => device === session.device)) session.device = randomToken(6);
  core.bouncer.absent.delete(person.address.bare);
  person.sessions.push(session);
  core.people.sessions++;
  if (person.sessions.length === 1) tellWatchers(core, person, true);
  noteResident(core, person);
}

function showLeaving(core: Core, session: Session, occupant: Occupant): void {
  const event = { type: 'left', id: core.ids.next(), at: core.clock.now(), room: occupant.room.address } as const;
  const who = { ...occupantRef(occupant), role: 'none' } as const;
  tell([session], { ...event, who, reason: '', quit: false }, () => View.SELF);
}

function showNickname(core: Core, session: Session, who: PersonRef): void {
  const { nickname } = session.person;
  if (nickname === who.nickname) return;
  const event = { type: 'person-renamed', id: core.ids.next(), at: core.clock.now(), who, nickname } as const;
  tell([session], event, () => View.SELF);
}

function showItself(core: Core, session: Session, was: PersonRef): void {
  const became = personRef(session.person);
  const who = { ...was, nickname: became.nickname };
  const event = { type: 'person-identified', id: core.ids.next(), at: core.clock.now(), who, became } as const;
  tell([session], event, () => View.SELF);
}

/** Whoever holds the room's key already needs not say it again. */
function follow(core: Core, session: Session, room: Room): void {
  if (!session.isAttached || room.isDestroyed || session.seats.has(room.address)) return;
  const { name, settings } = room.record;
  const entered = enter(core, session, { address: room.address, name, key: settings.key, again: true });
  if (entered instanceof Later) return entered.subscribe(() => follow(core, session, room));
  if (!isRefusal(entered) && !entered.already) session.endpoint.entered(entered.occupant);
}
