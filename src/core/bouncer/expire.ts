import type { Timer } from '../../lib/clock.ts';
import type { Core } from '../core.ts';
import { depart } from './depart.ts';

/** Milliseconds between two looks at who has been away for too long. */
const LOOK_MS = 3_600_000;

/** From now on whoever has been without a session for `alwaysOn.expiry` leaves, once an hour (SEMANTICS 3). */
export function watchAbsent(core: Core): Timer {
  let timer = core.clock.after(LOOK_MS, look);
  return { cancel: () => timer.cancel() };

  function look(): void {
    expireAbsent(core);
    timer = core.clock.after(LOOK_MS, look);
  }
}

export function expireAbsent(core: Core): void {
  const { expiry } = core.config.alwaysOn;
  const now = core.clock.now();
  for (const [owner, since] of core.bouncer.absent) {
    if (now - since < expiry) continue;
    const person = core.people.byAddress(owner);
    if (person) depart(core, person, 'inactive');
  }
}
