import type { Core } from '../core.ts';
import { isAway } from '../presence/availability.ts';
import type { Person } from '../presence/person.ts';
import { roleFor } from '../rooms/policy/policies.ts';
import type { Occupant } from '../rooms/room.ts';
import { AUTO_AWAY, isAlwaysOn } from './policy.ts';

/** Writes down that the account is here, how it is called and what it said. */
export function noteResident(core: Core, person: Person): void {
  if (!person.account || !isAlwaysOn(core, person.account)) return;
  const { nickname, traits, availability } = person;
  const away = availability && isAway(availability) && availability.status !== AUTO_AWAY ? availability.status : '';
  const absentSince = core.bouncer.absent.get(person.address.bare) ?? 0;
  const resident = { nickname, away, traits, absentSince };
  core.bouncer.changes.note({ type: 'resident', owner: person.address.bare, resident });
}

/** The room is the account's from now on: it stays there without a session. */
export function keepRoom(core: Core, occupant: Occupant): void {
  const { person, room } = occupant;
  if (occupant.isKept || !person.account || !isAlwaysOn(core, person.account)) return;
  occupant.isKept = true;
  noteKeptRoom(core, occupant);
  if (room.record.settings.persistent) noteResident(core, person);
}

/** Writes down where a kept occupant is, and with which role. */
export function noteKeptRoom(core: Core, occupant: Occupant): void {
  const { person, room, isKept, role } = occupant;
  if (!isKept) return;
  // A voice that was given is told from what everybody has here by the role that is kept.
  const given = role === roleFor({ ...occupant, marks: 0 }) ? undefined : role;
  core.bouncer.changes.note({ type: 'joined', owner: person.address.bare, room: room.address, role: given });
}
