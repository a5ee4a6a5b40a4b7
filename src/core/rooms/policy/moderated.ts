import { refuse } from '../../refusal.ts';
import type { Policy } from './policy.ts';

/** +m, muc#roomconfig_moderatedroom (XEP-0045 7.4, 7.5): visitors are heard by nobody. */
export const moderated: Policy = {
  maySpeak(_room, occupant) {
    // A visitor is mute also where the room is open: somebody made it one (SEMANTICS 4).
    return occupant.role === 'visitor' ? refuse('no-voice', occupant.room.record.name) : undefined;
  },
  silences: ({ room }) => room.record.settings.moderated,
};
