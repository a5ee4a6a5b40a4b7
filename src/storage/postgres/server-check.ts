import type { StorageLog } from '../log.ts';
import { codeOf, StorageSetupError } from './errors.ts';
import type { Sql } from './pool.ts';
import { describeTarget, type PostgresTarget } from './target.ts';

export interface ServerRow {
  version: number;
  version_text: string;
  encoding: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  recovering: boolean;
}

/**
 * Rejects with `StorageSetupError` where the server cannot serve us, and says loudly where it may lose what we acknowledge.
 * Returns the parameters that our writing connections must set.
 */
export async function checkServer(sql: Sql, log: StorageLog): Promise<Readonly<Record<string, string>>> {
  const [server] = await sql<ServerRow[]>`
    select current_setting('server_version_num')::integer as version, current_setting('server_version') as version_text,
      getdatabaseencoding() as encoding, current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit, pg_is_in_recovery() as recovering`;
  if (server) judgeServer(server, log);
  return server?.synchronous_commit === 'off' ? { synchronous_commit: 'on' } : {};
}

/** The judgement alone. */
export function judgeServer(server: ServerRow, log: StorageLog): void {
  if (server.version < 150_000) {
    throw new StorageSetupError(`Causeway needs PostgreSQL 15 or newer; the server is ${server.version_text}.`);
  }
  if (server.encoding !== 'UTF8') {
    throw new StorageSetupError(
      `The database's encoding is ${server.encoding}; Causeway needs UTF8: ` +
        `create database causeway encoding 'UTF8' template template0`,
    );
  }
  if (server.recovering) throw new StorageSetupError('The PostgreSQL server is a read-only standby; name the primary.');
  for (const setting of ['fsync', 'full_page_writes'] as const) {
    if (server[setting] === 'on') continue;
    log.error(
      `PostgreSQL runs with ${setting} = ${server[setting]}: after a power failure or a crash of the machine acknowledged ` +
        `messages, or the whole database, can be lost. Set ${setting} = on.`,
    );
  }
  if (server.synchronous_commit === 'off') {
    log.error('PostgreSQL runs with synchronous_commit = off: Causeway turns it on for what it writes; set it to on.');
  }
}

/** What went wrong while connecting for the first time, in an operator's words. */
export function setupError(error: unknown, target: PostgresTarget): unknown {
  const text = error instanceof Error ? error.message : String(error);
  const advice = adviceFor(codeOf(error));
  if (advice === undefined) return error;
  return new StorageSetupError(`Cannot use the ${describeTarget(target)}: ${advice} (${text})`, { cause: error });
}

function adviceFor(code: string): string | undefined {
  if (code.startsWith('28'))
    return 'the server refused the login; check user and password in database.url, and pg_hba.conf';
  if (code === '42501') return 'its user may not create tables there; make it the owner of the database';
  return ADVICE[code];
}

const unreachable = 'there is no answer; check host and port in database.url, the network and the firewall';

const ADVICE: Readonly<Record<string, string>> = {
  '3D000': `there is no such database; create it: create database NAME encoding 'UTF8' template template0`,
  '53300': 'the server has too many connections; Causeway needs up to 13',
  ECONNREFUSED: 'nothing listens there; is PostgreSQL running, and are host and port in database.url right?',
  ENOENT: 'there is no such socket; is PostgreSQL running?',
  EACCES: 'the socket may not be used by this user',
  ENOTFOUND: 'the host name is unknown; check database.url',
  EAI_AGAIN: 'the host name cannot be looked up now; check the DNS',
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  CONNECT_TIMEOUT: unreachable,
  CONNECTION_CLOSED:
    'the server closed the connection; does it accept TLS as database.url asks for, and is it PostgreSQL?',
  ERR_INVALID_URL: 'the URL cannot be read',
};
