import { StartProblem, type DatabaseAdmin } from '../cli/running-server.ts';
import type { ServerStatus } from '../core/commands/ports.ts';
import type { Config } from '../config/schema.ts';
import type { Log } from '../lib/log.ts';
import type { StorageLog } from '../storage/log.ts';
import { openStorage, type OpenStorage } from '../storage/open.ts';
import { StorageSetupError } from '../storage/postgres/errors.ts';
import type { withConnection } from '../storage/postgres/pool.ts';
import { parseTarget, type PostgresTarget } from '../storage/postgres/target.ts';

/** The storage of a running server, and how to end it. */
export interface ServerStorage {
  readonly storage: OpenStorage;
  readonly kind: ServerStatus['storage']['kind'];
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** Opens what `database.url` names, starting the bundled PostgreSQL where it names nothing. Rejects with a `StartProblem`. */
export async function openServerStorage(config: Config, log: Log): Promise<ServerStorage> {
  const storage = await asStartProblem(() => openStorage(config.database.url, config.data, storageLog(log)));
  const daily = setInterval(() => {
    storage
      .maintain(Date.now(), keepFrom(config, Date.now()))
      .catch((err: unknown) => log.warn({ err }, 'storage: daily maintenance failed'));
  }, DAY_MS);
  daily.unref();
  return {
    storage,
    kind: kindOf(config),
    async close() {
      clearInterval(daily);
      await storage.close();
    },
  };
}

/** Milliseconds since 1970 before which history is removed, in whole months; undefined where it is kept for ever. */
export function keepFrom({ history: { retention } }: Config, now: number): number | undefined {
  return retention === Infinity ? undefined : now - retention;
}

/** The database by itself, for `db …` and `check storage`. One that a server runs already is used and left running. */
export async function openDatabase(config: Config, log: Log): Promise<DatabaseAdmin> {
  const kind = kindOf(config);
  if (kind === 'memory') {
    const status = { kind, applied: [], pending: [], version: 'nothing is kept' };
    return { status: async () => status, migrate: async () => [], close: async () => {} };
  }
  return asStartProblem(async () => {
    const { target, stop } = await findServer(config, log);
    return {
      status: () => asStartProblem(() => withServer(target, (sql) => describe(sql, kind))),
      migrate: () => asStartProblem(() => withServer(target, async (sql) => (await migrations()).migrate(sql))),
      close: stop,
    };
  });
}

/** Loaded when asked for: a server with `memory:` starts without any of PostgreSQL. */
const migrations = () => import('../storage/postgres/migrate.ts');

type Sql = Parameters<Parameters<typeof withConnection>[1]>[0];

async function findServer(config: Config, log: Log): Promise<{ target: PostgresTarget; stop: () => Promise<void> }> {
  if (config.database.url !== '') return { target: parseTarget(config.database.url), stop: async () => {} };
  const { startEmbedded } = await import('../storage/embedded/supervisor.ts');
  const server = await startEmbedded({ dataDir: config.data, log: storageLog(log) });
  return { target: server.target, stop: server.isAdopted ? async () => {} : () => server.stop() };
}

/** One connection for `act`; what goes wrong on the way is told in words for operators. */
async function withServer<T>(target: PostgresTarget, act: (sql: Sql) => Promise<T>): Promise<T> {
  const { withConnection } = await import('../storage/postgres/pool.ts');
  const { setupError } = await import('../storage/postgres/server-check.ts');
  try {
    return await withConnection(target, act);
  } catch (error) {
    throw setupError(error, target);
  }
}

async function describe(sql: Sql, kind: ServerStatus['storage']['kind']) {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
  const { applied, pending } = await (await migrations()).migrationStatus(sql);
  return {
    kind,
    applied: applied.map(({ name }) => name),
    pending: pending.map(({ name }) => name),
    version: `PostgreSQL ${row?.version ?? '?'}`,
  };
}

function kindOf({ database: { url } }: Config): ServerStatus['storage']['kind'] {
  return url === '' ? 'embedded' : url === 'memory:' ? 'memory' : 'postgres';
}

function storageLog(log: Log): StorageLog {
  return {
    info: (text) => log.info({}, text),
    warn: (text) => log.warn({}, text),
    error: (text) => log.error({}, text),
  };
}

async function asStartProblem<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StorageSetupError)) throw error;
    const [what = '', ...how] = error.message.split(/(?<=\.) (?=[A-Z])/);
    throw new StartProblem(what, how.join(' ') || 'See docs/storage.md.', 'database.url');
  }
}
