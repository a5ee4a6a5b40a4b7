import { refuse } from '../../refusal.ts';
import { verdictOf } from '../ban-verdict.ts';
import { atLeast } from '../rank.ts';
import { isRanked } from '../mark.ts';
import type { Policy } from './policy.ts';

/**
 * Outcasts (XEP-0045 7.2.8) and ban masks (+b), unless an exception (+e) names the person. Admins are never kept out, and neither
 * is, once, whom a moderator invites in spite of a mask.
 */
export const banned: Policy = {
  mayEnter(room, { session, affiliation }) {
    if (affiliation === 'outcast') return refuse('banned', room.record.name);
    if (atLeast(affiliation, 'admin') || room.invited.has(session.person.address.bare)) return undefined;
    if (room.masks.length === 0 || !verdictOf(room, session.person).isBanned) return undefined;
    return refuse('banned', room.record.name);
  },
  maySpeak(room, occupant) {
    if (room.masks.length === 0 || isRanked(occupant)) return undefined;
    return verdictOf(room, occupant.person).isSilenced ? refuse('no-voice', room.record.name) : undefined;
  },
  // IRC habit: a ban mask does not remove who is inside, but mutes (SEMANTICS 4). Voice and above still speak.
  silences: ({ room, person }) =>
    (room.masks.length > 0 && verdictOf(room, person).isSilenced) ||
    room.affiliations.get(person.address.bare)?.affiliation === 'outcast',
};
