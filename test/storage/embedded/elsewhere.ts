import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface Elsewhere {
  /** Of the PostgreSQL it started. */
  readonly pid: number;
  /** Ids of the messages that were acknowledged before the kill. */
  readonly events: readonly string[];
}

/**
 * Another process opens the bundled PostgreSQL in `dataDir` and appends messages without end; it is killed with SIGKILL in the
 * middle of that, after some batches, with or without its PostgreSQL.
 */
export async function startElsewhere(
  dataDir: string,
  { kill, user }: { readonly kill: 'parent' | 'both'; readonly user?: { readonly uid: number; readonly gid: number } },
): Promise<Elsewhere> {
  const program = fileURLToPath(import.meta.url).replace(/elsewhere(\.[jt]s)$/, 'append-forever$1');
  const child = spawn(process.execPath, [...process.execArgv.filter(isLoader), program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  const ended = once(child, 'exit');
  const events: string[] = [];
  let pid = 0;
  let batches = 0;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('pid ')) pid = Number(line.slice(4));
    else events.push(...line.split(' '));
    if (pid > 0 && ++batches === 30) {
      child.kill('SIGKILL');
      if (kill === 'both') process.kill(pid, 'SIGKILL');
    }
  }
  await ended;
  if (pid === 0) throw new Error('the other process did not start its PostgreSQL');
  return { pid, events };
}

/** How TypeScript is loaded, when it is. */
function isLoader(argument: string, i: number, all: readonly string[]): boolean {
  const loads = (text: string | undefined) => text === '--import' || text === '--require';
  return loads(argument) || loads(all[i - 1]);
}
