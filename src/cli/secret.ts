import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Terminal } from './terminal.ts';

const MAX_BYTES = 64 * 1024;

export interface SecretRequest {
  /** What is asked for: "Password for alice". */
  readonly prompt: string;
  /** `--password-file`: a path, or `-` for standard input. */
  readonly file: string | undefined;
  /** Ask twice. */
  readonly confirm: boolean;
}

/** A secret from the prompt, a file or standard input (one newline at the end is dropped), or why there is none. */
export async function readSecret(
  terminal: Terminal,
  request: SecretRequest,
): Promise<{ readonly secret: string } | { readonly problem: string }> {
  const { file } = request;
  if (file !== undefined && file !== '-') return readFromFile(resolve(terminal.cwd, file));
  if (file === '-' || terminal.stdin.isTTY !== true) return checked(await readAll(terminal.stdin), 'standard input');
  const first = await ask(terminal, `${request.prompt}: `);
  if (request.confirm && first !== (await ask(terminal, 'The same again: ')))
    return { problem: 'the two differ; nothing was changed' };
  return first === '' ? { problem: 'no password given; nothing was changed' } : { secret: first };
}

function readFromFile(path: string): { readonly secret: string } | { readonly problem: string } {
  try {
    return checked(readFileSync(path), path);
  } catch (error) {
    return { problem: `cannot read ${path}: ${(error as Error).message}` };
  }
}

function checked(
  bytes: Buffer | undefined,
  source: string,
): { readonly secret: string } | { readonly problem: string } {
  if (bytes === undefined || bytes.length > MAX_BYTES)
    return { problem: `${source} holds more than ${MAX_BYTES} bytes; is it the right one?` };
  const secret = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (!Buffer.from(secret).equals(bytes.subarray(0, Buffer.byteLength(secret))))
    return { problem: `${source} is not UTF-8` };
  if (secret === '')
    return { problem: `no password in ${source}; type one on a terminal, pipe it in, or use --password-file FILE` };
  return /[\r\n\0]/.test(secret)
    ? { problem: `${source} holds more than one line; a password is one line` }
    : { secret };
}

/** Everything up to the end, or undefined where it is more than a secret can be. */
async function readAll(stream: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Buffer | string);
    length += bytes.length;
    if (length > MAX_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** One line from the terminal, not echoed. */
async function ask({ stdin, stderr }: Terminal, prompt: string): Promise<string> {
  stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
