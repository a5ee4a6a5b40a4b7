import type { Socket } from 'node:net';
import type { Output } from './output.ts';
import { render, Run } from './run.ts';
import type { Shared } from './shared.ts';

const NOTHING = Buffer.alloc(0);

/** Beyond so many chunks a queue that waits is joined where they are small, lest they weigh more than what they hold. */
const MANY_CHUNKS = 64;
const SMALL_BYTES = 512;

/**
 * Node keeps 16 KB more for a TLS connection once it had to encrypt more than 1,024 bytes at a time. Most connections never
 * hear so much at once but for a welcome or a list of names: these leave in records that fit, one a turn.
 */
const SMALL_RECORD = 960;
const FEW_RECORDS = 4 * SMALL_RECORD;

/** What one connection has been sent and its socket has not been handed yet. */
export class WriteQueue {
  bytes = 0;
  /** The socket has not got rid of what it was handed; to be cleared when it says 'drain'. */
  isBlocked = false;
  /** In `Shared.seconds`: when the oldest of what the socket still holds was sent. */
  writtenSince = 0;
  /** The socket speaks TLS and has not had to encrypt much at a time. */
  isFrugal = false;
  #since = 0;
  #run: Run | undefined = undefined;
  #own: Buffer = NOTHING;

  get isEmpty(): boolean {
    return this.#run === undefined;
  }

  add(chunk: Buffer, shared: Shared): void {
    if (this.#run === undefined) this.#since = shared.seconds;
    this.#run = (this.#run ?? shared.output.empty).with(chunk, undefined);
    this.bytes += chunk.length;
  }

  addSpliced(head: Buffer, own: Buffer, tail: Buffer, shared: Shared): void {
    const run = this.#run ?? shared.output.empty;
    if (run.splices === 0) this.#own = own;
    else if (own !== this.#own && !own.equals(this.#own)) {
      // A run has room for one own part; another one travels as ordinary chunks.
      for (const part of [head, own, tail]) if (part.length > 0) this.add(part, shared);
      return;
    }
    if (this.#run === undefined) this.#since = shared.seconds;
    this.#run = run.with(head, tail);
    this.bytes += head.length + own.length + tail.length;
  }

  /** Writes everything at once, unless the socket is still busy with the last time. */
  writeTo(socket: Socket, output: Output): void {
    const run = this.#run;
    if (run === undefined || this.isBlocked) return;
    const own = this.#own;
    const size = this.bytes;
    this.clear();
    const bytes = output.bytesOf(run, own);
    if (this.isFrugal && size > SMALL_RECORD) this.isFrugal = size <= FEW_RECORDS;
    if (this.isFrugal && size > SMALL_RECORD) this.#writeRecord(socket, bytes, output);
    else socket.write(bytes);
    if (socket.writableLength === 0) return;
    output.keep(run, own, bytes);
    this.isBlocked = true;
    this.writtenSince = this.#since;
  }

  /** Writes as much as fits into a small record; the rest waits for the socket's 'drain'. */
  #writeRecord(socket: Socket, bytes: Buffer, output: Output): void {
    const rest = Buffer.from(bytes.subarray(SMALL_RECORD));
    this.#run = new Run(output.empty, rest);
    this.bytes = rest.length;
    socket.write(bytes.subarray(0, SMALL_RECORD));
  }

  /** Keeps what a queue costs near what it counts, while it has to wait. */
  compact(output: Output): void {
    const run = this.#run;
    if (run === undefined || run.length < MANY_CHUNKS || this.bytes > run.length * SMALL_BYTES) return;
    const joined = Buffer.allocUnsafeSlow(this.bytes);
    render(run, this.#own, joined);
    this.#run = new Run(output.empty, joined);
  }

  clear(): void {
    this.#run = undefined;
    this.#own = NOTHING;
    this.bytes = 0;
  }
}
