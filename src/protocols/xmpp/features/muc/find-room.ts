import { Later, type Refusal } from '../../../../core/refusal.ts';
import type { Seat, Room } from '../../../../core/rooms/room.ts';
import type { Request } from '../../context.ts';
import { stanzaError, StanzaError } from '../../wire/stanza-error.ts';

/** The room a request names; `item-not-found` where there is none. */
export function roomOf({ context, to }: Request): Room | StanzaError | Refusal | Later {
  const room = context.core.rooms.open(to.bare);
  return room ?? stanzaError('item-not-found', 'There is no such room.');
}

/** Told apart from every way of not having found one. */
export function isRoom(found: Room | StanzaError | Refusal | Later): found is Room {
  return 'occupants' in found;
}

/** The asking session's place in the room it addresses, if it is inside. */
export function seatOf({ session, to }: Request): Seat | undefined {
  return session.core.seats.get(to.bare);
}
