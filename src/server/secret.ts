import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from '../cli/running-server.ts';

const BYTES = 32;

/**
 * The server's secret, made on the first start. Occupant ids and the salts of accounts that do not exist come from it, so it
 * must stay the same.
 */
export function readSecret(data: string): Buffer {
  const path = join(data, 'secret');
  return read(path) ?? make(path);
}

function read(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartProblem(
      `cannot read the server's secret ${path}: ${(error as Error).message}`,
      'Make the file readable for the account that runs the server, and for nobody else.',
      'data',
    );
  }
  const secret = Buffer.from(text, 'hex');
  if (secret.length >= BYTES) return secret;
  throw new StartProblem(
    `the server's secret ${path} is damaged`,
    'Put it back from a backup, or delete it: occupants then get new ids.',
    'data',
  );
}

/** Written aside and linked into place, so that a crash leaves all of it or nothing. */
function make(path: string): Buffer {
  const secret = randomBytes(BYTES);
  const aside = `${path}.${process.pid}`;
  writeFileSync(aside, `${secret.toString('hex')}\n`, { mode: 0o600 });
  chmodSync(aside, 0o600);
  try {
    linkSync(aside, path);
  } finally {
    unlinkSync(aside);
  }
  return secret;
}
