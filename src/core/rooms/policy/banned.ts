import { refuse } from '../../refusal.ts';
import { atLeast } from '../rank.ts';
import { isBannedByMask } from '../masks.ts';
import type { Policy } from './policy.ts';

/**
 * Outcasts (XEP-0045 7.2.8) and ban masks (+b), unless an exception (+e) names the person. Admins are never kept out, and neither
 * is, once, whom a moderator invites in spite of a mask.
 */
export const banned: Policy = {
  mayEnter(room, { session, affiliation }) {
    if (affiliation === 'outcast') return refuse('banned', room.record.name);
    if (atLeast(affiliation, 'admin') || room.invited.has(session.person.address.bare)) return undefined;
    if (!isBannedByMask(room, session.person)) return undefined;
    return refuse('banned', room.record.name);
  },
  maySpeak(room, occupant) {
    // IRC habit: a ban mask does not remove who is inside, but mutes (SEMANTICS 4). Voice and above still speak.
    if (room.masks.length === 0 || occupant.role === 'moderator' || atLeast(occupant.affiliation, 'member'))
      return undefined;
    return isBannedByMask(room, occupant.person) ? refuse('no-voice', room.record.name) : undefined;
  },
};
