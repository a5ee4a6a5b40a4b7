import type { Audience } from '../event.ts';
import { isRanked } from './mark.ts';
import { atLeast } from './rank.ts';
import type { Occupant } from './room.ts';

/** Does what is said to `audience` reach this occupant? */
export function mayHear(audience: Audience, occupant: Occupant): boolean {
  const { affiliation, role } = occupant;
  switch (audience) {
    case 'voiced':
      return isRanked(occupant);
    case 'moderators':
    case 'op-moderated':
      return role === 'moderator' || atLeast(affiliation, 'admin');
    case 'admins':
      return atLeast(affiliation, 'admin');
    case 'owners':
      return affiliation === 'owner';
  }
}
