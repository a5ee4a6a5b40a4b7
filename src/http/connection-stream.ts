import { Duplex } from 'node:stream';
import type { Connection } from '../lib/connection.ts';
import { defaultLimits } from '../transport/limits.ts';

type Done = (error?: Error | null) => void;

/** A connection as Node's HTTP server wants one: bytes both ways, each side waiting for the other. */
export class ConnectionStream extends Duplex {
  readonly connection: Connection;
  #waiting: Done | undefined = undefined;

  constructor(connection: Connection) {
    super({ highWaterMark: 16 * 1024, allowHalfOpen: true });
    this.connection = connection;
  }

  /** From the connection: bytes came. */
  arrived(chunk: Buffer): void {
    if (!this.push(Buffer.from(chunk))) this.connection.pause();
  }

  /** From the connection: what was queued has left. */
  drained(): void {
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }

  override _read(): void {
    this.connection.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.connection.send(chunk);
    // Only beyond its soft limit does a connection say when it has drained.
    if (this.connection.queued > defaultLimits.softSendq && !this.connection.isClosed) this.#waiting = done;
    else done();
  }

  override _final(done: Done): void {
    this.connection.close();
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.drained();
    // An orderly end has said so already; anything else is over at once.
    if (error) this.connection.destroy();
    else this.connection.close();
    done(error);
  }
}
