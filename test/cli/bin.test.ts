import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inFolder } from './command-line.ts';

const entry = ['js', 'ts'].map((ending) => join(import.meta.dirname, `../../src/cli.${ending}`)).find(existsSync) ?? '';
// From sources the loader that runs this test runs the program too.
const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];

/** The real program in a process of its own. */
function causeway(
  cwd: string,
  words: readonly string[],
  piped = '',
): Promise<{ code: number | null; out: string; err: string }> {
  const env = { PATH: process.env.PATH, NODE_PATH: process.env.NODE_PATH };
  const imports = loader.map((word) => (word === 'tsx' ? import.meta.resolve('tsx') : word));
  const child = spawn(process.execPath, [...imports, entry, ...words], { cwd, env });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(piped);
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
  });
}

test('the program ends with the promised exit codes', async () => {
  await inFolder(async (folder) => {
    const [version, usage, notRunning, hash] = await Promise.all([
      causeway(folder, ['version']),
      causeway(folder, ['accont']),
      causeway(folder, ['status']),
      causeway(folder, ['genpasswd'], 'canary-secret\n'),
    ]);
    assert.deepEqual([version.code, usage.code, notRunning.code, hash.code], [0, 2, 3, 0]);
    assert.match(usage.err, /Did you mean account\?/);
    assert.match(notRunning.err, /init example\.org/);
    assert.ok(!`${hash.out}${hash.err}`.includes('canary'));
    assert.equal((await causeway(folder, ['run'])).code, 1);
    assert.equal((await causeway(folder, ['init', 'a.test'])).code, 0);
    assert.equal((await causeway(folder, ['check', 'certs'])).code, 4);
  });
});
