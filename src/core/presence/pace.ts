import type { Core } from '../core.ts';
import { Later } from '../refusal.ts';
import type { Person } from './person.ts';

/** What neighbours are told of somebody so often at most, each by itself (RELIABILITY L-13). */
export type Paced = 'name' | 'subject' | 'availability';

/** When each was told last (`clock.monotonic`). */
export type Paces = WeakMap<Person, Partial<Record<Paced, number>>>;

/** Milliseconds until it may be told again; 0: now. */
export function paceWait({ paces, clock, config }: Core, person: Person, what: Paced): number {
  const last = config.paceMs === 0 ? undefined : paces.get(person)?.[what];
  return last === undefined ? 0 : Math.max(0, last + config.paceMs - clock.monotonic());
}

/** Not yet, where it was changed a moment ago: whoever changes it all the time waits, and nobody else. */
export function tooSoon(core: Core, person: Person, what: Paced): Later | undefined {
  const wait = paceWait(core, person, what);
  return wait === 0 ? undefined : new Later((resume) => void core.clock.after(wait, resume));
}

/** It is being told now. */
export function notePace({ paces, clock, config }: Core, person: Person, what: Paced): void {
  if (config.paceMs === 0) return;
  const times = paces.get(person);
  if (times) times[what] = clock.monotonic();
  else paces.set(person, { [what]: clock.monotonic() });
}
