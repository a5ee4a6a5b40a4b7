import { absenceOf } from '../bouncer/policy.ts';
import type { Core } from '../core.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { isAway, online, type Availability } from './availability.ts';
import { announcePresence } from './contact-presence.ts';
import { notePace, paceWait } from './pace.ts';
import { aggregated, occupantRef, personRef, type Person } from './person.ts';
import type { Session } from './session.ts';
import { tellAround } from './watches.ts';

/** A session says how reachable it is; undefined: not at all, though it stays connected (RFC 6121 4). */
export function setAvailability(core: Core, session: Session, availability: Availability | undefined): Outcome {
  if (availability && Buffer.byteLength(availability.status) > core.config.limits.away * 4) {
    return refuse('too-long', undefined, { text: `A status has at most ${core.config.limits.away * 4} bytes.` });
  }
  showAvailability(core, session, availability);
  return undefined;
}

/** The same, already checked: tells contacts, and rooms and neighbours where what they see of the person changed. */
export function showAvailability(core: Core, session: Session, availability: Availability | undefined): void {
  const before = session.availability;
  session.availability = availability;
  announcePresence(core, session, before);
  const { person } = session;
  const shownBefore = person.availability;
  person.availability = aggregated(person) ?? absenceOf(core, person);
  if (!shownBefore || !person.availability) return show(core, person, shownBefore); // coming and going is told at once
  const wait = paceWait(core, person, 'availability');
  if (wait === 0) return show(core, person, shownBefore);
  if (untold.has(person)) return;
  untold.set(person, shownBefore);
  core.clock.after(wait, () => showLater(core, person));
}

/** What neighbours last saw of people whose newest availability waits to be told. */
const untold = new WeakMap<Person, Availability>();

/** The newest counts: what was said and taken back meanwhile nobody hears of. */
function showLater(core: Core, person: Person): void {
  const before = untold.get(person);
  untold.delete(person);
  if (before && person.availability && core.people.byAddress(person.address.bare) === person)
    show(core, person, before);
}

function show(core: Core, person: Person, before: Availability | undefined): void {
  if (sameAvailability(before, person.availability)) return;
  notePace(core, person, 'availability');
  tellRooms(core, person);
  const isOther = isAway(before ?? online) !== isAway(person.availability ?? online);
  if (isOther || awayText(before) !== awayText(person.availability)) tellNeighbours(core, person);
}

function tellRooms(core: Core, person: Person): void {
  if (!person.availability) return; // leaving the rooms is said by leave.ts
  for (const occupant of person.occupancies.values()) {
    const { room } = occupant;
    const id = core.ids.next();
    fanOutViewed(
      room,
      { type: 'availability', id, at: core.clock.now(), room: room.address, who: occupantRef(occupant) },
      viewOf(occupant),
    );
  }
}

function tellNeighbours(core: Core, person: Person): void {
  const event = {
    type: 'away',
    id: core.ids.next(),
    at: core.clock.now(),
    who: personRef(person),
    availability: person.availability ?? online,
  } as const;
  tellAround(core, person, event);
}

function awayText(availability: Availability | undefined): string {
  return availability && isAway(availability) ? availability.status : '';
}

function sameAvailability(a: Availability | undefined, b: Availability | undefined): boolean {
  return (
    a === b ||
    (a !== undefined && b !== undefined && a.show === b.show && a.status === b.status && a.payload === b.payload)
  );
}
