import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, PASSWORD } from '../load/xmpp.ts';
import type { Setup } from './driver.ts';

/** Commands that run at the same time. */
const IN_FLIGHT = 4;

/** Makes the accounts through the command line, once for a database that outlives the server. */
export async function addAccounts(program: string, config: string, setup: Setup): Promise<void> {
  const done = join(setup.dir, 'accounts.done');
  if (setup.database !== undefined && existsSync(done)) return;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < setup.accounts) await add([program, 'account', 'add', accountOf(next++), '--config', config]);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  writeFileSync(done, '');
}

function add(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...command, '--password-file', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`account add: ${said.slice(-300)}`))));
    child.stdin.end(`${PASSWORD}\n`);
  });
}
