import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** Which core a process is pinned to; `any` leaves the choice to the kernel. */
export type Core = 'server' | 'generator' | 'any';

/** How long a process may take to end after SIGTERM before it is killed, in ms. */
const GRACE = 8000;

const running = new Set<ChildProcess>();

/** True when processes can be pinned: `taskset` exists and there is a core for each side. */
export const pinned = cpus().length > 1 && spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** Starts a process on its core. It is remembered, so that `endAll` finds it whatever happens to the caller. */
export function start(core: Core, command: readonly string[], options: SpawnOptions): ChildProcess {
  const pin = pinned && core !== 'any' ? ['taskset', '-c', core === 'server' ? '0' : '1'] : [];
  const [program = '', ...rest] = [...pin, ...command];
  const child = spawn(program, rest, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Ends a process by its id: SIGTERM (or `first`), then SIGKILL when it has not ended within the grace time. */
export async function end(child: ChildProcess, first: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasEnded(child)) return;
  child.kill(first);
  const deadline = performance.now() + GRACE;
  while (!hasEnded(child) && performance.now() < deadline) await pause(20);
  if (!hasEnded(child)) child.kill('SIGKILL');
  running.delete(child);
}

/** True once the process has exited or could not be started. */
export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Ends every process this program started and has not ended yet. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => end(child)));
}

/** The last resort of an exiting program: kills what is left without waiting. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
