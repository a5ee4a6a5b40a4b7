import type { Clock } from '../../lib/clock.ts';

/** Groups that are small anyway are never waited for. */
const WORTH_WAITING = 8;
/** Part of the group that must have come again. */
const ENOUGH = 0.75;
/** By so much of itself a group is thought to shrink with every batch that is smaller. */
const FORGETTING = 1 / 16;
/** A turn of the event loop that took so many milliseconds was busy: more input waits behind it. */
const BUSY = 0.5;
/** Milliseconds a batch is held open at most in a busy loop, and in an idle one. */
const LONGEST = 12;
const LONGEST_IDLE = 2;

/**
 * How long a batch fills before it is committed. Who has just been released often speaks again, but not all within one turn:
 * committing the first of them alone would split such a group for good, and cost each part a commit and a write to every
 * receiver. So a batch that is much smaller than those before stays open while the event loop is busy showing them, and then
 * for about the time a commit takes. Where little is said nothing ever waits.
 */
export class Filling {
  readonly #clock: Clock;
  /** How many seem to speak at once. */
  #group = 0;
  #wake: (() => void) | undefined = undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes the size of a batch. */
  committed(size: number): void {
    this.#group = Math.max(size, this.#group * (1 - FORGETTING));
  }

  /** Is it worth waiting for more than `queued` messages? */
  isShort(queued: number): boolean {
    return this.#group >= WORTH_WAITING && queued < this.#group * ENOUGH;
  }

  /** Resolves when the batch, of which `queue` is the beginning, is to be committed. */
  async wait(queue: { readonly length: number }): Promise<void> {
    const began = this.#clock.monotonic();
    let now = began;
    for (let turn = now; this.isShort(queue.length) && now - began < LONGEST; turn = now) {
      await new Promise<void>((resume) => setImmediate(resume));
      now = this.#clock.monotonic();
      if (now - turn < BUSY) return this.#pause(queue.length);
    }
  }

  #pause(queued: number): Promise<void> | undefined {
    if (!this.isShort(queued)) return undefined;
    return new Promise((resume) => {
      const timer = this.#clock.after(LONGEST_IDLE, () => this.#wake?.());
      this.#wake = () => {
        this.#wake = undefined;
        timer.cancel();
        resume();
      };
    });
  }

  /** Tells how many messages are queued now: the batch may have become large enough. */
  grown(queued: number): void {
    if (this.#wake !== undefined && !this.isShort(queued)) this.#wake();
  }
}
