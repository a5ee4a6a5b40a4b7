import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCore } from '../../../src/core/create-core.ts';
import { createMemoryDoubts } from '../../../src/storage/doubts.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { account, join, makeWorld, turns, type Somebody, type World } from '../world.ts';

// The promise under test is RELIABILITY 1: acknowledged means stored, exactly once, in one order, and a refusal is final.

const text = (body: string, clientKey?: string) => ({ kind: 'text', body, kept: true, clientKey }) as const;

async function aliceAndBob(): Promise<{
  world: World;
  alice: Somebody;
  bob: Somebody;
  speak: (body: string, key?: string) => unknown;
  stored: () => Promise<unknown[]>;
}> {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, alice);
  await join(world, bob);
  await turns(); // their coming is kept, too
  return {
    world,
    alice,
    bob,
    speak: (body, key) => say(world.core, alice.session, room, text(body, key), `ref-${body}`),
    async stored() {
      const page = await world.core.storage.archive.page(room.record.id, { limit: 100, fromEnd: false });
      return page.messages.map((message) => message.body);
    },
  };
}

test('a message is shown to nobody before it is stored, then to all in order', async () => {
  const { world, alice, bob, speak, stored } = await aliceAndBob();
  world.faults.hold('archive.append');
  speak('one');
  speak('two');
  await turns();
  assert.deepEqual(bob.endpoint.bodies(), []);
  assert.deepEqual(alice.endpoint.released_, []);

  world.faults.release('archive.append');
  await turns();
  assert.deepEqual(bob.endpoint.bodies(), ['one', 'two']);
  assert.deepEqual(
    alice.endpoint.released_.map(({ reference }) => reference),
    ['ref-one', 'ref-two'],
  );
  assert.deepEqual(await stored(), ['one', 'two']);
});

test('messages staged while a batch is in flight are committed together in the next', async () => {
  const { world, speak, stored } = await aliceAndBob();
  const before = world.faults.calls('archive.append');
  world.faults.hold('archive.append');
  speak('1');
  await turns();
  for (const body of ['2', '3', '4', '5']) speak(body);
  world.faults.release('archive.append');
  await turns();
  assert.equal(world.faults.calls('archive.append') - before, 2);
  assert.deepEqual(await stored(), ['1', '2', '3', '4', '5']);
});

test('when the database is away senders are refused within the patience, nothing is shown, and service resumes by itself', async () => {
  const { world, alice, bob, speak, stored } = await aliceAndBob();
  world.faults.away = true;
  speak('lost');
  await turns();
  for (let i = 0; i < 15; i++) {
    world.clock.advance(200);
    await turns();
  }
  assert.deepEqual(
    alice.endpoint.refused_.map(({ refusal, reference }) => [refusal.reason, reference]),
    [['storage-away', 'ref-lost']],
  );
  assert.equal(world.core.writer.state, 'away');
  assert.equal((speak('at once') as { reason: string }).reason, 'storage-away');

  world.faults.away = false;
  for (let i = 0; i < 3; i++) {
    world.clock.advance(200);
    await turns();
  }
  assert.equal(world.core.writer.state, 'ready');
  assert.equal(speak('again'), undefined);
  await turns();
  assert.deepEqual(bob.endpoint.bodies(), ['again']);
  assert.deepEqual(await stored(), ['again']);
});

test('a commit whose answer was lost is looked up: stored once, released once', async () => {
  const { world, alice, bob, speak, stored } = await aliceAndBob();
  world.faults.fail('archive.append', 1, 'after');
  speak('maybe');
  await turns();
  world.clock.advance(200);
  await turns();
  assert.equal(alice.endpoint.released_.length, 1);
  assert.deepEqual(bob.endpoint.bodies(), ['maybe']);
  assert.deepEqual(await stored(), ['maybe']);
});

test('a commit whose answer was lost before it happened is done again', async () => {
  const { world, bob, speak, stored } = await aliceAndBob();
  world.faults.fail('archive.append', 1, 'before');
  speak('once');
  await turns();
  world.clock.advance(200);
  await turns();
  assert.deepEqual(bob.endpoint.bodies(), ['once']);
  assert.deepEqual(await stored(), ['once']);
});

test('what was refused while its commit hung is taken out of the archive again (P4)', async () => {
  const { world, alice, bob, speak, stored } = await aliceAndBob();
  world.faults.hold('archive.append');
  speak('hung');
  await turns();
  for (let i = 0; i < 15; i++) {
    world.clock.advance(200);
    await turns();
  }
  assert.equal(alice.endpoint.refused_.length, 1);

  world.faults.release('archive.append'); // it is committed after all, too late
  await turns();
  world.clock.advance(1000);
  await turns();
  assert.equal(world.core.writer.state, 'ready');
  assert.deepEqual(await stored(), []);
  assert.deepEqual(bob.endpoint.bodies(), []);
  assert.deepEqual(alice.endpoint.released_, []);
});

test('a retry with the same client key is stored and shown once and answered with the first id (P2)', async () => {
  const { alice, bob, speak, stored } = await aliceAndBob();
  speak('hello', 'key-1');
  await turns();
  speak('hello', 'key-1');
  await turns();
  const [first, second] = alice.endpoint.released_;
  assert.ok(first && second);
  assert.equal(second.event.id, first.event.id);
  assert.deepEqual(bob.endpoint.bodies(), ['hello']);
  assert.deepEqual(await stored(), ['hello']);
});

test('a server whose home was taken writes nothing more and says so', async () => {
  const { world, alice, speak, stored } = await aliceAndBob();
  await world.core.storage.takeHome();
  speak('zombie');
  await turns();
  assert.equal(world.core.writer.state, 'fenced');
  assert.ok(world.log.includes('fenced'));
  assert.equal(alice.endpoint.refused_.length, 1);
  assert.equal((speak('more') as { reason: string }).reason, 'storage-away');
  assert.deepEqual(await stored(), []);
});

test('a queue that is full refuses instead of growing', async () => {
  const { world, alice, speak } = await aliceAndBob();
  world.faults.hold('archive.append');
  let refused = 0;
  for (let i = 0; i < 20_600; i++) if (speak(String(i))) refused++;
  await turns();
  assert.ok(refused > 0, 'the limit of the queue is reached');
  assert.ok(world.core.writer.queued <= 20_500);
  assert.equal(alice.endpoint.released_.length, 0);
});

test('an idle writer leaves no timer behind, so that the process can end', async () => {
  const { world, speak } = await aliceAndBob();
  const { clock } = world;
  const pending = new Set<object>();
  const after = clock.after.bind(clock);
  clock.after = (ms, act) => {
    const timer = after(ms, act);
    pending.add(timer);
    return { cancel: () => (pending.delete(timer), timer.cancel()) };
  };
  speak('one');
  assert.equal(pending.size, 1, 'somebody waits for an answer');
  await turns();
  assert.equal(pending.size, 0);
});

test('before a sender hears "not stored" of a message under way, its id is noted, until it is taken out (P4, F-28)', async () => {
  const { world, alice, speak } = await aliceAndBob();
  world.faults.hold('archive.append');
  speak('hung');
  await turns();
  speak('behind it'); // never sent to the database: there is no doubt about it
  let notedAtRefusal: readonly string[] = [];
  const refused = alice.endpoint.refused.bind(alice.endpoint);
  alice.endpoint.refused = (event, refusal, reference) => {
    notedAtRefusal = world.doubts.read();
    refused(event, refusal, reference);
  };
  for (let i = 0; i < 15; i++) {
    world.clock.advance(200);
    await turns();
  }
  assert.deepEqual(
    alice.endpoint.refused_.map(({ event }) => event.body),
    ['hung', 'behind it'],
  );
  assert.deepEqual(notedAtRefusal, [alice.endpoint.refused_[0]?.event.id]);
  world.faults.release('archive.append');
  await turns();
  world.clock.advance(1000);
  await turns();
  assert.deepEqual(world.doubts.read(), []);
});

test('a start takes out of the archive what the process before it had refused', async () => {
  const { world, speak, stored, alice } = await aliceAndBob();
  speak('refused, then stored, then killed');
  speak('stored');
  await turns();
  const doubts = createMemoryDoubts();
  doubts.add([alice.endpoint.released_[0]?.event.id ?? '']);
  const { storage, clock, config, secret, log } = world.core;
  await createCore({ storage, doubts, clock, config, secret, log, fenced: () => {} });
  assert.deepEqual(await stored(), ['stored']);
  assert.deepEqual(doubts.read(), []);
});
