import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '../../src/storage/embedded/binaries.ts';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/storage/embedded/supervisor.ts';
import { processesIn } from '../../src/storage/embedded/processes.ts';
import { withConnection } from '../../src/storage/postgres/pool.ts';
import type { SocketTarget } from '../../src/storage/postgres/target.ts';
import type { StorageLog } from '../../src/storage/log.ts';

/** Why PostgreSQL cannot be tested here, or false. */
export const withoutPostgres: string | false = reasonAgainst();

function reasonAgainst(): string | false {
  try {
    findBinaries();
    return false;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A log that keeps what it is told. */
export function quietLog(): StorageLog & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (text: string) => void lines.push(text);
  return { lines, info: note, warn: note, error: note };
}

/** Anything that runs something at its end: a test's context. */
export interface Scope {
  after(act: () => void | Promise<void>): void;
}

const scratched = new Set<string>();

/** A directory to be given back to `removeScratch`; it goes at the latest with the process, and what runs in it as well. */
export function scratchDirectory(parent = tmpdir()): string {
  if (scratched.size === 0) watchForTheEnd();
  const directory = mkdtempSync(join(parent, 'causeway-test-'));
  scratched.add(directory);
  return directory;
}

let isWatching = false;

function watchForTheEnd(): void {
  if (isWatching) return;
  isWatching = true;
  process.once('exit', () => scratched.forEach(removeScratch));
  // The runner's way to end a test file that takes too long.
  process.once('SIGTERM', () => process.exit(143));
}

export function removeScratch(directory: string): void {
  killIn(join(directory, 'postgres'));
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  scratched.delete(directory);
}

function killIn(directory: string): void {
  try {
    for (const pid of processesIn(directory)) process.kill(pid, 'SIGKILL');
  } catch {
    // nothing runs there
  }
}

/** A bundled PostgreSQL of the test's own, which ends with the scope. */
export async function scratchPostgres(scope: Scope, options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const dataDir = options.dataDir ?? scratchDirectory();
  const server = await startEmbedded({ log: quietLog(), ...options, dataDir });
  scope.after(async () => {
    await server.stop();
    removeScratch(dataDir);
  });
  return server;
}

let databases = 0;

/** A fresh, empty database on that server. */
export async function newDatabase({ target }: Embedded, options = ''): Promise<SocketTarget> {
  const database = `scratch_${++databases}`;
  await withConnection(target, (sql) => sql.unsafe(`create database ${database} template template0 ${options}`));
  return { ...target, database };
}
