import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Target } from './commands.ts';
import { MarkerCounter } from './counter.ts';

/** Longest unanswered piece of a conversation that is kept while waiting for an answer, in characters. */
const MEMORY = 128 * 1024;
/** Loopback source addresses, so that many connections do not run out of ports. */
const SOURCES = 200;

// One read buffer for all connections: each read is used up before the next one.
const buffer = Buffer.allocUnsafe(256 * 1024);

type Waiter = { readonly patterns: readonly string[]; resolve(text: string): void; reject(error: Error): void };

/** What a connection does with the bytes of a measured phase. */
export type Listener = (connection: LoadConnection, found: number, length: number) => void;

/** One client connection of a generator: a conversation first (`ask`), then a counter of markers (`listener`). */
export class LoadConnection {
  readonly number: number;
  readonly target: Target;
  readonly counter = new MarkerCounter();
  /** When set, bytes are counted and not kept. */
  listener: Listener | undefined;
  #socket: Socket;
  #waiter: Waiter | undefined;
  #text = '';
  #failure: Error | undefined;

  constructor(target: Target, number: number) {
    this.number = number;
    this.target = target;
    const options = {
      host: '127.0.0.1',
      port: target.port,
      localAddress: `127.0.${1 + (number % SOURCES)}.1`,
      noDelay: true,
      onread: { buffer, callback: (length: number): boolean => this.#read(length) },
    };
    this.#socket = target.tls
      ? connectTls({ ...options, rejectUnauthorized: false, servername: target.domain })
      : connectPlain(options);
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** True while the server has not closed the connection. */
  get alive(): boolean {
    return this.#failure === undefined;
  }

  /** Sends text as it is. */
  send(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Sends text and resolves with everything received up to the first read that holds one of the patterns. */
  ask(text: string, ...patterns: string[]): Promise<string> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#text = '';
    if (text !== '') this.send(text);
    return new Promise((resolve, reject) => {
      this.#waiter = { patterns, resolve, reject };
    });
  }

  /** Drops the connection, with a reset where possible, which leaves no port in TIME_WAIT; whoever asked last is told. */
  drop(): void {
    this.#fail(new Error('no answer in time'));
    this.listener = undefined;
    // A TLS socket has no handle that could be reset.
    if (this.target.tls) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #read(length: number): boolean {
    if (this.listener === undefined) {
      this.#converse(buffer.toString('latin1', 0, length));
      return true;
    }
    const found = this.counter.count(buffer, length);
    // 0x50: a PING line at the start of a read, where the counter may expect a later message.
    if (this.counter.surprised || buffer[0] === 0x50) this.#pong(buffer.toString('latin1', 0, length));
    this.listener(this, found, length);
    return true;
  }

  #converse(text: string): void {
    this.#pong(text);
    if (this.#waiter === undefined) return;
    this.#text += text;
    const { patterns, resolve } = this.#waiter;
    if (!patterns.some((pattern) => this.#text.includes(pattern))) {
      if (this.#text.length > MEMORY) this.#text = this.#text.slice(-MEMORY / 2);
      return;
    }
    this.#waiter = undefined;
    const heard = this.#text;
    this.#text = '';
    resolve(heard);
  }

  #pong(text: string): void {
    if (this.target.wire !== 'irc' || !text.includes('PING ')) return;
    for (const found of text.matchAll(/(?:^|\n)(?::\S+ )?PING ([^\r\n]*)/g)) this.send(`PONG ${found[1] ?? ''}\r\n`);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(new Error(`${error.message} (connection ${this.number}, last heard: ${this.#text.slice(-300)})`));
  }
}
