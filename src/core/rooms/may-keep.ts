import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Refusal } from '../refusal.ts';

/**
 * A room that is kept is there until somebody destroys it: one account makes so many in an hour (`limits.roomsPerHour`), lest
 * it fills the disk with them. Counts one. Administrators make as many as they like. Refused: `rate-limited`.
 */
export function mayKeep(core: Core, { person }: Session, name: string): Refusal | undefined {
  if (!person.account || core.config.admins.has(person.account.key)) return undefined;
  const wait = core.roomsMade.take(person.account.key, core.config.limits.roomsPerHour);
  if (wait === 0) return undefined;
  return refuse('rate-limited', name, {
    retryAfter: Math.ceil(wait / 1000),
    text: 'You have made too many rooms lately.',
  });
}
