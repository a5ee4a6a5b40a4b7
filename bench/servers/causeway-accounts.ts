import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { accountOf, PASSWORD } from '../load/xmpp.ts';
import type { Setup } from './driver.ts';

/** Connections to the admin socket; each has its requests answered in order. */
const LANES = 4;

/**
 * Makes the accounts over the admin socket of the running server, many in one connection: a process per account
 * would take minutes. Once is enough for a database that outlives the server.
 */
export async function addAccounts(setup: Setup): Promise<void> {
  const done = join(setup.dir, 'accounts.done');
  if (setup.database !== undefined && existsSync(done)) return;
  const names = Array.from({ length: setup.accounts }, (_, number) => accountOf(number));
  const path = adminSocket(join(setup.dir, 'data'));
  const lanes = Array.from({ length: LANES }, (_, lane) => names.filter((_name, index) => index % LANES === lane));
  await Promise.all(lanes.map((lane) => add(path, lane)));
  writeFileSync(done, '');
}

// The server names another path where the one in its data directory would be too long for a socket.
function adminSocket(data: string): string {
  const record = join(data, 'admin.path');
  return existsSync(record) ? readFileSync(record, 'utf8').trim() : join(data, 'admin.sock');
}

async function add(path: string, names: readonly string[]): Promise<void> {
  const socket = connect(path);
  const failure = new Promise<never>((_, reject) => socket.once('error', reject));
  failure.catch(() => undefined);
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  try {
    for (const name of names) {
      socket.write(`${JSON.stringify({ command: 'account add', args: { name, password: PASSWORD } })}\n`);
      const { value } = await Promise.race([answers.next(), failure]);
      if (!String(value).includes('"exit":0')) throw new Error(`account add ${name}: ${String(value)}`);
    }
  } finally {
    socket.destroy();
  }
}
