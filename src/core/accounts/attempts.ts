import type { Clock } from '../../lib/clock.ts';

/** Counts attempts within a sliding window, by key. Bounded: the longest untouched keys are forgotten first. */
export interface Attempts {
  /** Counts one attempt where fewer than `limit` were made within the window: 0. Otherwise the milliseconds to wait. 0 = no limit. */
  take(key: string, limit: number): number;
  /** What `take` would give, without counting. */
  check(key: string, limit: number): number;
  /** Takes the latest attempt back: it turned out to be right, or nothing was done. */
  refund(key: string): void;
  readonly size: number;
}

/** One table with one expiry for all keys: no timer and no closure a key. */
export function createAttempts(clock: Clock, windowMs: number, capacity: number): Attempts {
  const table = new Map<string, number[]>(); // in order of the latest attempt
  const recent = (key: string): number[] => {
    const since = clock.monotonic() - windowMs;
    const times = table.get(key) ?? [];
    while (times.length > 0 && (times[0] as number) <= since) times.shift();
    return times;
  };
  const check = (key: string, limit: number): number => {
    if (limit === 0) return 0;
    const times = recent(key);
    const first = times[times.length - limit];
    return first === undefined ? 0 : first + windowMs - clock.monotonic();
  };
  const expire = (): void => {
    const since = clock.monotonic() - windowMs;
    for (const [key, times] of table) {
      if (table.size <= capacity && (times.at(-1) ?? 0) > since) return;
      table.delete(key);
    }
  };
  return {
    check,
    take(key, limit) {
      const wait = check(key, limit);
      if (wait > 0 || limit === 0) return wait;
      const times = recent(key);
      times.push(clock.monotonic());
      table.delete(key);
      table.set(key, times);
      expire();
      return 0;
    },
    refund(key) {
      const times = table.get(key);
      times?.pop();
      if (times?.length === 0) table.delete(key);
    },
    get size() {
      return table.size;
    },
  };
}
