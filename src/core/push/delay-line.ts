import type { Clock } from '../../lib/clock.ts';
import { Queue } from '../../lib/queue.ts';

interface Waiting<T> {
  readonly owner: string;
  readonly due: number;
  /** Undefined: it gave way to newer ones. */
  item: T | undefined;
}

/** Things of one owner that wait at most; the oldest gives way. */
const MOST_OF_ONE = 32;
/** Of all; a newer one is not taken in. */
const MOST = 20_000;

/** Lets things out again a while after they came, in order: one queue and one timer for all owners. */
export class DelayLine<T> {
  readonly #clock: Clock;
  readonly #out: (owner: string, item: T) => void;
  readonly #line = new Queue<Waiting<T>>(16);
  readonly #own = new Map<string, Waiting<T>[]>();
  #isTimed = false;

  constructor(clock: Clock, out: (owner: string, item: T) => void) {
    this.#clock = clock;
    this.#out = out;
  }

  /** How many wait. */
  get length(): number {
    return this.#line.length;
  }

  add(owner: string, item: T, delayMs: number): void {
    if (this.#line.length >= MOST) return;
    const waiting: Waiting<T> = { owner, item, due: this.#clock.monotonic() + delayMs };
    const own = this.#own.get(owner) ?? [];
    own.push(waiting);
    if (own.length === 1) this.#own.set(owner, own);
    else if (own.length > MOST_OF_ONE) (own.shift() as Waiting<T>).item = undefined;
    this.#line.push(waiting);
    this.#wait();
  }

  #wait(): void {
    const next = this.#line.peek();
    if (!next || this.#isTimed) return;
    this.#isTimed = true;
    this.#clock.after(Math.max(0, next.due - this.#clock.monotonic()), () => {
      this.#isTimed = false;
      this.#letOut();
    });
  }

  #letOut(): void {
    const now = this.#clock.monotonic();
    for (let next = this.#line.peek(); next && next.due <= now; next = this.#line.peek()) {
      this.#line.shift();
      if (next.item === undefined) continue;
      const own = this.#own.get(next.owner);
      own?.shift(); // of those that count it is the oldest
      if (own?.length === 0) this.#own.delete(next.owner);
      this.#out(next.owner, next.item);
    }
    this.#wait();
  }
}
