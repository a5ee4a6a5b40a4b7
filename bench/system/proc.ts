import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/PID/stat; Linux reports 100 to user space on every architecture (proc(5)). */
const TICKS = 100;

type Stat = { readonly parent: number; readonly ticks: number };

function stat(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The command name is in parentheses and may hold blanks: fields count from the last parenthesis.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** User plus system time the processes have used so far, in seconds; processes that ended count 0. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (stat(pid)?.ticks ?? 0), 0) / TICKS;
}

/** Resident memory of the processes together, in KB. */
export function residentKilobytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0), 0);
}

/** The process and all its descendants that live now, itself first. */
export function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? stat(Number(name)) : undefined;
    if (found !== undefined) parents.set(Number(name), found.parent);
  }
  const members = new Set([root]);
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const [pid, parent] of parents) if (members.has(parent)) members.add(pid);
  }
  return [...members];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // ended between listing and reading
  }
}
