import type { Refusal } from '../../refusal.ts';
import type { Affiliation, Role } from '../rank.ts';
import type { Occupant, Room } from '../room.ts';
import { banned } from './banned.ts';
import { key } from './key.ts';
import { limit } from './limit.ts';
import { membersOnly } from './members-only.ts';
import { moderated } from './moderated.ts';
import type { Asker, Policy } from './policy.ts';
import { registeredOnly } from './registered-only.ts';
import { subjectLocked } from './subject-locked.ts';

/** In the order in which they refuse: a banned person learns nothing about keys and limits. */
export const policies: readonly Policy[] = [banned, registeredOnly, membersOnly, key, limit, moderated, subjectLocked];

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

/** The role that an affiliation gives in this room as it is set now (XEP-0045 5.1.2). */
export function roleFor(room: Room, affiliation: Affiliation): Role {
  const initial: Record<Affiliation, Role> = {
    owner: 'moderator',
    admin: 'moderator',
    member: 'participant',
    none: 'participant',
    outcast: 'none',
  };
  return policies.reduce((role, policy) => policy.roleOnEntry?.(room, affiliation, role) ?? role, initial[affiliation]);
}
