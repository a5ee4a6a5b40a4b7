import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StorageLog } from '../log.ts';
import { StorageSetupError } from '../postgres/errors.ts';
import { withConnection } from '../postgres/pool.ts';
import type { SocketTarget } from '../postgres/target.ts';
import { findBinaries } from './binaries.ts';
import { DATABASE, initialise, plainEnvironment, USER } from './cluster.ts';
import { chooseIdentity, type Identity, type RootMethod } from './identity.ts';
import { clearStale, findRunning, kill, readPidFile } from './pid-file.ts';
import { isAlive, waitUntil } from './processes.ts';
import { SOCKET_NAME, socketDirectory } from './socket-directory.ts';

export interface EmbeddedOptions {
  /** Causeway's data directory; PostgreSQL's is `postgres` in it, its log `postgres.log`. */
  readonly dataDir: string;
  readonly log: StorageLog;
  /** How root may run it; for tests. */
  readonly rootMethods?: readonly RootMethod[];
}

export interface Embedded {
  readonly target: SocketTarget;
  /** Of the server that runs now, or ran last. */
  readonly pid: number;
  /** Did it run already, left by a Causeway that was killed? */
  readonly isAdopted: boolean;
  /** Ends it cleanly, and the supervision with it. */
  stop(): Promise<void>;
}

interface Place {
  readonly directory: string;
  readonly logFile: string;
  readonly identity: Identity;
  readonly sockets: { readonly path: string; readonly isTemporary: boolean };
}

/** Crash recovery after a long time without checkpoint may take a while. */
const READY_MS = 120_000;
const STOP_MS = 15_000;
/** Milliseconds between tries to start it again. */
const PAUSES = [100, 250, 500, 1_000, 2_000];
const WATCH_MS = 250;
const MAX_LOG_BYTES = 8 << 20;

/**
 * Starts the bundled PostgreSQL, or adopts the one that runs on the same data; makes its data first where there is none.
 * From then on one that dies is started again. Rejects with `StorageSetupError` where an operator must act.
 */
export async function startEmbedded({ dataDir, log, rootMethods }: EmbeddedOptions): Promise<Embedded> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const directory = join(resolve(dataDir), 'postgres');
  const binaries = findBinaries();
  const identity = chooseIdentity(binaries, directory, rootMethods);
  if (await initialise(directory, identity)) log.info(`Made a new database in ${directory}.`);
  const logFile = join(resolve(dataDir), 'postgres.log');
  const running = await adopt(directory);
  const sockets = running
    ? { path: running.socketDirectory, isTemporary: running.socketDirectory !== directory }
    : socketDirectory(directory, identity.owner);
  const place: Place = { directory, logFile, identity, sockets };
  const pid = running?.pid ?? (await launch(place));
  return supervise(place, { pid, isAdopted: running !== undefined, log });
}

/** The running PostgreSQL, when it answers. One that is ending, or starting up, is waited for. */
async function adopt(directory: string) {
  const running = findRunning(directory);
  if (!running) return undefined;
  await waitUntil(() => !isAlive(running.pid) || readPidFile(directory)?.isReady === true, READY_MS);
  const ready = findRunning(directory);
  if (ready && (await answers(targetIn(ready.socketDirectory), directory))) return ready;
  if (!(await waitUntil(() => !isAlive(running.pid), STOP_MS))) {
    throw new StorageSetupError(
      `A PostgreSQL (process ${running.pid}) runs on ${directory} and does not answer. Look into it, and end it.`,
    );
  }
  return undefined;
}

async function answers(target: SocketTarget, directory: string): Promise<boolean> {
  try {
    const [row] = await withConnection(target, (sql) => sql`select current_setting('data_directory') as directory`);
    return typeof row?.['directory'] === 'string' && realpathSync(row['directory']) === realpathSync(directory);
  } catch {
    return false;
  }
}

function targetIn(directory: string): SocketTarget {
  return { path: join(directory, SOCKET_NAME), user: USER, database: DATABASE };
}

/** Starts it and waits until it accepts connections; returns its pid. */
async function launch(place: Place): Promise<number> {
  await clearStale(place.directory, place.sockets.path);
  const child = spawnPostgres(place);
  const isGone = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  await waitUntil(() => isGone() || isReady(place.directory, child.pid), READY_MS);
  if (!isGone() && child.pid !== undefined && isReady(place.directory, child.pid)) return child.pid;
  if (child.pid !== undefined) kill(child.pid, 'SIGQUIT');
  throw new StorageSetupError(
    `The bundled PostgreSQL did not start. The end of ${place.logFile}:\n${endOf(place.logFile)}`,
  );
}

function isReady(directory: string, pid: number | undefined): boolean {
  const file = readPidFile(directory);
  return file?.pid === pid && file?.isReady === true;
}

function spawnPostgres({ directory, logFile, identity, sockets }: Place): ChildProcess {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${sockets.path.replaceAll('"', '""').replace(/.*/s, '"$&"')}`,
    'unix_socket_permissions=0700',
    'port=5432',
    'fsync=on',
  ].flatMap((setting) => ['-c', setting]);
  const command = [...identity.prefix, join(identity.binaries, 'bin', 'postgres'), '-D', directory, ...settings];
  const output = openLog(logFile);
  try {
    // Detached: it outlives us when we are killed, and Ctrl-C is ours to handle.
    const child = spawn(command[0] ?? '', command.slice(1), {
      ...identity.owner,
      cwd: directory,
      env: plainEnvironment(),
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.on('error', () => undefined); // seen as a missing pid
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function endOf(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

function supervise(place: Place, start: { pid: number; isAdopted: boolean; log: StorageLog }): Embedded {
  const { log, isAdopted } = start;
  let { pid } = start;
  let isStopping = false;
  let restart: Promise<void> | undefined;
  // An adopted server is no child of ours, so death is looked for, not told.
  const watch = setInterval(() => {
    if (!isStopping && !restart && !isAlive(pid)) restart = revive().finally(() => (restart = undefined));
  }, WATCH_MS);
  watch.unref();

  async function revive(): Promise<void> {
    log.error(`PostgreSQL (process ${pid}) has ended; starting it again.`);
    for (let attempt = 0; !isStopping; attempt++) {
      try {
        pid = await launch(place);
        log.info(`PostgreSQL runs again (process ${pid}).`);
        return;
      } catch (error) {
        log.error(error instanceof Error ? error.message : String(error));
        await sleep(PAUSES[Math.min(attempt, PAUSES.length - 1)], undefined, { ref: false });
      }
    }
  }

  return {
    target: targetIn(place.sockets.path),
    get pid() {
      return pid;
    },
    isAdopted,
    async stop() {
      isStopping = true;
      clearInterval(watch);
      await restart;
      await end(pid, log);
      if (place.sockets.isTemporary) rmSync(place.sockets.path, { recursive: true, force: true });
    },
  };
}

/** SIGINT is PostgreSQL's "fast" shutdown: open transactions are rolled back, everything is written. */
async function end(pid: number, log: StorageLog): Promise<void> {
  kill(pid, 'SIGINT');
  if (await waitUntil(() => !isAlive(pid), STOP_MS)) return;
  log.warn(`PostgreSQL (process ${pid}) does not end; it will recover at its next start.`);
  kill(pid, 'SIGQUIT');
  if (!(await waitUntil(() => !isAlive(pid), 5_000))) kill(pid, 'SIGKILL');
}
