import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { test } from 'node:test';
import { openStorage } from '../../../src/storage/open.ts';
import { StorageSetupError } from '../../../src/storage/postgres/errors.ts';
import { judgeServer } from '../../../src/storage/postgres/server-check.ts';
import { withConnection } from '../../../src/storage/postgres/pool.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import { parseTarget } from '../../../src/storage/postgres/target.ts';
import { newDatabase, quietLog, scratchPostgres, withoutPostgres } from '../scratch.ts';

const skip = withoutPostgres;

function refused(opening: Promise<unknown>, pattern: RegExp): Promise<void> {
  return assert.rejects(opening, (error: Error) => {
    assert.ok(error instanceof StorageSetupError, `${error}`);
    assert.match(error.message, pattern);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
}

test('a URL that is none is refused, saying how one looks', async () => {
  for (const url of ['mysql://x', 'localhost:5432', 'memory', 'postgres://[', 'postgres://a:%zz@h/d']) {
    await refused(openStorage(url, '/nowhere', quietLog()), /database\.url .*postgres:\/\/user:password@host/s);
  }
});

test('memory: keeps nothing and says so', async () => {
  const log = quietLog();
  const storage = await openStorage('memory:', '/nowhere', log);
  await storage.ping();
  await storage.maintain(0);
  assert.match(log.lines.join(), /Nothing is kept/);
});

test('where nothing listens the error says so, without the password', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  assert.ok(typeof address === 'object' && address);
  listener.close();
  await once(listener, 'close');
  const url = `postgres://me:hunter2@127.0.0.1:${address.port}/causeway`;
  await refused(openStorage(url, '/nowhere', quietLog()), /"causeway" on 127\.0\.0\.1:\d+: nothing listens there/);
  await refused(openPostgres('postgres:///x?host=/nowhere&user=me', quietLog()), /no such socket.*running/);
});

test('a URL may name a unix socket directory', () => {
  const expected = { path: '/run/pg/.s.PGSQL.5433', user: 'me', database: 'x' };
  assert.deepEqual(parseTarget('postgres:///x?host=/run/pg&port=5433&user=me'), expected);
  assert.deepEqual(parseTarget('postgres://me@localhost/x?host=/run/pg&port=5433'), expected);
});

test('a wrong password, a missing database and a wrong encoding are told apart', { skip }, async (t) => {
  const server = await scratchPostgres(t);
  await withConnection(server.target, async (sql) => {
    await sql`create role locked login password 'right'`;
    const [row] = await sql<{ file: string }[]>`select current_setting('hba_file') as file`;
    writeFileSync(row?.file ?? '', 'local all locked scram-sha-256\nlocal all all trust\n');
    await sql`select pg_reload_conf()`;
  });
  const directory = join(server.target.path, '..');
  const log = quietLog();
  await refused(openPostgres({ ...server.target, database: 'nowhere' }, log), /no such database; create it/);
  await refused(openPostgres({ ...server.target, user: 'locked' }, log), /refused the login; check user and password/);
  await refused(openPostgres(await newDatabase(server, `encoding 'SQL_ASCII' locale 'C'`), log), /SQL_ASCII.*UTF8/s);
  const storage = await openPostgres(`postgres:///postgres?user=causeway&host=${encodeURIComponent(directory)}`, log);
  await storage.close();
});

test('a server that is too old or a standby is refused, and one that may lose data is told loudly', () => {
  const good = {
    version: 150_000,
    version_text: '15.0',
    encoding: 'UTF8',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    recovering: false,
  };
  const log = quietLog();
  judgeServer(good, log);
  assert.deepEqual(log.lines, []);
  assert.throws(() => judgeServer({ ...good, version: 140_011, version_text: '14.11' }, log), /15 or newer.*14\.11/);
  assert.throws(() => judgeServer({ ...good, recovering: true }, log), /standby/);
  judgeServer({ ...good, fsync: 'off' }, log);
  judgeServer({ ...good, synchronous_commit: 'off' }, log);
  assert.match(log.lines[0] ?? '', /fsync = off.*can be lost/);
  assert.match(log.lines[1] ?? '', /synchronous_commit = off/);
});
