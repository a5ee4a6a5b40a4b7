import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { StorageAway } from '../../core/ports.ts';
import { asStorageError } from './errors.ts';
import type { PostgresTarget } from './target.ts';
import { transact } from './transaction.ts';

export type Sql = postgres.Sql<{ bigint: number }>;

/** A piece of a statement. */
export type Fragment = postgres.Fragment;

export interface PoolOptions {
  readonly connections: number;
  /** Milliseconds after which the server gives a statement up. */
  readonly statementMs: number;
  /** Milliseconds after which we give up waiting for an answer. */
  readonly deadlineMs: number;
  /** Cut the connections at every missed deadline; otherwise only when nothing at all is answered. */
  readonly cutsWhenLate?: boolean;
  /** Parameters set at the start of every connection. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Some connections used for one purpose. */
export interface Pool {
  /**
   * Runs statements, within the deadline. Rejects with `StorageAway` where the database is away or too slow; when it answers
   * nobody any more its connections are cut, so that no stuck one is used again.
   */
  run<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** The same in one transaction, on a connection that is there for transactions alone, one after the other. */
  transact<T>(work: (transaction: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What lies under the client library: its sockets, so that they can be cut. */
interface Wires {
  readonly sockets: Set<Socket>;
  isClosed: boolean;
}

/** How long `close` waits for statements under way, milliseconds. */
const CLOSE_MS = 2_000;

/** Connects at the first use, and again after every loss. */
export function openPool(target: PostgresTarget, options: PoolOptions): Pool {
  const wires: Wires = { sockets: new Set(), isClosed: false };
  const sql = connectTo(target, options, wires);
  const inTransaction = createTransactions(target, options, wires);
  const running = new Set<Promise<unknown>>();
  let answeredAt = performance.now();
  let isClosed = false;

  function late(began: number): StorageAway {
    // Waiting behind others' statements is no reason to cut their connections.
    if (options.cutsWhenLate || answeredAt <= began) for (const socket of wires.sockets) socket.destroy();
    return new StorageAway(`PostgreSQL gave no answer within ${options.deadlineMs} ms`);
  }

  async function withinDeadline<T>(work: Promise<T>): Promise<T> {
    const began = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(late(began)), options.deadlineMs);
    });
    try {
      const result = await Promise.race([work, deadline]);
      answeredAt = performance.now();
      return result;
    } catch (error) {
      throw asStorageError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function follow<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw new StorageAway('the storage is closed');
    const run = withinDeadline(work());
    running.add(run);
    try {
      return await run;
    } finally {
      running.delete(run);
    }
  }

  return {
    run: (work) => follow(() => work(sql)),
    transact: (work) => follow(() => inTransaction.run(work)),
    async close() {
      isClosed = true;
      await Promise.race([Promise.allSettled(running), sleep(CLOSE_MS, undefined, { ref: false })]);
      await Promise.all([hangUp(sql, wires), hangUp(inTransaction.sql, wires)]);
    },
  };
}

/**
 * The library takes a connection for a transaction only where that was idle when `begin` went out on it. On a busy one it
 * refuses (UNSAFE_TRANSACTION) but has begun all the same, and what others write on that connection afterwards is never
 * committed. So no `begin` may ever wait behind a statement: one connection, and one transaction at a time.
 */
function createTransactions(target: PostgresTarget, options: PoolOptions, wires: Wires) {
  const sql = connectTo(target, { ...options, connections: 1 }, wires);
  let last: Promise<unknown> = Promise.resolve();
  const run = <T>(work: (transaction: Sql) => Promise<T>): Promise<T> => {
    const mine = last.then(() => transact(sql, work));
    last = mine.catch(() => undefined);
    return mine;
  };
  return { sql, run };
}

/** One connection without deadlines, for work that may take long. */
export async function withConnection<T>(target: PostgresTarget, work: (sql: Sql) => Promise<T>): Promise<T> {
  const wires: Wires = { sockets: new Set(), isClosed: false };
  const sql = connectTo(target, { connections: 1, statementMs: 0, deadlineMs: 0 }, wires);
  try {
    return await work(sql);
  } finally {
    await hangUp(sql, wires);
  }
}

/** The library's own `end` may wait for ever for a connection that was just lost, and may reconnect after it. */
async function hangUp(sql: Sql, wires: Wires): Promise<void> {
  void sql.end({ timeout: 0 });
  await nextTurn();
  wires.isClosed = true;
  for (const socket of wires.sockets) socket.destroy();
}

/** The client library on sockets of ours. */
export function connectTo(
  target: PostgresTarget,
  options: PoolOptions,
  wires: Wires = { sockets: new Set(), isClosed: false },
): Sql {
  const settings: postgres.Options<{ bigint: postgres.PostgresType<number> }> = {
    max: options.connections,
    // Arrays are given as literals (text.ts); asking for their types costs a round trip per connection.
    fetch_types: false,
    connect_timeout: 3,
    max_lifetime: null,
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 0.5),
    onnotice: () => undefined,
    transform: { undefined: null },
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: 'causeway',
      statement_timeout: options.statementMs,
      jit: 'off',
      ...options.parameters,
    },
  };
  const socket = (chosen: SocketChoice): Socket => openSocket(chosen, wires);
  // Missing in the library's types. With max_pipeline 1 at most one statement waits behind another on a connection (0 breaks
  // transactions), so that a fast one seldom waits behind a slow one.
  const untyped = { socket, max_pipeline: 1 };
  const all: typeof settings = { ...settings, ...untyped };
  return typeof target === 'string' ? postgres(target, all) : postgres({ ...target, ...all });
}

interface SocketChoice {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
}

let turn = 0;

/** Not yet connected: the library writes to it all the same, and hears of its failure as of any later one. */
function openSocket({ host, port, path }: SocketChoice, { sockets, isClosed }: Wires): Socket {
  if (isClosed) throw new StorageAway('the storage is closed');
  const n = turn++ % host.length;
  const socket = path
    ? connect({ path })
    : connect({ host: host[n] ?? 'localhost', port: port[n] ?? 5432, noDelay: true });
  // The library removes listeners that are not its own, so the dead are cleared away here.
  for (const other of sockets) if (other.destroyed) sockets.delete(other);
  sockets.add(socket);
  // The library takes the name for TLS from here.
  return path ? socket : Object.assign(socket, { host: host[n] });
}
