import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandLine, inFolder } from './command-line.ts';
import type { Outcome } from './command-line.ts';

// What an operator can get wrong, told by the real server: exit code 1, the key, and what to do (RELIABILITY O-03).

const load = () => import('../../src/main.ts');
const isRoot = process.getuid?.() === 0;

interface Settings {
  readonly url?: string;
  readonly data?: string;
  readonly irc?: string;
}

function write(folder: string, { url = 'memory:', data = 'd', irc = '127.0.0.1:0 tls' }: Settings = {}): void {
  const text = `domain = "a.test"\ndata = "${data}"\n[database]\nurl = "${url}"\n[tls]\ncertificates = "certs"
[listen]\nirc = ["${irc}"]\nxmpp = []\n[log]\nfile = "log"\n`;
  writeFileSync(join(folder, 'causeway.toml'), text);
}

function causeway(folder: string, ...words: string[]): Promise<Outcome> {
  return commandLine(words, { cwd: folder, load });
}

/** `run` and `check AREA` both tell `what`. */
async function bothTell(folder: string, area: string, what: RegExp): Promise<Outcome> {
  const run = await causeway(folder, 'run');
  assert.equal(run.exit, 1);
  assert.match(run.err, what);
  assert.ok(!run.err.includes('\n    at '), 'no stack');
  const check = await causeway(folder, 'check', area);
  assert.equal(check.exit, 4);
  assert.match(check.out, what);
  return run;
}

test('a certificate that is missing, none, or of another key is named with the key tls.certificates', async () => {
  await inFolder(async (folder) => {
    write(folder);
    const { err } = await bothTell(folder, 'certs', /certs cannot be read/);
    assert.match(err, /config key tls\.certificates\)\nPut a certificate .*`causeway cert self-signed`/);

    mkdirSync(join(folder, 'certs'));
    writeFileSync(join(folder, 'certs', 'a.test.crt'), 'garbage');
    await bothTell(folder, 'certs', /a\.test\.crt is not in PEM format/);

    assert.equal((await causeway(folder, 'cert', 'self-signed')).exit, 0);
    await inFolder(async (other) => {
      write(other);
      assert.equal((await causeway(other, 'cert', 'self-signed')).exit, 0);
      const { key } = JSON.parse((await causeway(other, 'cert', 'self-signed', '--force', '--json')).out) as {
        key: string;
      };
      writeFileSync(join(folder, 'certs', 'a.test.key'), readFileSync(key));
    });
    await bothTell(folder, 'certs', /a\.test\.key is not the key of .*a\.test\.crt/);
  });
});

test('a key that may not be read is named with how to let the server read it', { skip: isRoot }, async () => {
  await inFolder(async (folder) => {
    write(folder);
    await causeway(folder, 'cert', 'self-signed');
    chmodSync(join(folder, 'certs', 'a.test.key'), 0);
    await bothTell(folder, 'certs', /a\.test\.key may not be read by this user.*chmod 640/);
  });
});

test('a port in use is named with the key that moves it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await inFolder(async (folder) => {
      write(folder, { irc: `127.0.0.1:${port}` });
      const { err } = await bothTell(folder, 'ports', new RegExp(`127\\.0\\.0\\.1:${port}.*another program`));
      assert.match(err, /listen\.irc moves it/);
    });
  } finally {
    other.close();
  }
});

test('a database that is not there, and a URL that is none, are told with database.url and without the password', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  await inFolder(async (folder) => {
    write(folder, { url: `postgres://canary:hunter22@127.0.0.1:${port}/chat`, irc: '127.0.0.1:0' });
    const { err } = await bothTell(
      folder,
      'storage',
      /Cannot use the database "chat" on 127\.0\.0\.1:\d+: nothing listens/,
    );
    assert.match(err, /database\.url/);
    assert.ok(!err.includes('hunter22'));
    write(folder, { url: 'mysql://canary:hunter22@h/chat' });
    const refused = await causeway(folder, 'run');
    assert.equal(refused.exit, 1);
    assert.match(refused.err, /causeway\.toml:4: database\.url: wrong value; allowed: .*postgres:\/\//);
    assert.ok(!refused.err.includes('hunter22'));
  });
});

test('a data directory that cannot be made or written is told with the key data', { skip: isRoot }, async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    for (const data of ['closed', 'closed/inside']) {
      write(folder, { data, irc: '127.0.0.1:0' });
      const { exit, err } = await causeway(folder, 'run');
      assert.equal(exit, 1);
      assert.match(err, /cannot use the data directory \S+closed.*config key data\)\nCreate it/);
      const check = await causeway(folder, 'check', 'storage');
      assert.equal(check.exit, 4);
      assert.match(check.out, /FAIL {2}storage \S+closed cannot be written by this account\n {6}fix: /);
    }
    chmodSync(join(folder, 'closed'), 0o700);
  });
});
