import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runCommandLine } from '../../src/cli/program.ts';
import type { LoadProgram } from '../../src/cli/running-server.ts';
import type { Environment } from '../../src/config/environment.ts';

export interface Outcome {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface Run {
  readonly cwd: string;
  /** What is piped in; standard input is never a terminal here. */
  readonly stdin?: string;
  readonly env?: Environment;
  readonly load?: LoadProgram;
}

/** One command line in this process, as the real program runs it. */
export async function commandLine(
  words: readonly string[],
  { cwd, stdin = '', env = {}, load = noProgram }: Run,
): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, env, cwd };
  const exit = await runCommandLine({ terminal, self: 'causeway', entry: '', version: '0.0.0-test', load }, words);
  return { exit, out: text(stdout), err: text(stderr) };
}

/** A folder of its own for one test, removed afterwards. */
export async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-cli-'));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function text(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

function noProgram(): never {
  throw new Error('this verb needs no server');
}
