import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../storage/embedded/processes.ts';
import { StartProblem } from './running-server.ts';

const PID_FILE = 'causeway.pid';

/** Makes the data directory where it is missing, for its owner only, and proves that it can be written. Throws `StartProblem`. */
export function prepareDataFolder(data: string): void {
  try {
    if (!existsSync(data)) {
      mkdirSync(data, { recursive: true, mode: 0o700 });
      chmodSync(data, 0o700);
    }
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const fix = 'Create it for the account that runs the server, or name another folder.';
    throw new StartProblem(`cannot use the data directory ${data}: ${(error as Error).message}`, fix, 'data');
  }
}

/** Notes our process as the one that runs on this data. Throws `StartProblem` where another one does. */
export function claimDataFolder(data: string): void {
  const other = findRunningPid(data);
  if (other !== undefined && other !== process.pid) {
    const fix = 'Stop it first (`causeway stop`), or give this one another data directory.';
    throw new StartProblem(`a server is already running on ${data} (pid ${other})`, fix, 'data');
  }
  writeFileSync(join(data, PID_FILE), `${process.pid}\n${birth(process.pid)}\n`, { mode: 0o644 });
}

export function releaseDataFolder(data: string): void {
  if (readPidFile(data).pid === process.pid) rmSync(join(data, PID_FILE), { force: true });
}

/** The process that runs on this data, if it is alive. A number left behind by a crash and taken by a stranger does not count. */
export function findRunningPid(data: string): number | undefined {
  const { pid, born } = readPidFile(data);
  return pid !== undefined && isAlive(pid) && birth(pid) === born ? pid : undefined;
}

function readPidFile(data: string): { pid: number | undefined; born: string } {
  const file = join(data, PID_FILE);
  const [pid = '', born = ''] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return { pid: /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : undefined, born };
}

/** When the process began, in ticks since boot (proc(5), field 22); empty where /proc cannot tell. */
function birth(pid: number): string {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return facts.slice(facts.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
