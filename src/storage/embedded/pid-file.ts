import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SOCKET_NAME } from './socket-directory.ts';
import { folderOf, isAlive, processesIn, waitUntil } from './processes.ts';

/** What a PostgreSQL writes into its data directory while it runs. */
export interface PidFile {
  readonly pid: number;
  readonly socketDirectory: string;
  readonly isReady: boolean;
}

export function readPidFile(directory: string): PidFile | undefined {
  try {
    // pid, data directory, start time, port, socket directory, listen address, shared memory, status
    const lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, socketDirectory: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** The PostgreSQL that runs on `directory`, if one does; another process that has got the same pid is none. */
export function findRunning(directory: string): PidFile | undefined {
  const file = readPidFile(directory);
  if (!file || !isAlive(file.pid)) return undefined;
  const folder = folderOf(file.pid);
  // Without /proc an alive pid is believed; it still has to answer.
  return folder === undefined || folder === realpathSync(directory) ? file : undefined;
}

/**
 * Clears what a killed PostgreSQL left: waits for its orphans, which end by themselves, then removes its lock files, which would
 * keep a new one from starting where its pid is a zombie's, or was given to another process meanwhile.
 */
export async function clearStale(directory: string, sockets: string): Promise<void> {
  if (!(await waitUntil(() => processesIn(directory).length === 0, 3_000))) {
    for (const pid of processesIn(directory)) kill(pid, 'SIGQUIT');
    await waitUntil(() => processesIn(directory).length === 0, 3_000);
  }
  if (processesIn(directory).length > 0) return;
  for (const file of [
    join(directory, 'postmaster.pid'),
    join(sockets, SOCKET_NAME),
    join(sockets, `${SOCKET_NAME}.lock`),
  ]) {
    rmSync(file, { force: true });
  }
}

/** Sends a signal to a process that may be gone. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone
  }
}
