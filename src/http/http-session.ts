import type { CloseReason, Connection, ConnectionHandler } from '../lib/connection.ts';
import { ConnectionStream } from './connection-stream.ts';

/** A connection that speaks HTTP, until it becomes a websocket. */
export class HttpSession implements ConnectionHandler {
  #stream: ConnectionStream | undefined;
  #next: ConnectionHandler | undefined = undefined;

  constructor(connection: Connection, serve: (stream: ConnectionStream) => void) {
    this.#stream = new ConnectionStream(connection);
    sessions.set(this.#stream, this);
    serve(this.#stream);
  }

  /** From here on the bytes are somebody else's; those that nobody has read yet come first. */
  handOver(handler: ConnectionHandler, unread: Buffer): void {
    const more = this.#stream?.read() as Buffer | null | undefined;
    this.#stream = undefined;
    this.#next = handler;
    if (unread.length > 0) handler.received(unread);
    if (more) handler.received(more);
  }

  received(chunk: Buffer): void {
    if (this.#next) this.#next.received(chunk);
    else this.#stream?.arrived(chunk);
  }

  secured(): void {}

  drained(): void {
    (this.#next ?? this.#stream)?.drained();
  }

  /** Whoever has had no more to say than this in all that time is told nothing. */
  expired(): void {
    if (this.#next) this.#next.expired();
    else this.#stream?.destroy();
  }

  closed(reason: CloseReason): void {
    if (this.#next) return this.#next.closed(reason);
    this.#stream?.push(null);
    this.#stream?.destroy();
  }
}

const sessions = new WeakMap<ConnectionStream, HttpSession>();

/** The session that a stream belongs to. */
export function sessionOf(stream: ConnectionStream): HttpSession | undefined {
  return sessions.get(stream);
}
