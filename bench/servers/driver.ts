import { spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Pids, Wire } from '../load/commands.ts';
import { accepting } from '../system/ports.ts';
import { end, hasEnded } from '../system/processes.ts';
import { family } from '../system/proc.ts';

/** What a server is started with. Everything it writes goes into `dir`. */
export type Setup = {
  readonly dir: string;
  readonly domain: string;
  /** Accounts u00000… that must be able to log in. */
  readonly accounts: number;
  /** Keep history, committed before it is shown. Servers without history ignore it. */
  readonly history: boolean;
  /** Lines of `[limits]` other than those that switch it off, for ours. */
  readonly limits?: string | undefined;
  /** Certificate and key for `domain`, when TLS ports are wanted. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  /** PostgreSQL of this run, for servers that use one. */
  readonly database: Database | undefined;
};

/** A PostgreSQL server of this run. */
export type Database = { readonly url: string; pids(): readonly number[] };

/** Loopback ports of a started server; a missing one is not spoken. */
export type Ports = { readonly [W in Wire]?: number } & { readonly ircTls?: number; readonly xmppTls?: number };

/** A started server. */
export type Server = {
  readonly ports: Ports;
  pids(): Pids;
  /** Asks the server to give back memory it does not need, where it can be asked. */
  settle(): void;
  stop(): Promise<void>;
};

/** How one kind of server is configured, started and stopped. */
export type Driver = {
  readonly name: string;
  readonly wires: readonly Wire[];
  /**
   * Registrations it is given at a time. Limited by short accept queues, and raised where a server finishes
   * registrations once a second only.
   */
  readonly registering: number;
  /** True when its accounts are made in band by the generator after the first start. */
  readonly inBand: boolean;
  /** Why it cannot run here, or undefined. */
  missing(): string | undefined;
  start(setup: Setup): Promise<Server>;
};

/** Path of an installed program, system directories included, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** True when the file can be executed. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A user to run as when we are root and the server refuses that: the first of the names that exists. */
export function unprivileged(
  ...names: string[]
): { readonly uid: number; readonly gid: number; readonly name: string } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of [...names, 'nobody']) {
    const found = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(readFileSync('/etc/passwd', 'utf8'));
    if (found !== null) return { name, uid: Number(found[1]), gid: Number(found[2]) };
  }
  return undefined;
}

/** Makes a directory that belongs to the user the server runs as. */
export function ownedDirectory(path: string, owner: { uid: number; gid: number } | undefined): string {
  mkdirSync(path, { recursive: true });
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  return path;
}

/** First line a program prints for its version, or '' when it cannot be run. */
export function versionOf(program: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n')[0] ?? '';
}

/** Waits until every port of a started server accepts, and describes it. */
export async function ready(child: ChildProcess, ports: Ports, database?: Database): Promise<Server> {
  try {
    for (const port of Object.values(ports)) await accepting(port, 60, () => hasEnded(child));
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    ports,
    pids: () => {
      const beside = database?.pids() ?? [];
      return { server: family(child.pid ?? -1).filter((pid) => !beside.includes(pid)), database: beside };
    },
    settle: () => undefined,
    stop: () => end(child),
  };
}
