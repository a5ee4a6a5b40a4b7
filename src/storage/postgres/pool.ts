import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { StorageAway } from '../../core/ports.ts';
import { asStorageError } from './errors.ts';
import type { PostgresTarget } from './target.ts';

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
  close(): Promise<void>;
}

/** Connects at the first use, and again after every loss. */
export function openPool(target: PostgresTarget, options: PoolOptions): Pool {
  const sockets = new Set<Socket>();
  const sql = connectTo(target, options, sockets);
  let answeredAt = performance.now();
  let isClosed = false;

  function late(began: number): StorageAway {
    // Waiting behind others' statements is no reason to cut their connections.
    if (options.cutsWhenLate || answeredAt <= began) for (const socket of sockets) socket.destroy();
    return new StorageAway(`PostgreSQL gave no answer within ${options.deadlineMs} ms`);
  }

  return {
    async run(work) {
      if (isClosed) throw new StorageAway('the storage is closed');
      const began = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late(began)), options.deadlineMs);
      });
      try {
        const result = await Promise.race([work(sql), deadline]);
        answeredAt = performance.now();
        return result;
      } catch (error) {
        throw asStorageError(error);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      isClosed = true;
      await sql.end({ timeout: 2 });
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The client library, with sockets that we can cut. */
export function connectTo(target: PostgresTarget, options: PoolOptions, sockets = new Set<Socket>()): Sql {
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
      ...options.parameters,
    },
  };
  const socket = (chosen: SocketChoice): Socket => openSocket(chosen, sockets);
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
function openSocket({ host, port, path }: SocketChoice, sockets: Set<Socket>): Socket {
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
