import type { Policy } from './policy.ts';

/** +M: guests are visitors until they are given voice (SEMANTICS 4). */
export const guestsMuted: Policy = {
  silences: ({ room, person }) => room.record.settings.guestsMuted && person.kind === 'guest',
};
