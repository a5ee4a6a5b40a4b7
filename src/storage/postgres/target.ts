import { StorageSetupError } from './errors.ts';

/** Where PostgreSQL is: a URL, or a unix socket. */
export type PostgresTarget = string | SocketTarget;

export interface SocketTarget {
  /** The socket itself, `…/.s.PGSQL.5432`. */
  readonly path: string;
  readonly user: string;
  readonly database: string;
}

/** Checks a `database.url`. As in libpq `postgres:///database?host=/directory&user=name` means a unix socket. */
export function parseTarget(url: string): PostgresTarget {
  const parsed = parse(url);
  const directory = parsed.searchParams.get('host');
  if (!directory?.startsWith('/')) return url;
  const user = parsed.searchParams.get('user') ?? (decodeURIComponent(parsed.username) || 'postgres');
  const database = decodeURIComponent(parsed.pathname.slice(1)) || user;
  return { path: `${directory}/.s.PGSQL.${parsed.searchParams.get('port') ?? '5432'}`, user, database };
}

/** The target without its password, for people. */
export function describeTarget(target: PostgresTarget): string {
  if (typeof target !== 'string') return `database "${target.database}" on the socket ${target.path}`;
  const { username, host, pathname } = parse(target);
  return `database "${decodeURIComponent(pathname.slice(1)) || username}" on ${host || 'localhost'}`;
}

function parse(url: string): URL {
  try {
    const parsed = new URL(url);
    for (const part of [parsed.username, parsed.password, parsed.pathname]) decodeURIComponent(part);
    if (parsed.protocol === 'postgres:' || parsed.protocol === 'postgresql:') return parsed;
  } catch {
    // said below
  }
  throw new StorageSetupError(
    'database.url is not a PostgreSQL URL. It looks like postgres://user:password@host:5432/database (special characters ' +
      'in the password as %XX), or is "" for the bundled PostgreSQL, or "memory:" to keep nothing.',
  );
}
