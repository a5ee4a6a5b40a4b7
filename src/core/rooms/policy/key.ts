import { timingSafeEqual } from 'node:crypto';
import { refuse } from '../../refusal.ts';
import { atLeast } from '../rank.ts';
import type { Policy } from './policy.ts';

/** +k, muc#roomconfig_roomsecret (XEP-0045 7.2.5). Owners enter without, and so do the invited. */
export const key: Policy = {
  mayEnter(room, { session, affiliation, key: given }) {
    const wanted = room.record.settings.key;
    if (wanted === '' || atLeast(affiliation, 'owner') || equal(wanted, given)) return undefined;
    if (room.invited.has(session.person.address.bare)) return undefined;
    return refuse('bad-room-key', room.record.name);
  },
};

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
