import { refuse } from '../../refusal.ts';
import { atLeast } from '../rank.ts';
import { isExpected } from '../list-entry.ts';
import type { Policy } from './policy.ts';

/** +i, muc#roomconfig_membersonly (XEP-0045 7.2.6): members, the invited, and whom an invitation mask names. */
export const membersOnly: Policy = {
  mayEnter(room, { session, affiliation }) {
    if (!room.record.settings.membersOnly || atLeast(affiliation, 'member')) return undefined;
    if (room.invited.has(session.person.address.bare)) return undefined;
    if (isExpected(room, session.person)) return undefined;
    return refuse('members-only', room.record.name);
  },
};
