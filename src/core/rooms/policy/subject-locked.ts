import { refuse } from '../../refusal.ts';
import type { Policy } from './policy.ts';

/** +t, muc#roomconfig_changesubject (XEP-0045 8.1). */
export const subjectLocked: Policy = {
  maySetSubject(room, occupant) {
    if (!room.record.settings.subjectLocked || occupant.role === 'moderator') return undefined;
    return refuse('subject-locked', room.record.name);
  },
};
