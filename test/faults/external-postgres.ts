import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries } from '../../src/storage/embedded/binaries.ts';
import { DATABASE, initialise, plainEnvironment, USER } from '../../src/storage/embedded/cluster.ts';
import { chooseIdentity } from '../../src/storage/embedded/identity.ts';
import { processesIn, waitUntil } from '../../src/storage/embedded/processes.ts';
import { removeScratch, scratchDirectory } from '../storage/scratch.ts';

/** A PostgreSQL that Causeway does not look after, as an operator's own: it goes and comes as we please. */
export interface ExternalPostgres {
  readonly url: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** In order: open transactions are rolled back. */
  stop(): Promise<void>;
  /** Every process of it dies at once. */
  kill(): Promise<void>;
  /** Stops every process of it where it is; `thaw` lets them go on. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

const END_MS = 10_000;

/** Makes the database in a directory of its own; it does not run yet. */
export async function preparePostgres(): Promise<ExternalPostgres> {
  const folder = scratchDirectory();
  // Where `removeScratch` looks for what is left.
  const directory = join(folder, 'postgres');
  mkdirSync(directory, { mode: 0o700 });
  const identity = chooseIdentity(findBinaries(), directory);
  await initialise(directory, identity);
  const pgCtl = async (...words: readonly string[]): Promise<void> => {
    const line = [...identity.prefix, join(identity.binaries, 'bin', 'pg_ctl'), '-D', directory, '-w', ...words];
    const [program = '', ...args] = line;
    await promisify(execFile)(program, args, { ...identity.owner, cwd: directory, env: plainEnvironment() });
  };
  const signal = (name: NodeJS.Signals): number => {
    const pids = processesIn(directory);
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // it has just ended
      }
    }
    return pids.length;
  };
  const options = `-c listen_addresses= -c unix_socket_directories=${directory}`;
  return {
    url: `postgres:///${DATABASE}?host=${directory}&user=${USER}`,
    start: () => pgCtl('-l', join(folder, 'postgres.log'), '-o', options, 'start'),
    stop: () => pgCtl('-m', 'fast', 'stop'),
    async kill() {
      if (!(await waitUntil(() => signal('SIGKILL') === 0, END_MS))) throw new Error('PostgreSQL does not die');
    },
    freeze: () => void signal('SIGSTOP'),
    thaw: () => void signal('SIGCONT'),
    async remove() {
      signal('SIGCONT');
      await waitUntil(() => signal('SIGKILL') === 0, END_MS);
      removeScratch(folder);
    },
  };
}
