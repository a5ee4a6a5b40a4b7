import { refuse } from '../../refusal.ts';
import type { Policy } from './policy.ts';

/** +R: only holders of accounts enter. */
export const registeredOnly: Policy = {
  mayEnter(room, { session }) {
    if (!room.record.settings.registeredOnly || session.person.kind !== 'guest') return undefined;
    return refuse('account-required', room.record.name);
  },
};
