import type { Clock } from '../lib/clock.ts';
import { render, resplice, Run } from './run.ts';

/** What the output loop needs of a connection. */
export interface Writer {
  /** Hands everything queued to the kernel in one write. Must not throw. */
  flush(): void;
}

const NOTHING = Buffer.alloc(0);
const SCRATCH_BYTES = 16 * 1024;
/** Different lengths of own part for which a rendering is kept during one slice. */
const MOST_TEMPLATES = 32;
/** A slice of flushing lasts about this long, then other work of the process has its turn. */
const SLICE_MS = 3;
const WRITERS_PER_LOOK = 16;

/**
 * Flushes the connections that were sent something: once per event-loop turn, one write each, in slices. Renders runs that many
 * connections share once.
 */
export class Output {
  readonly empty = new Run(undefined, NOTHING);
  readonly #clock: Clock;
  readonly #turn = () => this.#flushSlice();
  readonly #rendered: Run[] = [];
  #dirty: Writer[] = [];
  #next = 0;
  #scheduled = false;
  #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Has `writer` flushed at the end of this turn. To be called once until its `flush`. */
  add(writer: Writer): void {
    this.#dirty.push(writer);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  /**
   * The bytes of `run`. Only good until the next call unless kept: what could not be written at once must be reported with `keep`
   * before anything else is rendered.
   */
  bytesOf(run: Run, own: Buffer): Buffer {
    if (run.length === 1 && run.tail === undefined) return run.head;
    if (!run.shared) return this.#own(run, own);
    return run.splices === 0 ? this.#joined(run) : this.#template(run, own);
  }

  /** The socket still holds `bytes`: never to be written to again. */
  keep(run: Run, own: Buffer, bytes: Buffer): void {
    if (bytes.buffer === this.#scratch.buffer) this.#scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    else if (run.templates?.get(own.length) === bytes) run.templates.delete(own.length);
  }

  #own(run: Run, own: Buffer): Buffer {
    const size = run.bytes + run.splices * own.length;
    const target = size <= SCRATCH_BYTES ? this.#scratch.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    render(run, own, target);
    return target;
  }

  #joined(run: Run): Buffer {
    if (run.joined) return run.joined;
    run.joined = Buffer.allocUnsafeSlow(run.bytes);
    render(run, NOTHING, run.joined);
    this.#rendered.push(run);
    return run.joined;
  }

  #template(run: Run, own: Buffer): Buffer {
    if (!run.templates) {
      run.templates = new Map();
      this.#rendered.push(run);
    }
    const template = run.templates.get(own.length);
    if (template) {
      resplice(run, own, template);
      return template;
    }
    if (run.templates.size >= MOST_TEMPLATES) return this.#own(run, own);
    const made = Buffer.allocUnsafeSlow(run.bytes + run.splices * own.length);
    render(run, own, made);
    run.templates.set(own.length, made);
    return made;
  }

  #flushSlice(): void {
    const end = this.#clock.monotonic() + SLICE_MS;
    // What is sent while this runs waits for the next turn, or two chatty peers could keep the loop here.
    const last = this.#dirty.length;
    while (this.#next < last) {
      this.#dirty[this.#next++]!.flush();
      if (this.#next % WRITERS_PER_LOOK === 0 && this.#clock.monotonic() >= end) break;
    }
    this.#forgetRenderings();
    this.#drop();
    this.#scheduled = this.#dirty.length > this.#next;
    if (this.#scheduled) setImmediate(this.#turn);
  }

  /** Lets go of the flushed ones; not at every slice, since that copies the rest. */
  #drop(): void {
    if (this.#next < this.#dirty.length && this.#next < 1024) return;
    this.#dirty = this.#dirty.slice(this.#next);
    this.#next = 0;
  }

  #forgetRenderings(): void {
    for (const run of this.#rendered) run.joined = run.templates = undefined;
    this.#rendered.length = 0;
    this.empty.forget();
  }
}
