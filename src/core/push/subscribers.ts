import type { Core } from '../core.ts';
import type { Person } from '../presence/person.ts';
import type { Occupant } from '../rooms/room.ts';

/** Keeps the rooms' indexes right: somebody is in the room now. */
export function noteSubscriber(core: Core, occupant: Occupant): void {
  const { room, person } = occupant;
  if (core.pushes.owners.has(person.address.bare)) (room.subscribers ??= new Set()).add(occupant);
  else room.subscribers?.delete(occupant);
}

/** The same in all rooms of somebody who has become somebody else, subscribed or ceased to. */
export function noteSubscriptions(core: Core, person: Person): void {
  for (const occupant of person.occupancies.values()) noteSubscriber(core, occupant);
}
