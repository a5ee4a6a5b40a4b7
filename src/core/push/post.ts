import type { Bare } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { Queue } from '../../lib/queue.ts';
import type { Push, PushResult } from './sender.ts';

/** Pushes under way at once. */
const WIDTH = 16;
/** Pushes that wait for one subscription at most; the oldest gives way. */
const MOST_WAITING = 32;
/** Subscriptions for which something waits. */
const MOST_BOXES = 10_000;
/** How often one push is tried, and milliseconds until the second time where nobody says; twice as many until the third. */
const TRIES = 3;
const RETRY_MS = 60_000;
/** Longer than that no push service is waited for. */
const LONGEST_MS = 3_600_000;

interface Letter {
  readonly push: Push;
  tries: number;
}

interface Box {
  readonly owner: Bare;
  readonly key: string;
  readonly letters: Letter[];
  isDropped: boolean;
}

export interface PostOptions {
  readonly clock: Clock;
  /** Never rejects. */
  readonly send: (push: Push) => Promise<PushResult>;
  /** Told of each push that was taken, and of subscriptions that are no more. */
  readonly done: (owner: Bare, push: Push, result: 'sent' | 'gone') => void;
}

/** Sends pushes in the order they came for each subscription, a few at a time in all, and waits where a service asks for it. */
export class Post {
  readonly #options: PostOptions;
  readonly #boxes = new Map<string, Box>();
  readonly #ready = new Queue<Box>(16);
  #busy = 0;

  constructor(options: PostOptions) {
    this.#options = options;
  }

  /** Pushes that wait, for all subscriptions. */
  get waiting(): number {
    let count = 0;
    for (const { letters } of this.#boxes.values()) count += letters.length;
    return count;
  }

  add(owner: Bare, push: Push): void {
    const key = keyOf(owner, push.subscription.endpoint);
    const known = this.#boxes.get(key);
    if (known) return keep(known, { push, tries: 0 });
    if (this.#boxes.size >= MOST_BOXES) return;
    const box: Box = { owner, key, letters: [{ push, tries: 0 }], isDropped: false };
    this.#boxes.set(key, box);
    this.#ready.push(box);
    this.#pump();
  }

  /** What waits for a subscription that is no more is not sent. */
  drop(owner: Bare, endpoint: string): void {
    const box = this.#boxes.get(keyOf(owner, endpoint));
    if (!box) return;
    box.isDropped = true;
    box.letters.length = 0;
    this.#boxes.delete(box.key);
  }

  #pump(): void {
    while (this.#busy < WIDTH) {
      const box = this.#ready.shift();
      if (!box) return;
      const letter = box.letters.shift();
      if (letter) void this.#carry(box, letter);
    }
  }

  async #carry(box: Box, letter: Letter): Promise<void> {
    this.#busy++;
    letter.tries++;
    const result = await this.#options.send(letter.push);
    this.#busy--;
    if (result === 'sent' || result === 'gone') this.#options.done(box.owner, letter.push, result);
    if (!box.isDropped) this.#goOn(box, letter, result);
    this.#pump();
  }

  #goOn(box: Box, letter: Letter, result: PushResult): void {
    if (typeof result === 'object') {
      if (letter.tries < TRIES && box.letters.length < MOST_WAITING) box.letters.unshift(letter);
      const restMs = result.retryAfterMs ?? RETRY_MS * 2 ** (letter.tries - 1);
      this.#options.clock.after(Math.min(restMs, LONGEST_MS), () => this.#again(box));
    } else if (box.letters.length > 0) this.#ready.push(box);
    else this.#boxes.delete(box.key);
  }

  #again(box: Box): void {
    if (box.isDropped) return;
    if (box.letters.length === 0) {
      this.#boxes.delete(box.key);
      return;
    }
    this.#ready.push(box);
    this.#pump();
  }
}

function keep({ letters }: Box, letter: Letter): void {
  letters.push(letter);
  if (letters.length > MOST_WAITING) letters.shift();
}

function keyOf(owner: Bare, endpoint: string): string {
  return `${owner} ${endpoint}`;
}
