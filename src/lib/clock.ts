/** The only source of time. Tests hand in a `ManualClock` and never sleep. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump. */
  now(): number;
  /** Milliseconds since some fixed point; never goes back. For durations and deadlines. */
  monotonic(): number;
  /** Calls `act` once, `ms` from now. */
  after(ms: number, act: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, act) {
    const handle = setTimeout(act, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A clock that moves only when told; due timers run in order inside `advance`. */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;
  #timers: { due: number; act: () => void }[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, act: () => void): Timer {
    const timer = { due: this.#monotonic + ms, act };
    this.#timers.push(timer);
    return { cancel: () => void (this.#timers = this.#timers.filter((each) => each !== timer)) };
  }

  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#step(next.due - this.#monotonic);
      next.act();
    }
    this.#step(end - this.#monotonic);
  }

  /** Moves the wall clock alone, as an administrator or NTP would. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #step(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}
