/**
 * What a connection has queued, as the last link of a chain back to the first chunk. Chains are shared: connections that were sent
 * the same chunks in the same order hold the very same link, so a room's run costs one object per message whatever the number
 * of members, and comparing two connections' queues is comparing two references.
 */
export class Run {
  readonly before: Run | undefined;
  readonly head: Buffer;
  /** Set for a spliced part: the connection's own bytes stand between `head` and `tail`. */
  readonly tail: Buffer | undefined;
  /** Bytes of the whole chain, without the own parts. */
  readonly bytes: number;
  /** How many own parts the chain has. */
  readonly splices: number;
  readonly length: number;
  /** Did more than one connection reach this link? Then its rendering is worth keeping for the next one. */
  shared = false;
  /** The whole chain rendered, while a flush lasts: without own parts, or by the length of the own part. */
  joined: Buffer | undefined = undefined;
  templates: Map<number, Buffer> | undefined = undefined;
  #newest: Run | undefined = undefined;
  #older: Run | undefined = undefined;

  constructor(before: Run | undefined, head: Buffer, tail?: Buffer) {
    this.before = before;
    this.head = head;
    this.tail = tail;
    this.bytes = (before?.bytes ?? 0) + head.length + (tail?.length ?? 0);
    this.splices = (before?.splices ?? 0) + (tail ? 1 : 0);
    this.length = before ? before.length + 1 : 0;
  }

  /** The chain with one more part: the same object for everybody who adds the same part here. */
  with(head: Buffer, tail: Buffer | undefined): Run {
    const newest = this.#newest;
    if (newest !== undefined && newest.head === head && newest.tail === tail) {
      newest.shared = true;
      return newest;
    }
    const older = this.#older;
    if (older !== undefined && older.head === head && older.tail === tail) {
      older.shared = true;
      return older;
    }
    this.#older = newest;
    return (this.#newest = new Run(this, head, tail));
  }

  /** Forgets what was added, so that finished chains can be collected. */
  forget(): void {
    this.#newest = this.#older = undefined;
  }
}

/** Writes the whole of `run` into the front of `target`, with `own` in every splice. */
export function render(run: Run, own: Buffer, target: Buffer): void {
  let end = run.bytes + run.splices * own.length;
  for (let link: Run = run; link.before !== undefined; link = link.before) {
    if (link.tail !== undefined) {
      target.set(link.tail, (end -= link.tail.length));
      target.set(own, (end -= own.length));
    }
    target.set(link.head, (end -= link.head.length));
  }
}

/** Puts another `own` of the same length into a rendering. */
export function resplice(run: Run, own: Buffer, target: Buffer): void {
  let end = run.bytes + run.splices * own.length;
  for (let link: Run = run; link.before !== undefined; link = link.before) {
    if (link.tail !== undefined) target.set(own, (end -= link.tail.length + own.length));
    end -= link.head.length;
  }
}
