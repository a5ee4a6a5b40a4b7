import { hasRight } from '../../core/operators/operator-of.ts';
import { Trait, type Person } from '../../core/presence/person.ts';
import { sees } from '../../core/rooms/mark.ts';
import type { Occupant } from '../../core/rooms/room.ts';
import type { Client } from './client.ts';
import { mayKnow } from './room-lookup.ts';

/** Operators with the right to look see everybody, every room and real addresses (RELIABILITY H-05). */
export function mayLook({ server, session }: Client): boolean {
  return session !== undefined && hasRight(server.core, session.person, 'look');
}

/** Real addresses and certificates are shown to whose they are, and to operators who may look. */
export function maySeeAddress(client: Client, person: Person): boolean {
  return client.session?.person === person || mayLook(client);
}

/** Is this one found by who asks for nobody in particular (RELIABILITY H-08, RFC 2812 3.6.1)? */
export function mayFind(client: Client, person: Person): boolean {
  return (person.traits & Trait.invisible) === 0 || mayMeet(client, person);
}

/** The same among the occupants of a room: who is outside does not see the invisible, and a crowd only moderators see. */
export function maySeeInside(client: Client, occupant: Occupant): boolean {
  const { room, person } = occupant;
  if (client.session?.person === person) return true;
  const viewer = client.session?.seats.get(room.address)?.occupant;
  const isShown = viewer !== undefined || (person.traits & Trait.invisible) === 0;
  return (isShown && sees(viewer, occupant)) || mayLook(client);
}

/** The rooms of a person that WHOIS may name: not the secret ones, and of the invisible only those both are in (H-04). */
export function* roomsInSight(client: Client, person: Person): Iterable<Occupant> {
  const isOpen = (person.traits & Trait.invisible) === 0 || client.session?.person === person || mayLook(client);
  for (const occupant of person.occupancies.values()) {
    const { room } = occupant;
    const isKnown = isOpen ? mayKnow(client, room) : client.session?.seats.has(room.address);
    if (isKnown && maySeeInside(client, occupant)) yield occupant;
  }
}

/** Is in a room with the person and sees it there, is the person, or may look. */
export function mayMeet(client: Client, person: Person): boolean {
  const asker = client.session?.person;
  return asker !== undefined && (asker === person || sharesRoom(asker, person) || mayLook(client));
}

/** In a crowd that only moderators look at, `a` does not meet `b`. */
function sharesRoom(a: Person, b: Person): boolean {
  const [few, many] = a.occupancies.size < b.occupancies.size ? [a, b] : [b, a];
  for (const address of few.occupancies.keys()) {
    const [viewer, other] = [a.occupancies.get(address), b.occupancies.get(address)];
    if (many.occupancies.has(address) && other && sees(viewer, other)) return true;
  }
  return false;
}
