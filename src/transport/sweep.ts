import type { Clock, Timer } from '../lib/clock.ts';
import type { Shared } from './shared.ts';

/** The one timer of the transport: looks at every connection once a second, then calls `also`. */
export function startSweep(shared: Shared, clock: Clock, also: (seconds: number) => void): Timer {
  let timer = clock.after(1000, sweep);
  function sweep(): void {
    timer = clock.after(1000, sweep);
    shared.seconds = secondsOf(clock);
    // Backwards: whoever leaves is replaced by one that had its look already.
    for (let i = shared.connections.length - 1; i >= 0; i--) shared.connections[i]?.tick(shared.seconds);
    for (const each of shared.waiting) each.tick(shared.seconds);
    if (shared.seconds % 60 === 0) shared.admission.forget();
    also(shared.seconds);
  }
  return { cancel: () => timer.cancel() };
}

/** From 1, so that 0 can mean "never". */
export function secondsOf(clock: Clock): number {
  return 1 + Math.floor(clock.monotonic() / 1000);
}
