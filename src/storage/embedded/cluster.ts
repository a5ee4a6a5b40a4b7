import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StorageSetupError } from '../postgres/errors.ts';
import type { Identity } from './identity.ts';

export const USER = 'causeway';
export const DATABASE = 'postgres';

/** Written to postgresql.conf once, for an operator to change. */
const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '40',
  max_locks_per_transaction: '256', // a conversation's whole history may touch every partition
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  jit: 'off',
  log_checkpoints: 'off',
  log_min_error_statement: 'panic', // statements hold what people wrote
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** Makes the data directory where there is none. What an interrupted try left is thrown away. */
export async function initialise(directory: string, identity: Identity): Promise<boolean> {
  if (existsSync(join(directory, 'PG_VERSION'))) return false;
  const fresh = `${directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  if (identity.owner) chownSync(fresh, identity.owner.uid, identity.owner.gid);
  await runInitdb(fresh, identity);
  if (existsSync(directory)) rmdirSync(directory); // only an empty one
  renameSync(fresh, directory);
  return true;
}

async function runInitdb(directory: string, { binaries, prefix, owner }: Identity): Promise<void> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // The built-in C.UTF-8 orders the same on every system and after every upgrade of the C library.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', directory, '-U', USER, '--auth=trust', ...locale, ...settings];
  const [program = '', ...rest] = [...prefix, join(binaries, 'bin', 'initdb'), ...args];
  try {
    await promisify(execFile)(program, rest, { ...owner, cwd: directory, env: plainEnvironment() });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new StorageSetupError(`The bundled PostgreSQL could not make its files in ${directory}: ${said}`);
  }
}

/** Without the caller's PG… and locale variables, which would change what PostgreSQL does. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR } = process.env;
  return { PATH, LC_ALL: 'C', ...(TMPDIR === undefined ? undefined : { TMPDIR }) };
}
