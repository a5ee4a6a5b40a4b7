import { refuse } from '../../refusal.ts';
import { atLeast } from '../rank.ts';
import type { Policy } from './policy.ts';

/** +l, muc#roomconfig_maxusers (XEP-0045 7.2.9): owners and admins enter a full room, and so do the invited. */
export const limit: Policy = {
  mayEnter(room, { session, affiliation }) {
    const most = room.record.settings.limit;
    if (most === 0 || room.occupants.size < most || atLeast(affiliation, 'admin')) return undefined;
    if (room.invited.has(session.person.address.bare)) return undefined;
    return refuse('room-full', room.record.name);
  },
};
