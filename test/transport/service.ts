import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ManualClock } from '../../src/lib/clock.ts';
import { packageRoot } from '../../src/lib/package-root.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../src/lib/connection.ts';
import { openLimits, type TransportLimits } from '../../src/transport/limits.ts';
import type { Listener, ListenSpec, Service } from '../../src/transport/listener.ts';
import { createListeners, type Listeners, type ListenersOptions } from '../../src/transport/listeners.ts';
import type { TransportReport } from '../../src/transport/report.ts';

/** A connection as the server saw it, with everything its handler was told. */
export class Seen implements ConnectionHandler {
  readonly connection: Connection;
  readonly got: string[] = [];
  /** Set by a test to act inside the call. */
  onReceived: ((chunk: Buffer) => void) | undefined;
  onExpired: (() => void) | undefined;
  readonly #log: string[] = [];
  readonly #waiting: { what: string; resolve: () => void }[] = [];
  closedFor: CloseReason | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  received(chunk: Buffer): void {
    this.got.push(chunk.toString('latin1'));
    this.onReceived?.(chunk);
    this.#happened('received');
  }
  secured(): void {
    this.#happened('secured');
  }
  drained(): void {
    this.#happened('drained');
  }
  expired(): void {
    this.onExpired?.();
    this.#happened('expired');
  }
  closed(reason: CloseReason): void {
    if (this.closedFor !== undefined) throw new Error('closed twice');
    this.closedFor = reason;
    this.#happened('closed');
  }

  count(what: string): number {
    return this.#log.filter((each) => each === what).length;
  }

  /** Resolves when `what` has happened; at once if it did before. */
  async until(what: 'received' | 'secured' | 'drained' | 'expired' | 'closed'): Promise<void> {
    if (!this.#log.includes(what)) await new Promise<void>((resolve) => this.#waiting.push({ what, resolve }));
  }

  #happened(what: string): void {
    this.#log.push(what);
    for (const waiter of this.#waiting) if (waiter.what === what) waiter.resolve();
  }
}

/** A transport on loopback under a clock that stands still. */
export interface Stage {
  readonly clock: ManualClock;
  readonly listeners: Listeners;
  readonly reports: TransportReport[];
  open(words?: 'none' | 'tls' | 'starttls', service?: Partial<Service>): Promise<Listener>;
  /** Connects a plain client; resolves with both ends once the server has accepted. */
  join(listener: Listener): Promise<{ client: Socket; seen: Seen }>;
  /** The next connection the server accepts. */
  accepted(): Promise<Seen>;
}

export function setStage(
  context: TestContext,
  limits: Partial<TransportLimits> = {},
  options: Partial<ListenersOptions> = {},
): Stage {
  const clock = new ManualClock();
  const reports: TransportReport[] = [];
  const listeners = createListeners({
    clock,
    limits: { ...openLimits, ...limits },
    report: (report) => void reports.push(report),
    ...options,
  });
  const arrived: Seen[] = [];
  const waiting: ((seen: Seen) => void)[] = [];
  const clients: Socket[] = [];
  const accept = (connection: Connection): ConnectionHandler => {
    const seen = new Seen(connection);
    const next = waiting.shift();
    if (next) next(seen);
    else arrived.push(seen);
    return seen;
  };
  const accepted = async (): Promise<Seen> => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve));
  context.after(async () => {
    for (const client of clients) client.destroy();
    await listeners.stop(0);
  });
  return {
    clock,
    listeners,
    reports,
    accepted,
    open: (tls = 'none', service = {}) => listeners.open(localSpec(tls), { accept, ...service }),
    async join(listener) {
      const client = connectTo(listener);
      clients.push(client);
      return { client, seen: await accepted() };
    },
  };
}

export function localSpec(tls: ListenSpec['tls'] = 'none', port = 0): ListenSpec {
  return { host: '127.0.0.1', port, tls, proxy: false, text: `127.0.0.1:${port} ${tls}` };
}

export function connectTo(listener: Listener): Socket {
  const client = connect({ host: '127.0.0.1', port: listener.port, allowHalfOpen: true });
  client.on('error', () => {});
  return client;
}

/** Reads `client` until `length` bytes came. */
export async function read(client: Socket, length: number): Promise<string> {
  let text = '';
  while (text.length < length) {
    const chunk = client.read() as Buffer | null;
    if (chunk) text += chunk.toString('latin1');
    else await once(client, 'readable');
  }
  return text;
}

/** Reads `client` until its end. */
export async function readAll(client: Socket): Promise<string> {
  let text = '';
  for await (const chunk of client) text += (chunk as Buffer).toString('latin1');
  return text;
}

export function once(client: Socket, event: string): Promise<void> {
  return new Promise((resolve) => client.once(event, () => resolve()));
}

/** Beside the sources, wherever the compiled tests lie. */
export const fixtures = join(packageRoot(), 'test/transport/fixtures');
