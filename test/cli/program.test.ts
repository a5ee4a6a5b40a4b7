import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verbs } from '../../src/cli/verbs.ts';
import { commandLine, inFolder } from './command-line.ts';
import { fakeProgram } from './fake-server.ts';

const cwd = '/nonexistent';

test('an unknown verb is a usage error with the nearest one', async () => {
  const { exit, err } = await commandLine(['strat'], { cwd });
  assert.equal(exit, 2);
  assert.match(err, /unknown command 'strat'[^]*Did you mean start\?/);
});

test('an unknown option, a missing or an excess argument is a usage error', async () => {
  for (const words of [
    ['status', '--jsn'],
    ['account', 'show'],
    ['version', 'extra'],
    ['check', 'nothing'],
    ['account'],
    ['account', 'ad'],
  ]) {
    assert.equal((await commandLine(words, { cwd: '/' })).exit, 2, words.join(' '));
  }
});

test('a value outside its choices is a usage error', async () => {
  const { exit, err } = await commandLine(['completion', 'tcsh'], { cwd });
  assert.equal(exit, 2);
  assert.match(err, /shell must be one of bash, zsh, fish/);
});

test('-h of every verb shows its two examples and answers on standard output', async () => {
  for (const { path, examples } of verbs) {
    const { exit, out } = await commandLine([...path.split(' '), '-h'], { cwd });
    assert.equal(exit, 0, path);
    for (const example of examples) assert.ok(out.includes(`causeway ${example}`), path);
  }
});

test('every example names its verb and parses as far as its options', () => {
  for (const { path, aliases, examples } of verbs) {
    for (const example of examples)
      assert.ok(
        [path, ...aliases].some((name) => example.startsWith(name)),
        example,
      );
  }
});

test('no secret can be given on a command line', async () => {
  const { out } = await commandLine(['account', 'add', '-h'], { cwd });
  assert.ok(out.includes('--password-file'));
  assert.ok(!/--password\b(?!-file)/.test(out));
});

test('a command for a server that does not run ends with 3 and asks for nothing', async () => {
  await inFolder(async (folder) => {
    assert.equal((await commandLine(['status'], { cwd: folder })).exit, 3);
    writeFileSync(join(folder, 'causeway.toml'), 'data = "d"\n');
    for (const words of [['status'], ['stop'], ['reload'], ['account', 'list'], ['adduser', 'alice']]) {
      const { exit, out, err } = await commandLine(words, { cwd: folder, stdin: 'secret\n' });
      assert.equal(exit, 3, words.join(' '));
      assert.equal(out, '');
      assert.match(err, /no server is running on .*\nStart it with `causeway start`/);
    }
  });
});

test('a refused configuration is printed, every problem on a line', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'causeway.toml'), 'domian = "a.test"\n[limits]\nnick = 0\n');
    const { exit, err } = await commandLine(['run'], { cwd: folder });
    assert.equal(exit, 1);
    assert.match(err, /causeway\.toml:1: domian: unknown key; found "a\.test"; did you mean domain\?/);
    assert.match(err, /causeway\.toml:3: limits\.nick: wrong value/);
    const check = await commandLine(['check', 'config', '--json'], { cwd: folder });
    assert.equal(check.exit, 4);
    assert.equal((JSON.parse(check.out) as unknown[]).length, 2);
  });
});

test('check prints a line per fact, the fix under a problem and a sum', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'causeway.toml');
    writeFileSync(
      file,
      'domain = "a.test"\ndata = "d"\n[tls]\ncertificates = "c"\n[listen]\nirc = ["127.0.0.1:0 tls"]\nxmpp = []\n',
    );
    const { exit, out } = await commandLine(['check', '--config', file], { cwd });
    assert.equal(exit, 4);
    assert.match(
      out,
      /^ok {4}config {2}.*causeway\.toml: a\.test\nFAIL {2}certs {3}.*\n {6}fix: .*`causeway --config \S+causeway\.toml cert self-signed`\nok {4}ports {3}127\.0\.0\.1:0 /,
    );
    assert.match(out, /\n1 problem \(1 fail\)\n$/);
    assert.equal((await commandLine(['cert', 'self-signed', '--config', file], { cwd })).exit, 0);
    assert.equal((await commandLine(['cert', 'self-signed', '--config', file], { cwd })).exit, 1);
    assert.match(
      (await commandLine(['check', '--config', file], { cwd })).out,
      /ok {4}certs {3}a\.test, rooms\. \(expires in 39\d days\)/,
    );
    assert.match(
      (await commandLine(['cert', 'show', '--config', file], { cwd })).out,
      /a\.test, rooms\.a\.test: until/,
    );
  });
});

test('db tells and runs what is to do', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'causeway.toml'), 'data = "d"\n');
    const { load } = fakeProgram();
    const status = await commandLine(['db', 'status', '--json'], { cwd: folder, load });
    assert.deepEqual((JSON.parse(status.out) as { pending: string[] }).pending, ['0002_more.sql']);
    assert.match((await commandLine(['db', 'migrate'], { cwd: folder, load })).out, /^migrated 0002_more\.sql\n/);
  });
});

test('genpasswd prints a hash, never the password, and refuses what bcrypt would cut', async () => {
  const { exit, out, err } = await commandLine(['genpasswd'], { cwd, stdin: 'correct horse\n' });
  assert.equal(exit, 0);
  assert.match(out, /^\$2b\$12\$[./A-Za-z0-9]{53}\n$/);
  assert.equal(err, '');
  const long = await commandLine(['genpasswd'], { cwd, stdin: 'x'.repeat(73) });
  assert.equal(long.exit, 1);
  assert.ok(!`${long.out}${long.err}`.includes('xxx'));
});

test('no password on standard input is a usage error', async () => {
  assert.equal((await commandLine(['genpasswd'], { cwd, stdin: '\n' })).exit, 2);
  assert.equal((await commandLine(['genpasswd'], { cwd, stdin: 'two\nlines\n' })).exit, 2);
});

test('completion knows every verb in every shell', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { out } = await commandLine(['completion', shell], { cwd });
    for (const { path } of verbs)
      for (const word of path.split(' ')) assert.ok(out.includes(word), `${shell}: ${word}`);
  }
});
