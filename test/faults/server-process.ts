import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { packageRoot } from '../../src/lib/package-root.ts';
import { processesIn, waitUntil } from '../../src/storage/embedded/processes.ts';

/** The program as an operator runs it, in a process of its own that may be killed and started again. */
export interface ServerProcess {
  readonly irc: number;
  readonly xmpp: number;
  readonly http: number;
  readonly folder: string;
  readonly pid: number | undefined;
  /** Starts it; resolves with the milliseconds until it was ready. */
  start(): Promise<number>;
  /** The server alone dies at once; its PostgreSQL goes on. */
  kill(): Promise<void>;
  /** The server, its PostgreSQL and every process of that die at once. */
  killAll(): Promise<void>;
  /** In order, as with SIGTERM. */
  stop(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Runs a verb of the command line; throws what it said where it failed. */
  command(words: readonly string[], stdin?: string): string;
  addAccount(name: string, password: string): void;
  /** The end of the server's log, for a failure. */
  log(): string;
}

export interface ServerSettings {
  readonly domain: string;
  /** More of causeway.toml, as tables: what comes before the first table goes into `head`. */
  readonly head?: string;
  readonly tables?: string;
  /** More of its table `accounts`. */
  readonly accounts?: string;
  readonly http?: boolean;
  readonly databaseUrl?: string;
  /** STARTTLS with a certificate that the server signs itself. */
  readonly tls?: boolean;
}

const START_MS = 60_000;
const END_MS = 20_000;

/** Writes a configuration into `folder` with ports that are free now; nothing runs yet. */
export async function prepareServer(folder: string, settings: ServerSettings): Promise<ServerProcess> {
  const [irc, xmpp, http] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder, 'data');
  const config = join(folder, 'causeway.toml');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(config, configText(settings, { irc, xmpp, http, data }));
  const program = join(packageRoot(), 'dist', 'cli.js');
  const logPath = join(folder, 'server.log');
  let child: ChildProcess | undefined;

  const command = (words: readonly string[], stdin = ''): string => {
    const args = [program, ...words, '--config', config];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { input: stdin, encoding: 'utf8' });
    if (status !== 0) throw new Error(`causeway ${words.join(' ')}: ${stderr || stdout}`);
    return stdout;
  };
  if (settings.tls) command(['cert', 'self-signed']);
  dieTogether(() => {
    child?.kill('SIGKILL');
    killIn(join(data, 'postgres'));
  });

  return {
    irc,
    xmpp,
    http,
    folder,
    get pid() {
      return child?.pid;
    },
    async start() {
      const began = performance.now();
      const log = openSync(logPath, 'a');
      child = spawn(process.execPath, [program, 'run', '--config', config], {
        stdio: ['ignore', log, log, 'ipc'],
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1' },
      });
      await ready(child, () => logEnd(logPath));
      return performance.now() - began;
    },
    async kill() {
      await ended(child, 'SIGKILL');
    },
    async killAll() {
      const dying = ended(child, 'SIGKILL');
      killIn(join(data, 'postgres'));
      await dying;
      // A process that PostgreSQL was just forking is seen only now.
      const isGone = await waitUntil(() => killIn(join(data, 'postgres')) === 0, END_MS);
      if (!isGone) throw new Error('PostgreSQL does not die');
    },
    async stop() {
      await ended(child, 'SIGTERM');
    },
    signal: (name) => void child?.kill(name),
    command,
    addAccount: (name, password) => void command(['account', 'add', name, '--password-file', '-'], `${password}\n`),
    log: () => logEnd(logPath),
  };
}

/** Whatever ends this process ends what it started: a server that nobody stops would stay for ever. */
function dieTogether(end: () => void): void {
  process.once('exit', end);
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => process.exit(1));
}

interface Places {
  readonly irc: number;
  readonly xmpp: number;
  readonly http: number;
  readonly data: string;
}

function configText(settings: ServerSettings, { irc, xmpp, http, data }: Places): string {
  return `domain = "${settings.domain}"
data = "${data}"
${settings.head ?? ''}
[database]
url = "${settings.databaseUrl ?? ''}"
[listen]
irc = ["127.0.0.1:${irc}"]
xmpp = ["127.0.0.1:${xmpp}${settings.tls ? ' starttls' : ''}"]
federation = []
http = [${settings.http ? `"127.0.0.1:${http}"` : ''}]
[tls]
require = false
certificates = "${join(data, 'certs')}"
[accounts]
iterations = 4096
login_attempts_per_minute = 0
${settings.accounts ?? ''}
[limits]
connections_per_ip = 0
connects_per_10min = 0
flood = false
${settings.tables ?? ''}
`;
}

function ready(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server is not ready in time:\n${log()}`)), START_MS);
    child.once('message', () => {
      clearTimeout(late);
      child.disconnect();
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      reject(new Error(`the server ended (${signal ?? code}) before it was ready:\n${log()}`));
    });
  });
}

async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
  child.kill('SIGCONT');
  child.kill(signal);
  await exit;
  clearTimeout(late);
}

/** Kills every process that works in a directory; returns how many there were. */
function killIn(directory: string): number {
  if (!existsSync(directory)) return 0;
  const pids = processesIn(directory);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it was quicker
    }
  }
  return pids.length;
}

/**
 * A port below those that the system gives to outgoing connections: while the server is down, a client that keeps trying
 * could otherwise be given the server's own port and connect to itself.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

function logEnd(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').slice(-4000) : '';
}
