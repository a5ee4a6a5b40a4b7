import { timingSafeEqual } from 'node:crypto';
import { refuse } from '../../refusal.ts';
import { atLeast } from '../rank.ts';
import type { Policy } from './policy.ts';

/** +k, muc#roomconfig_roomsecret (XEP-0045 7.2.5). Owners enter without. */
export const key: Policy = {
  mayEnter(room, { affiliation, key: given }) {
    const wanted = room.record.settings.key;
    if (wanted === '' || atLeast(affiliation, 'owner') || equal(wanted, given)) return undefined;
    return refuse('bad-room-key', room.record.name);
  },
};

function equal(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
