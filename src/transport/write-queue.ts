import type { Socket } from 'node:net';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import type { Shared } from './shared.ts';

const NOTHING = Buffer.alloc(0);

/** What one connection has been sent and its socket has not been handed yet: two references and two numbers. */
export class WriteQueue {
  bytes = 0;
  /** In `Shared.seconds`: when the oldest chunk came. */
  since = 0;
  #run: Run | undefined = undefined;
  #own: Buffer = NOTHING;

  get isEmpty(): boolean {
    return this.#run === undefined;
  }

  add(chunk: Buffer, shared: Shared): void {
    if (this.#run === undefined) this.since = shared.seconds;
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
    if (this.#run === undefined) this.since = shared.seconds;
    this.#run = run.with(head, tail);
    this.bytes += head.length + own.length + tail.length;
  }

  /** Writes everything at once. Returns whether the kernel took it; if not, the socket says 'drain' later. */
  writeTo(socket: Socket, output: Output): boolean {
    const run = this.#run!;
    const own = this.#own;
    this.clear();
    const bytes = output.bytesOf(run, own);
    socket.write(bytes);
    if (socket.writableLength === 0) return true;
    output.keep(run, own, bytes);
    return false;
  }

  clear(): void {
    this.#run = undefined;
    this.#own = NOTHING;
    this.bytes = 0;
  }
}
