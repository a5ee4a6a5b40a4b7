import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { after, before, test, type TestContext } from 'node:test';
import { StorageAway } from '../../../src/core/ports.ts';
import type { Embedded } from '../../../src/storage/embedded/supervisor.ts';
import { appendBatch } from '../../../src/storage/postgres/append.ts';
import { connectTo, openPool } from '../../../src/storage/postgres/pool.ts';
import { openPostgres, type PostgresStorage } from '../../../src/storage/postgres/storage.ts';
import { filed, sampleMessage } from '../../contract/sample.ts';
import {
  newDatabase,
  quietLog,
  removeScratch,
  scratchDirectory,
  scratchPostgres,
  withoutPostgres,
} from '../scratch.ts';
import { layCable, type Cable } from './cable.ts';

const skip = withoutPostgres;
const ends: (() => void | Promise<void>)[] = [];
let server: Embedded;

before(async () => {
  if (!skip) server = await scratchPostgres({ after: (act) => void ends.push(act) });
});
after(async () => {
  for (const end of ends) await end();
});

interface Bench {
  readonly storage: PostgresStorage;
  readonly cable: Cable;
  readonly epoch: number;
  readonly database: string;
}

/** A storage that reaches its own database over a cable of ours; appends are given up after 400 ms. */
async function onCable(t: TestContext): Promise<Bench> {
  const directory = scratchDirectory();
  const target = await newDatabase(server);
  const cable = await layCable(target, directory);
  const storage = await openPostgres(cable.target, quietLog(), { appendMs: 400 });
  t.after(async () => {
    await storage.close();
    await cable.close();
    removeScratch(directory);
  });
  return { storage, cable, database: target.database, epoch: (await storage.takeHome()).epoch };
}

test('an append without an answer is given up in time, and cannot take effect later', { skip }, async (t) => {
  const { storage, cable, epoch } = await onCable(t);
  const { archive } = storage;
  const [warm, lost, next] = [sampleMessage(), sampleMessage({ clientKey: 'key' }), sampleMessage()];
  await archive.append(filed([warm]), epoch);
  cable.holdRequests();
  const began = performance.now();
  await assert.rejects(archive.append(filed([lost]), epoch), StorageAway);
  assert.ok(performance.now() - began < 1_500);
  await cable.held();
  await assert.rejects(archive.stored([lost.id]), StorageAway, 'undecided while nothing gets through');
  cable.forward();
  assert.deepEqual(await archive.stored([lost.id, warm.id]), new Set([warm.id]));
  assert.deepEqual(await archive.append(filed([lost, next]), epoch), [undefined, undefined]);
});

test('a request that reaches the database after its fate was decided is refused there', { skip }, async (t) => {
  const { storage, epoch, database } = await onCable(t);
  const event = sampleMessage();
  // The lost request, as the server gets it late: with the attempt that was current when it was sent.
  const late = connectTo({ ...server.target, database }, { connections: 1, statementMs: 0, deadlineMs: 0 });
  t.after(() => late.end());
  await late`update home set attempt = attempt + 1`;
  await assert.rejects(appendBatch(late, filed([event]), { epoch, attempt: 0 }), /is over/);
  assert.deepEqual(await storage.archive.stored([event.id]), new Set());
  // The storage learns the new attempt by itself: nobody else has the home.
  assert.deepEqual(await storage.archive.append(filed([event]), epoch), [undefined]);
});

test('a commit whose answer was lost is found to be stored', { skip }, async (t) => {
  const { storage, cable, epoch } = await onCable(t);
  const { archive } = storage;
  const event = sampleMessage({ clientKey: 'key' });
  // Prepares the statement: otherwise it is its description that is lost.
  await archive.append(filed([sampleMessage({ clientKey: 'key' })]), epoch);
  cable.loseAnswers();
  await assert.rejects(archive.append(filed([event]), epoch), StorageAway);
  cable.forward();
  assert.deepEqual(await archive.stored([event.id]), new Set([event.id]));
  assert.deepEqual(await archive.append(filed([event]), epoch), [undefined], 'given again it is stored once');
});

test('a database that is gone is told as away, and used again as soon as it is back', { skip }, async (t) => {
  const { storage, cable, epoch } = await onCable(t);
  const event = sampleMessage();
  await storage.archive.append(filed([event]), epoch);
  cable.cut();
  const calls = () => [
    storage.archive.append(filed([sampleMessage()]), epoch),
    storage.archive.page(event.conversation, { limit: 1, fromEnd: true }),
    storage.accounts.find('alice'),
    storage.rooms.apply([{ type: 'destroy', room: event.conversation }]),
    storage.ping(),
  ];
  for (let time = 0; time < 3; time++) {
    const settled = await Promise.allSettled(calls());
    for (const each of settled) assert.ok(each.status === 'rejected' && each.reason instanceof StorageAway);
  }
  cable.forward();
  const began = performance.now();
  await untilBack(storage);
  assert.ok(performance.now() - began < 3_000);
  assert.deepEqual(await storage.archive.append(filed([sampleMessage()]), epoch), [undefined]);
  assert.deepEqual(await storage.archive.find(event.conversation, event.id), event);
});

test('backends that are ended cost at most the calls under way', { skip }, async (t) => {
  const { storage, epoch, database } = await onCable(t);
  await storage.archive.append(filed([sampleMessage()]), epoch);
  const admin = connectTo(server.target, { connections: 1, statementMs: 0, deadlineMs: 0 });
  t.after(() => admin.end());
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
  await untilBack(storage);
  const event = sampleMessage();
  await assert.doesNotReject(retried(() => storage.archive.append(filed([event]), epoch)));
});

test('an append that waits for a lock is refused in time; history is read meanwhile', { skip }, async (t) => {
  const { storage, epoch, database } = await onCable(t);
  const event = sampleMessage();
  await storage.archive.append(filed([event]), epoch);
  const locker = connectTo({ ...server.target, database }, { connections: 1, statementMs: 0, deadlineMs: 0 });
  t.after(() => locker.end());
  await locker.begin(async (transaction) => {
    await transaction`lock table client_keys in exclusive mode`;
    await assert.rejects(storage.archive.append(filed([sampleMessage({ clientKey: 'k' })]), epoch), StorageAway);
    assert.deepEqual(await storage.archive.find(event.conversation, event.id), event);
  });
  assert.deepEqual(await retried(() => storage.archive.append(filed([sampleMessage({ clientKey: 'k' })]), epoch)), [
    undefined,
  ]);
});

test('many slow reads at once do not hold up appends', { skip }, async (t) => {
  const { storage, epoch, database } = await onCable(t);
  const locker = connectTo({ ...server.target, database }, { connections: 1, statementMs: 0, deadlineMs: 0 });
  t.after(() => locker.end());
  await locker.begin(async (transaction) => {
    await transaction`lock table rosters in access exclusive mode`;
    const reads = Array.from({ length: 100 }, () => storage.rosters.load('a@x' as never));
    const settled = Promise.allSettled(reads);
    for (let n = 0; n < 10; n++) await storage.archive.append(filed([sampleMessage()]), epoch);
    await transaction`select 1`;
    void settled;
  });
});

test('after close every call is refused', { skip }, async () => {
  const storage = await openPostgres(await newDatabase(server), quietLog());
  await storage.close();
  await assert.rejects(storage.ping(), StorageAway);
});

async function untilBack(storage: PostgresStorage): Promise<void> {
  await retried(() => storage.ping());
  await retried(() => storage.accounts.find('nobody'));
}

/** Calls again while the answer is `StorageAway`, at most 50 times. */
async function retried<T>(act: () => Promise<T>): Promise<T> {
  for (let time = 0; ; time++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof StorageAway) || time === 50) throw error;
    }
  }
}

for (const way of ['by the other side', 'at the deadline']) {
  test(`a connection that is cut within a transaction takes nothing else down: ${way}`, { skip }, async (t) => {
    const directory = scratchDirectory();
    const cable = await layCable(await newDatabase(server), directory);
    const deadlineMs = way === 'at the deadline' ? 300 : 5000;
    const pool = openPool(cable.target, { connections: 1, statementMs: 0, deadlineMs });
    t.after(async () => {
      await pool.close();
      await cable.close();
      removeScratch(directory);
    });
    const cut = pool.transact(async (transaction) => {
      await transaction`select 1`;
      const slow = transaction`select pg_sleep(2)`.execute();
      if (way === 'by the other side') cable.cut();
      await slow;
    });
    await assert.rejects(cut, StorageAway);
    cable.forward();
    for (let i = 0; i < 20; i++) await nextTurn();
    assert.deepEqual(await pool.transact(async (sql) => [...(await sql`select 2 as two`)]), [{ two: 2 }]);
  });
}
