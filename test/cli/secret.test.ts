import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { readSecret } from '../../src/cli/secret.ts';
import { inFolder } from './command-line.ts';

function terminal(piped: string | Buffer, cwd = '/') {
  return {
    stdin: Readable.from([Buffer.from(piped)]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    cwd,
  };
}

const request = { prompt: 'password', file: undefined, confirm: true };

test('one newline at the end is dropped, and nothing else', async () => {
  for (const [piped, secret] of [
    ['pass', 'pass'],
    ['pass\n', 'pass'],
    ['pass\r\n', 'pass'],
    [' p w \n', ' p w '],
    ['pässwörd\n', 'pässwörd'],
  ]) {
    assert.deepEqual(await readSecret(terminal(piped ?? ''), request), { secret });
  }
});

test('a password of 592 bytes and more passes', async () => {
  const long = 'x'.repeat(4096);
  assert.deepEqual(await readSecret(terminal(`${long}\n`), request), { secret: long });
});

test('what cannot be a password is told and not repeated', async () => {
  const bad = ['', '\n', 'canary\ncanary\n', 'canary\0', 'canary'.repeat(20_000), Buffer.from([0x63, 0xff, 0xfe])];
  for (const piped of bad) {
    const read = await readSecret(terminal(piped), request);
    assert.ok('problem' in read && !read.problem.includes('canary'));
  }
});

test('a file is read from the working directory, and - is standard input', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'p'), 'from file\n');
    assert.deepEqual(await readSecret(terminal('x', folder), { ...request, file: 'p' }), { secret: 'from file' });
    assert.deepEqual(await readSecret(terminal('piped\n', folder), { ...request, file: '-' }), { secret: 'piped' });
    assert.ok('problem' in (await readSecret(terminal('x', folder), { ...request, file: 'none' })));
  });
});

function typed(...lines: string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true as const });
  const stderr = new PassThrough();
  let asked = 0;
  stderr.on('data', (chunk: Buffer) => {
    if (chunk.toString().endsWith(': ')) setImmediate(() => stdin.write(`${lines[asked++] ?? ''}\r`));
  });
  return { stdin, stderr, stdout: new PassThrough(), env: {}, cwd: '/' };
}

test('on a terminal it is asked for twice and not echoed', async () => {
  const there = typed('hunter22', 'hunter22');
  const shown: string[] = [];
  there.stderr.on('data', (chunk: Buffer) => shown.push(chunk.toString()));
  assert.deepEqual(await readSecret(there, request), { secret: 'hunter22' });
  assert.equal(shown.join(''), 'password: \nThe same again: \n');
  assert.ok('problem' in (await readSecret(typed('hunter22', 'hunter23'), request)));
});
