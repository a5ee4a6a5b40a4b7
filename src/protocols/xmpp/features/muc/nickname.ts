import { renamePerson } from '../../../../core/presence/rename-person.ts';
import { findOccupant, type Seat } from '../../../../core/rooms/room.ts';
import type { Answer, Request } from '../../context.ts';
import { stanzaError } from '../../wire/stanza-error.ts';

/**
 * The nicknames that sessions asked for, where they were given another one: a client that overlooked status 210 goes on to
 * address itself so, and that is no wish to be renamed (SEMANTICS 1.3).
 */
export const wantedNicknames = new WeakMap<Seat, string>();

/** Is `nickname` how this session calls itself? */
export function isOwnNickname(seat: Seat, nickname: string): boolean {
  return seat.occupant.nickname === nickname || wantedNicknames.get(seat) === nickname;
}

/** Presence to another occupant address of a room one is in (XEP-0045 7.6): `conflict`, `not-acceptable`, or done. */
export function changeNickname({ context, session, to }: Request, seat: Seat): Answer {
  const holder = findOccupant(seat.occupant.room, to.resource);
  if (holder && holder !== seat.occupant) return stanzaError('conflict', 'Somebody else has that nickname.');
  return renamePerson(context.core, session.core, to.resource);
}
