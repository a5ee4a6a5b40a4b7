import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startEmbedded, type Embedded } from '../../../src/storage/embedded/supervisor.ts';
import { isAlive, processesIn, waitUntil } from '../../../src/storage/embedded/processes.ts';
import { openStorage } from '../../../src/storage/open.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import { filed, sampleMessage, sampleTalk } from '../../contract/sample.ts';
import { quietLog, removeScratch, scratchDirectory, scratchPostgres, withoutPostgres } from '../scratch.ts';
import { startElsewhere } from './elsewhere.ts';

const skip = withoutPostgres;

function scratch(t: TestContext): string {
  const dataDir = scratchDirectory();
  t.after(() => removeScratch(dataDir));
  return dataDir;
}

test('a new database is made, private to its owner, and kept over a clean stop', { skip }, async (t) => {
  const dataDir = scratch(t);
  const log = quietLog();
  const first = await openStorage('', dataDir, log);
  const { epoch } = await first.takeHome();
  const event = sampleMessage();
  await first.archive.append(filed([event]), epoch);
  assert.equal(statSync(join(dataDir, 'postgres')).mode & 0o777, 0o700);
  assert.equal(statSync(join(dataDir, 'postgres.log')).mode & 0o077, 0);
  await first.close();
  assert.deepEqual(processesIn(join(dataDir, 'postgres')), []);
  assert.ok(!existsSync(join(dataDir, 'postgres', 'postmaster.pid')));
  const second = await openStorage('', dataDir, log);
  assert.deepEqual(await second.archive.find(event.conversation, event.id), event);
  await second.close();
});

test('what an interrupted first start left is thrown away', { skip }, async (t) => {
  const dataDir = scratch(t);
  mkdirSync(join(dataDir, 'postgres.new'));
  writeFileSync(join(dataDir, 'postgres.new', 'PG_VERSION'), 'half');
  const server = await startEmbedded({ dataDir, log: quietLog() });
  t.after(() => server.stop());
  assert.deepEqual(readdirSync(dataDir).sort(), ['postgres', 'postgres.log']);
});

test(
  'the server that a killed process left running is adopted, with all that was acknowledged',
  { skip },
  async (t) => {
    const dataDir = scratch(t);
    const { pid, events } = await startElsewhere(dataDir, { kill: 'parent' });
    const server = await startEmbedded({ dataDir, log: quietLog() });
    t.after(() => server.stop());
    assert.equal(server.isAdopted, true);
    assert.equal(server.pid, pid);
    await assertStored(server, events);
  },
);

test('it is adopted by whatever path its data is named', { skip }, async (t) => {
  const dataDir = scratch(t);
  const link = join(scratch(t), 'link');
  symlinkSync(dataDir, link);
  await startElsewhere(dataDir, { kill: 'parent' });
  const server = await startEmbedded({ dataDir: link, log: quietLog() });
  t.after(() => server.stop());
  assert.equal(server.isAdopted, true);
});

test('after everything was killed the database recovers with all that was acknowledged', { skip }, async (t) => {
  const dataDir = scratch(t);
  const { pid, events } = await startElsewhere(dataDir, { kill: 'both' });
  assert.ok(existsSync(join(dataDir, 'postgres', 'postmaster.pid')), 'a stale pid file was left');
  const server = await startEmbedded({ dataDir, log: quietLog() });
  t.after(() => server.stop());
  assert.equal(server.isAdopted, false);
  assert.notEqual(server.pid, pid);
  await assertStored(server, events);
});

test('a stale pid file is no obstacle, not even when its pid is another process now', { skip }, async (t) => {
  const dataDir = scratch(t);
  const first = await startEmbedded({ dataDir, log: quietLog() });
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  const left = readFileSync(pidFile, 'utf8');
  await first.stop();
  for (const pid of [process.ppid, 4_194_303]) {
    writeFileSync(pidFile, left.replace(/^\d+/, String(pid)));
    const server = await startEmbedded({ dataDir, log: quietLog() });
    assert.equal(server.isAdopted, false);
    await server.stop();
  }
});

test('a server that dies is started again, and storage goes on without being opened anew', { skip }, async (t) => {
  const log = quietLog();
  const server = await scratchPostgres(t, { log });
  const storage = await openPostgres(server.target, log);
  t.after(() => storage.close());
  const { epoch } = await storage.takeHome();
  const talk = sampleTalk(sampleMessage().conversation, 20);
  await storage.archive.append(filed(talk), epoch);
  const { pid } = server;
  process.kill(pid, 'SIGKILL');
  assert.ok(await waitUntil(() => server.pid !== pid && isAlive(server.pid), 10_000));
  await eventually(() => storage.ping());
  assert.equal((await storage.archive.stored(talk.map((event) => event.id))).size, 20);
  assert.ok(log.lines.some((line) => line.includes('has ended; starting it again')));
});

test('a path too long for a socket gets a short private directory, which goes with the server', { skip }, async (t) => {
  const dataDir = join(scratch(t), 'a'.repeat(120));
  const server = await startEmbedded({ dataDir, log: quietLog() });
  const directory = join(server.target.path, '..');
  const { mode } = statSync(directory);
  const storage = await openPostgres(server.target, quietLog());
  await storage.ping();
  await storage.close();
  await server.stop();
  assert.ok(server.target.path.length <= 107);
  assert.equal(mode & 0o777, 0o700);
  assert.ok(!existsSync(directory));
});

test('settings of the environment do not leak into the server', { skip }, async (t) => {
  process.env['PGDATA'] = '/nowhere';
  process.env['PGPORT'] = '1';
  t.after(() => {
    delete process.env['PGDATA'];
    delete process.env['PGPORT'];
  });
  const server = await scratchPostgres(t);
  const storage = await openPostgres(server.target, quietLog());
  await storage.ping();
  await storage.close();
});

async function assertStored(server: Embedded, events: readonly string[]): Promise<void> {
  const storage = await openPostgres(server.target, quietLog());
  const stored = await storage.archive.stored(events);
  await storage.close();
  assert.ok(events.length > 0);
  assert.equal(stored.size, events.length);
}

/** Calls until it resolves; the test's own time limit ends it otherwise. */
async function eventually(act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
