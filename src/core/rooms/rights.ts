import type { Bare } from '../../lib/address.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { affiliationRank, atLeast, roleRank, type Affiliation, type Role } from './rank.ts';
import type { Occupant, Room } from './room.ts';

/** The occupant this session sits as, or undefined. */
export function occupantOf(room: Room, session: Session): Occupant | undefined {
  return session.seats.get(room.address)?.occupant;
}

/** Refused unless the session is in the room and a moderator there. */
export function moderatorOf(room: Room, session: Session): Refusal | undefined {
  if (room.forcedBy === session) return undefined;
  const occupant = occupantOf(room, session);
  if (!occupant) return refuse('not-joined', room.record.name);
  return occupant.role === 'moderator' ? undefined : refuse('no-rights', room.record.name);
}

/** By address, or where that has none by its domain (XEP-0045 9.1). Owners may also act while they are not inside (10). */
export function affiliationOf(room: Room, { person }: Pick<Session, 'person'>): Affiliation {
  const { bare, domain } = person.address;
  return (room.affiliations.get(bare) ?? room.affiliations.get(domain as Bare))?.affiliation ?? 'none';
}

/**
 * Carries out `act` on behalf of `session` as an operator of the server: whatever it asks in this room is allowed, inside or not.
 * `act` is one or more core operations, called at once; on `Later` do all of it again.
 */
export function withForce<T>(room: Room, session: Session, act: () => T): T {
  room.forcedBy = session;
  try {
    return act();
  } finally {
    room.forcedBy = undefined;
  }
}

export function ownerOf(room: Room, session: Session): Refusal | undefined {
  if (room.forcedBy === session) return undefined;
  return affiliationOf(room, session) === 'owner' ? undefined : refuse('no-rights', room.record.name);
}

/** XEP-0045 8.2, 9.6: nobody kicks or mutes somebody of a higher affiliation, nor a moderator without being an admin. */
export function mayActOn(actor: Occupant, target: Occupant): boolean {
  if (actor === target) return true;
  if (affiliationRank(target.affiliation) > affiliationRank(actor.affiliation)) return false;
  return actor.role === 'moderator';
}

/** XEP-0045 5.2.1 table: may `actor` turn `from` into `to`? Admins below admin; owners everything; moderators ban (SEMANTICS 4). */
export function mayAffiliate(
  actor: { affiliation: Affiliation; role: Role },
  from: Affiliation,
  to: Affiliation,
): boolean {
  if (actor.affiliation === 'owner') return true;
  if (atLeast(from, 'admin') || atLeast(to, 'admin')) return false;
  if (actor.affiliation === 'admin') return true;
  // Moderators ban, as IRC operators do, and give and take membership with +v and -v.
  return roleRank(actor.role) >= roleRank('moderator');
}
