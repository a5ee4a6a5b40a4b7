import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { findBinaries } from '../../src/storage/embedded/binaries.ts';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/storage/embedded/supervisor.ts';
import { processesIn } from '../../src/storage/embedded/processes.ts';
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

/** A directory that is removed after the tests, with whatever PostgreSQL still runs in it. */
export function scratchDirectory(name = 'storage'): string {
  const directory = mkdtempSync(join(tmpdir(), `causeway-test-${name}-`));
  after(() => {
    killIn(join(directory, 'postgres'));
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}

function killIn(directory: string): void {
  try {
    const pid = Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const pids = processesIn(directory);
    for (const each of pids.includes(pid) ? [pid, ...pids] : pids) process.kill(each, 'SIGKILL');
  } catch {
    // nothing runs there
  }
}

/** A bundled PostgreSQL of the test's own; stopped after the tests. */
export async function scratchPostgres(options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const server = await startEmbedded({ dataDir: scratchDirectory(), log: quietLog(), ...options });
  after(() => server.stop());
  return server;
}
