import type { Rate } from '../../lib/bucket.ts';
import type { Clock, Timer } from '../../lib/clock.ts';

/**
 * How fast one connection is read. What arrived is always looked at; who sent more than their share is not read until it is
 * paid for, so a flood waits at the sender and nothing is buffered or refused here.
 */
export class ReadRate {
  readonly #rate: Rate;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;
  #timer: Timer | undefined;

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#at = clock.monotonic();
  }

  get isSpent(): boolean {
    return this.#timer !== undefined;
  }

  /** False where they must be paid for before anything more is read; `whenPaid` is to be called then. */
  mayRead(bytes: number): boolean {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate.perSecond) - bytes;
    this.#at = now;
    return this.#tokens >= 0 || this.#timer !== undefined;
  }

  whenPaid(act: () => void): void {
    this.#timer = this.#clock.after(Math.ceil((-this.#tokens / this.#rate.perSecond) * 1000), () => {
      this.#timer = undefined;
      act();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
