import type { Refusal } from '../../refusal.ts';
import { Mark } from '../mark.ts';
import { atLeast, type Role } from '../rank.ts';
import type { Occupant, Room } from '../room.ts';
import { banned } from './banned.ts';
import { guestsMuted } from './guests-muted.ts';
import { key } from './key.ts';
import { limit } from './limit.ts';
import { membersOnly } from './members-only.ts';
import { moderated } from './moderated.ts';
import type { Asker, Policy } from './policy.ts';
import { registeredOnly } from './registered-only.ts';
import { subjectLocked } from './subject-locked.ts';

/** In the order in which they refuse: a banned person learns nothing about keys and limits. */
export const policies: readonly Policy[] = [
  banned,
  registeredOnly,
  membersOnly,
  key,
  limit,
  moderated,
  guestsMuted,
  subjectLocked,
];

export function mayEnter(room: Room, asker: Asker): Refusal | undefined {
  for (const policy of policies) {
    const refusal = policy.mayEnter?.(room, asker);
    if (refusal) return refusal;
  }
  return undefined;
}

export function maySpeak(room: Room, occupant: Occupant): Refusal | undefined {
  for (const policy of policies) {
    const refusal = policy.maySpeak?.(room, occupant);
    if (refusal) return refusal;
  }
  return undefined;
}

export function maySetSubject(room: Room, occupant: Occupant): Refusal | undefined {
  for (const policy of policies) {
    const refusal = policy.maySetSubject?.(room, occupant);
    if (refusal) return refusal;
  }
  return undefined;
}

/** The role that comes with the affiliation, in this room as it is set now (XEP-0045 5.1.2), for whoever was not made a moderator. */
export function roleFor(occupant: Occupant): Role {
  const { affiliation, marks } = occupant;
  if (atLeast(affiliation, 'admin')) return 'moderator';
  if (affiliation === 'member' || (marks & Mark.voiced) !== 0) return 'participant';
  return policies.some((policy) => policy.silences?.(occupant)) ? 'visitor' : 'participant';
}
