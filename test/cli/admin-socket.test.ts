import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { askServer, isServerThere } from '../../src/cli/admin-client.ts';
import { findAdminPath } from '../../src/cli/admin-path.ts';
import { MAX_REQUEST_BYTES, openAdminServer } from '../../src/cli/admin-server.ts';
import type { AdminContext } from '../../src/core/commands/ports.ts';
import { adminCommands } from '../../src/core/commands/table.ts';
import { silentLog } from '../../src/lib/log.ts';
import { inFolder } from './command-line.ts';
import { fakeAccounts, fakeBans } from './fake-server.ts';

async function withSocket(
  act: (data: string, accounts: ReturnType<typeof fakeAccounts>) => Promise<void>,
  deep = '',
): Promise<void> {
  await inFolder(async (folder) => {
    const data = join(folder, deep);
    mkdirSync(data, { recursive: true });
    const accounts = fakeAccounts();
    const server = {
      status: () => Promise.reject(new Error('broken on purpose')),
      reload: async () => ({ problems: [], applied: [], needRestart: [] }),
      gate: () => 5 as const,
      stop: () => undefined,
    };
    const context: AdminContext = { accounts, bans: fakeBans, server };
    const socket = await openAdminServer(data, { table: adminCommands, context, log: silentLog });
    try {
      await act(data, accounts);
    } finally {
      await socket.close();
    }
    assert.equal(existsSync(findAdminPath(data)), false);
  });
}

/** Writes raw bytes and returns all lines that come back until the server ends the connection or `count` were read. */
async function raw(path: string, text: string, count: number): Promise<{ exit: number; lines: string[] }[]> {
  const socket = connect(path);
  socket.write(text);
  let got = '';
  for await (const chunk of socket) {
    got += String(chunk);
    if (got.split('\n').length > count) break;
  }
  socket.destroy();
  return got
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { exit: number; lines: string[] });
}

test('commands are answered with exit code, data and lines', async () => {
  await withSocket(async (data, accounts) => {
    const made = await askServer(data, 'account add', { name: 'alice', password: 'pass\n"quoted"' });
    assert.equal(made?.exit, 0);
    assert.equal(accounts.passwords.get('alice'), 'pass\n"quoted"');
    assert.ok(!JSON.stringify(made).includes('quoted'));
    const again = await askServer(data, 'adduser', { name: 'alice', password: 'x' });
    assert.equal(again?.exit, 1);
    assert.match(again?.lines[0] ?? '', /^alice: there is an account of that name already/);
    const list = await askServer(data, 'account list', { limit: 10 });
    assert.deepEqual(
      (list?.data as { name: string }[]).map(({ name }) => name),
      ['alice'],
    );
    assert.equal((await askServer(data, 'account lock', { name: 'nobody' }))?.exit, 1);
    assert.equal((await askServer(data, 'account remove', { name: 'alice' }))?.exit, 0);
  });
});

test('only the owner may open the socket', async () => {
  await withSocket(async (data) => {
    assert.equal(statSync(findAdminPath(data)).mode & 0o777, 0o600);
  });
});

test('wrong arguments are a usage error and do nothing', async () => {
  await withSocket(async (data, accounts) => {
    for (const args of [
      {},
      { name: 'a' },
      { name: '', password: 'x' },
      { name: 'a', password: 'x', more: 'y' },
      { name: ['a'], password: 'x' },
    ]) {
      assert.equal((await askServer(data, 'account add', args))?.exit, 2, JSON.stringify(args));
    }
    assert.equal((await askServer(data, 'no such'))?.exit, 2);
    assert.equal(accounts.passwords.size, 0);
  });
});

test('what is no request is refused, and the next one is answered', async () => {
  await withSocket(async (data) => {
    const bad = [
      '',
      'nonsense',
      '[]',
      'null',
      '{"command":1}',
      '{"command":"account list","args":[]}',
      '{"command":"constructor"}',
    ];
    const hostile = '{"command":"account show","args":{"__proto__":{"name":"x"}}}';
    const answers = await raw(
      findAdminPath(data),
      `${[...bad, hostile, '{"command":"account list"}'].join('\n')}\n`,
      9,
    );
    assert.deepEqual(
      answers.map(({ exit }) => exit),
      [2, 2, 2, 2, 2, 2, 2, 2, 0],
    );
  });
});

test('a request without end is cut off', async () => {
  await withSocket(async (data) => {
    const answers = await raw(findAdminPath(data), 'x'.repeat(MAX_REQUEST_BYTES + 1), 1);
    assert.equal(answers[0]?.exit, 2);
    assert.equal((await askServer(data, 'account list'))?.exit, 0);
  });
});

test('a bug in a command is an answer, and the server lives on', async () => {
  await withSocket(async (data) => {
    const answer = await askServer(data, 'status');
    assert.equal(answer?.exit, 1);
    assert.match(answer?.lines[0] ?? '', /failed inside the server: broken on purpose/);
    assert.equal((await askServer(data, 'account list'))?.exit, 0);
  });
});

test('a data directory with a long path gets a socket elsewhere', async () => {
  await withSocket(async (data) => {
    assert.ok(Buffer.byteLength(findAdminPath(data)) <= 103);
    assert.equal((await askServer(data, 'account list'))?.exit, 0);
  }, 'a-rather-long-name-for-a-folder/'.repeat(4));
});

test('what a crash left behind is cleared away', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'admin.sock');
    writeFileSync(path, '');
    assert.equal(await isServerThere(folder), false);
    assert.equal(await askServer(folder, 'status'), undefined);
    const context = { accounts: fakeAccounts() } as unknown as AdminContext;
    const socket = await openAdminServer(folder, { table: adminCommands, context, log: silentLog });
    assert.equal(await isServerThere(folder), true);
    await socket.close();
    assert.equal(await isServerThere(folder), false);
  });
});

test('a server that hangs up without an answer is told', async () => {
  await inFolder(async (folder) => {
    const server = createServer((socket) => socket.destroy()).listen(join(folder, 'admin.sock'));
    await new Promise((resolve) => server.once('listening', resolve));
    assert.equal((await askServer(folder, 'status'))?.exit, 1);
    await new Promise((resolve) => server.close(resolve));
  });
});
