import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StorageAway } from '../../../src/core/ports.ts';
import { createFaults } from '../../../src/storage/memory/faults.ts';
import { createMemoryStorage } from '../../../src/storage/memory/storage.ts';
import { filed, sampleMessage } from '../../contract/sample.ts';

function faulty() {
  const faults = createFaults();
  return { faults, ...createMemoryStorage({ faults }) };
}

test('the planned call fails before anything was done, the others work', async () => {
  const { faults, archive, takeHome } = faulty();
  const { epoch } = await takeHome();
  const events = [sampleMessage(), sampleMessage(), sampleMessage()];
  faults.fail('archive.append', 2);
  const settled = await Promise.allSettled(events.map((event) => archive.append(filed([event]), epoch)));
  assert.deepEqual(
    settled.map((each) => each.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.ok(settled[1]?.status === 'rejected' && settled[1].reason instanceof StorageAway);
  assert.equal((await archive.stored(events.map((event) => event.id))).size, 2);
});

test('a call that fails after its work was done leaves an ambiguous commit', async () => {
  const { faults, archive, takeHome } = faulty();
  const { epoch } = await takeHome();
  const event = sampleMessage();
  faults.fail('archive.append', 1, 'after');
  await assert.rejects(archive.append(filed([event]), epoch), StorageAway);
  assert.deepEqual(await archive.stored([event.id]), new Set([event.id]));
});

test('held calls wait until they are let go, in order', async () => {
  const { faults, archive, takeHome } = faulty();
  const { epoch } = await takeHome();
  const done: number[] = [];
  faults.hold('archive.append');
  const appends = [1, 2, 3].map((n) =>
    archive.append(filed([sampleMessage()]), epoch).then(() => {
      done.push(n);
    }),
  );
  assert.equal(faults.held('archive.append'), 3);
  faults.release('archive.append', 1);
  await appends[0];
  assert.deepEqual(done, [1]);
  faults.release('archive.append');
  await Promise.all(appends);
  assert.deepEqual(done, [1, 2, 3]);
  assert.equal(faults.calls('archive.append'), 3);
});

test('while the storage is away every call is refused and does nothing', async () => {
  const { faults, ping, accounts } = faulty();
  faults.away = true;
  await assert.rejects(ping(), StorageAway);
  await assert.rejects(accounts.find('alice'), StorageAway);
  faults.away = false;
  await ping();
});
