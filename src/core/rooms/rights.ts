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
  const occupant = occupantOf(room, session);
  if (!occupant) return refuse('not-joined', room.record.name);
  return occupant.role === 'moderator' ? undefined : refuse('no-rights', room.record.name);
}

/** Owners may also act while they are not inside (XEP-0045 10). */
export function affiliationOf(room: Room, session: Session): Affiliation {
  return room.affiliations.get(session.person.address.bare)?.affiliation ?? 'none';
}

export function ownerOf(room: Room, session: Session): Refusal | undefined {
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
  const isBan = (to === 'outcast' && from === 'none') || (from === 'outcast' && to === 'none');
  const isInvitation = from === 'none' && to === 'member';
  return roleRank(actor.role) >= roleRank('moderator') && (isBan || isInvitation);
}
