import type { LookUp } from '../../../src/core/bans/dnsbl.ts';
import type { CoreConfig } from '../../../src/core/core.ts';
import { createAccount } from '../../../src/core/accounts/create-account.ts';
import type { PushSender } from '../../../src/core/push/sender.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import type { CloseReason, Connection, ConnectionHandler, TlsFacts } from '../../../src/lib/connection.ts';
import type { IrcConfig } from '../../../src/protocols/irc/config.ts';
import { createIrcProtocol, type IrcProtocol } from '../../../src/protocols/irc/protocol.ts';
import { makeWorld, turns, type World } from '../../core/world.ts';

export const ircConfig: IrcConfig = {
  serverName: 'irc.example.org',
  network: 'ExampleNet',
  version: 'causeway-test',
  motd: [],
  registersBeforeConnect: true,
  requireTls: true,
  flood: false,
  replay: 0,
  playback: 2048,
  userModes: '',
  multiline: { bytes: 4096, lines: 32 },
  relaySeparators: '/',
  roleplay: true,
  deniedTags: [],
};

/** A server over memory that speaks IRC to connections without sockets. */
export interface Server extends World {
  readonly irc: IrcProtocol;
}

export async function makeServer(
  options: { irc?: Partial<IrcConfig>; core?: Partial<CoreConfig>; lookUp?: LookUp; push?: PushSender } = {},
): Promise<Server> {
  const world = await makeWorld({ createRooms: 'anyone', ...options.core }, options.lookUp, options.push);
  return { ...world, irc: createIrcProtocol(world.core, { ...ircConfig, ...options.irc }) };
}

let lastId = 0;

/** The client's end of a connection: what it sends arrives at once, what it is sent is read line by line. */
export class Peer implements Connection {
  readonly id = ++lastId;
  readonly remote;
  readonly tls: TlsFacts | undefined = undefined;
  readonly isLoopback: boolean;
  queued = 0;
  isClosed = false;
  isPaused = false;
  isAuthenticated = false;
  readonly #chunks: Buffer[] = [];
  readonly #handler: ConnectionHandler;

  constructor(server: Server, ip = '127.0.0.1') {
    this.remote = { ip, port: 1 };
    this.isLoopback = ip.startsWith('127.');
    this.#handler = server.irc.accept(this);
  }

  send(chunk: Buffer): void {
    if (!this.isClosed) this.#chunks.push(chunk);
  }

  sendSpliced(head: Buffer, own: Buffer, tail: Buffer): void {
    for (const part of [head, own, tail]) this.send(part);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  startTls(): void {}

  authenticated(): void {
    this.isAuthenticated = true;
  }

  close(): void {
    this.#end('local');
  }

  destroy(reason: CloseReason = 'local'): void {
    this.#chunks.length = 0;
    this.#end(reason);
  }

  #end(reason: CloseReason): void {
    if (this.isClosed) return;
    this.isClosed = true;
    queueMicrotask(() => this.#handler.closed(reason));
  }

  /** Sends lines, each with its end. */
  say(...lines: readonly string[]): void {
    this.raw(Buffer.from(lines.map((line) => `${line}\r\n`).join('')));
  }

  /** Sends bytes as they are, in a buffer that is overwritten afterwards, as the transport's is. */
  raw(bytes: Buffer): void {
    if (this.isClosed) return;
    const chunk = Buffer.from(bytes);
    this.#handler.received(chunk);
    chunk.fill(0x58);
  }

  /** The peer goes away. */
  drop(reason: CloseReason = 'peer'): void {
    this.#end(reason);
  }

  expire(): void {
    this.#handler.expired();
  }

  /** Everything it was sent since it last looked. */
  read(): string[] {
    const text = this.pending;
    this.#chunks.length = 0;
    return text.split('\r\n').filter(Boolean);
  }

  get pending(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  /** Lets things happen, passwords being hashed included, until it was sent something like `pattern`; then reads. */
  async until(pattern: RegExp): Promise<string[]> {
    for (let i = 0; i < 200_000 && !pattern.test(this.pending); i++) await turns(1);
    if (!pattern.test(this.pending)) throw new Error(`never came: ${String(pattern)}; but: ${this.pending}`);
    return this.read();
  }

  /** Sends lines, lets everything happen that needs no clock, and reads. */
  async ask(...lines: readonly string[]): Promise<string[]> {
    this.say(...lines);
    await turns();
    return this.read();
  }
}

/** A registered guest whose welcome has been read. */
export async function guest(server: Server, nick: string, caps = ''): Promise<Peer> {
  const peer = new Peer(server);
  if (caps !== '') peer.say('CAP LS 302', `CAP REQ :${caps}`);
  await peer.ask(`NICK ${nick}`, `USER ${nick} 0 * :Real ${nick}`, ...(caps === '' ? [] : ['CAP END']));
  return peer;
}

export const password = 'correct horse';

/** Makes the account where there is none, and logs in to it. */
export async function account(server: Server, name: string, caps = ''): Promise<Peer> {
  await makeAccount(server, name);
  const peer = new Peer(server);
  const plain = Buffer.from(`\0${name}\0${password}`).toString('base64');
  await peer.ask('CAP LS 302', `CAP REQ :sasl ${caps}`, 'AUTHENTICATE PLAIN');
  peer.say(`AUTHENTICATE ${plain}`);
  await peer.until(/ 90[34] /);
  await peer.ask(`NICK ${name}`, `USER ${name} 0 * :Real ${name}`, 'CAP END');
  return peer;
}

export async function makeAccount({ core }: Server, name: string): Promise<void> {
  const made = await createAccount(core, name, password);
  if (isRefusal(made) && made.reason !== 'account-exists') throw new Error(made.reason);
}
