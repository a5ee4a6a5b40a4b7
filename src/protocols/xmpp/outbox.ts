import { Queue } from '../../lib/queue.ts';
import type { Spliced } from './context.ts';

/** A stanza as it was sent: shared bytes, never a copy. */
export type Sent = Buffer | Spliced;

export interface OutboxLimits {
  readonly stanzas: number;
  readonly bytes: number;
}

/** Stanzas that one who does not acknowledge holds as they are; those behind them are held compactly. */
const FRESH = 64;

/** What was sent and not yet acknowledged (XEP-0198 4), oldest first. */
export class Outbox {
  readonly #queue = new Queue<Sent>();
  readonly #limits: OutboxLimits;
  #bytes = 0;
  /** Stanzas acknowledged, modulo 2^32. */
  #acknowledged = 0;
  /** An answer to `<r/>` is outstanding. */
  isAsked = false;

  /** `start` is where the count begins. */
  constructor(limits: OutboxLimits, start = 0) {
    this.#limits = limits;
    this.#acknowledged = start;
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
    this.#queue.push(this.#queue.length < FRESH ? stanza : compact(stanza));
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

const compacted = new WeakMap<object, Sent>();

/**
 * The same bytes without the pool of eight kilobytes that they were made in, which they would keep from being freed; one copy
 * for all who hold it.
 */
function compact(sent: Sent): Sent {
  let copy = compacted.get(sent);
  if (!copy) {
    copy = Buffer.isBuffer(sent) ? alone(sent) : { head: alone(sent.head), tail: alone(sent.tail) };
    compacted.set(sent, copy);
  }
  return copy;
}

function alone(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}

function sizeOf(sent: Sent): number {
  return Buffer.isBuffer(sent) ? sent.length : sent.head.length + sent.tail.length;
}
