import assert from 'node:assert/strict';
import { registerAccount } from '../../../src/core/accounts/register.ts';
import type { CoreConfig } from '../../../src/core/core.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import type { CloseReason, Connection, ConnectionHandler, TlsFacts } from '../../../src/lib/connection.ts';
import type { Feature } from '../../../src/protocols/xmpp/feature.ts';
import { createXmppProtocol, type XmppProtocol } from '../../../src/protocols/xmpp/protocol.ts';
import { xmppDefaults, type XmppConfig } from '../../../src/protocols/xmpp/xmpp-config.ts';
import { makeWorld, turns, type World } from '../../core/world.ts';

/** The XMPP wire over memory: connections without sockets, time moved by hand. */
export interface StreamWorld extends World {
  readonly protocol: XmppProtocol;
}

export const PASSWORD = 'correct horse';

type Options = Partial<Omit<XmppConfig, 'limits' | 'resumption'>> & {
  readonly limits?: Partial<XmppConfig['limits']>;
  readonly resumption?: Partial<XmppConfig['resumption']>;
  readonly core?: Partial<CoreConfig>;
  readonly features?: readonly Feature[];
};

export async function makeStreamWorld(options: Options = {}): Promise<StreamWorld> {
  const { core: coreConfig, features, ...xmpp } = options;
  const world = await makeWorld(coreConfig);
  const config: XmppConfig = {
    ...xmppDefaults,
    software: { name: 'Causeway', version: '1' },
    ...xmpp,
    limits: { ...xmppDefaults.limits, bytes: undefined, ...xmpp.limits },
    resumption: { ...xmppDefaults.resumption, ...xmpp.resumption },
  };
  return { ...world, protocol: createXmppProtocol(world.core, config, features) };
}

const TLS: TlsFacts = { protocol: 'TLSv1.3', cipher: 'x', serverName: undefined, certificateFingerprint: undefined };

/** A connection without a socket. */
export class FakeConnection implements Connection {
  static #ids = 0;
  readonly id = ++FakeConnection.#ids;
  readonly remote = { ip: '192.0.2.1', port: 5 };
  tls: TlsFacts | undefined;
  isLoopback: boolean;
  queued = 0;
  isClosed = false;
  isPaused = false;
  isAuthenticated = false;
  isStartingTls = false;
  output = '';
  handler!: ConnectionHandler;

  constructor(options: { tls?: boolean; isLoopback?: boolean } = {}) {
    this.tls = options.tls === false ? undefined : TLS;
    this.isLoopback = options.isLoopback ?? false;
  }

  send(chunk: Buffer): void {
    if (!this.isClosed) this.output += chunk.toString();
  }

  sendSpliced(head: Buffer, own: Buffer, tail: Buffer): void {
    this.send(Buffer.concat([head, own, tail]));
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  get canStartTls(): boolean {
    return this.tls === undefined;
  }

  startTls(): void {
    this.isStartingTls = true;
  }

  /** The handshake is done. */
  secure(): void {
    this.isStartingTls = false;
    this.tls = TLS;
    this.handler.secured();
  }

  authenticated(): void {
    this.isAuthenticated = true;
  }

  close(): void {
    this.end('local');
  }

  destroy(reason: CloseReason = 'local'): void {
    this.end(reason);
  }

  /** As the transport does it: told a moment later. */
  end(reason: CloseReason): void {
    if (this.isClosed) return;
    this.isClosed = true;
    queueMicrotask(() => this.handler.closed(reason));
  }
}

export const HEADER =
  "<?xml version='1.0'?><stream:stream to='example.org' version='1.0' xmlns='jabber:client' " +
  "xmlns:stream='http://etherx.jabber.org/streams'>";

/** A client that writes and reads XML as text. */
export class RawClient {
  readonly connection: FakeConnection;
  readonly world: StreamWorld;
  address = '';

  constructor(world: StreamWorld, options?: { tls?: boolean; isLoopback?: boolean }) {
    this.world = world;
    this.connection = new FakeConnection(options);
    this.connection.handler = world.protocol.accept(this.connection);
  }

  /** Sends, and lets everything happen that follows. Gives what came back, and forgets it. */
  async send(text: string): Promise<string> {
    this.write(text);
    await turns();
    return this.take();
  }

  write(text: string): void {
    this.connection.handler.received(Buffer.from(text));
  }

  take(): string {
    const { output } = this.connection;
    this.connection.output = '';
    return output;
  }

  /** Waits until something matching was received; what needs a worker thread takes its time. */
  async expect(pattern: RegExp): Promise<string> {
    for (let i = 0; i < 200_000; i++) {
      if (pattern.test(this.connection.output)) return this.take();
      await turns(1);
    }
    return assert.fail(`${String(pattern)} did not come, but: ${this.connection.output}`);
  }

  async open(): Promise<string> {
    return this.send(HEADER);
  }

  /** Up to an authenticated stream. */
  async logIn(name: string, password = PASSWORD): Promise<string> {
    await this.open();
    const token = Buffer.from(`\0${name}\0${password}`).toString('base64');
    this.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${token}</auth>`);
    await this.expect(/<success/);
    return this.open();
  }

  /** Up to a bound session. */
  async bind(name: string, resource = 'pc'): Promise<this> {
    await this.logIn(name);
    const answer = await this.send(
      `<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind></iq>`,
    );
    this.address = /<jid>(.*)<\/jid>/.exec(answer)?.[1] ?? assert.fail(answer);
    return this;
  }

  /** Bound, with initial presence. */
  async appear(name: string, resource = 'pc', presence = '<presence/>'): Promise<this> {
    await this.bind(name, resource);
    await this.send(presence);
    return this;
  }

  /** The network goes away. */
  async drop(reason: CloseReason = 'reset'): Promise<void> {
    this.connection.end(reason);
    await turns();
  }
}

export async function register(world: StreamWorld, ...names: string[]): Promise<void> {
  for (const name of names) {
    const made = await registerAccount(world.core, { name, password: PASSWORD, ip: '192.0.2.1' });
    if (isRefusal(made)) throw new Error(made.reason);
  }
}

/** A client of an account that is made for it, with initial presence. */
export async function client(world: StreamWorld, name: string, resource = 'pc'): Promise<RawClient> {
  await register(world, name);
  return new RawClient(world).appear(name, resource);
}
