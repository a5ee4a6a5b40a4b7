import { Queue } from '../../lib/queue.ts';
import type { Spliced } from './context.ts';

/** A stanza as it was sent: shared bytes, never a copy. */
export type Sent = Buffer | Spliced;

export interface OutboxLimits {
  readonly stanzas: number;
  readonly bytes: number;
}

/** What was sent and not yet acknowledged (XEP-0198 4), oldest first. */
export class Outbox {
  readonly #queue = new Queue<Sent>();
  readonly #limits: OutboxLimits;
  #bytes = 0;
  /** Stanzas acknowledged, modulo 2^32. */
  #acknowledged = 0;
  /** An answer to `<r/>` is outstanding. */
  isAsked = false;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Stanzas sent, modulo 2^32. */
  get sent(): number {
    return (this.#acknowledged + this.#queue.length) >>> 0;
  }

  /** False where it holds more than it may: the peer never acknowledges, or stays away too long. */
  push(stanza: Sent): boolean {
    this.#queue.push(stanza);
    this.#bytes += sizeOf(stanza);
    return this.#queue.length <= this.#limits.stanzas && this.#bytes <= this.#limits.bytes;
  }

  /** Forgets what the peer has handled. False where it claims more than was sent; nothing is forgotten then. */
  acknowledge(handled: number): boolean {
    const count = (handled - this.#acknowledged) >>> 0; // the counters wrap (XEP-0198 4)
    if (count > this.#queue.length) return false;
    for (let i = 0; i < count; i++) this.#bytes -= sizeOf(this.#queue.shift() as Sent);
    this.#acknowledged = handled >>> 0;
    return true;
  }

  [Symbol.iterator](): Iterator<Sent> {
    return this.#queue[Symbol.iterator]();
  }
}

function sizeOf(sent: Sent): number {
  return Buffer.isBuffer(sent) ? sent.length : sent.head.length + sent.tail.length;
}
