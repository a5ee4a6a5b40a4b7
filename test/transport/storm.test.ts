import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../src/lib/clock.ts';
import { Admission, type Visitor } from '../../src/transport/admission.ts';
import { defaultLimits } from '../../src/transport/limits.ts';
import { setStage } from './service.ts';

// RELIABILITY L-01
test('two hundred that send a byte and wait are closed by the deadline, and somebody else is served meanwhile', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open();
  const slow = [];
  for (let i = 0; i < 200; i++) slow.push(await stage.join(listener));
  for (const { client } of slow) client.write('N');
  await Promise.all(slow.map(({ seen }) => seen.until('received')));
  const { client, seen } = await stage.join(listener);
  client.write('hello');
  await seen.until('received');
  seen.connection.authenticated();
  stage.clock.advance(30_000);
  await Promise.all(slow.map((each) => each.seen.until('expired')));
  stage.clock.advance(6_000);
  await Promise.all(slow.map((each) => each.seen.until('closed')));
  assert.ok(slow.every((each) => each.seen.closedFor === 'deadline'));
  assert.equal(stage.listeners.connections, 1);
  assert.equal(seen.closedFor, undefined);
});

/** A crowd of as many addresses as people, who come again each second until they are in. */
function stampede(people: number, limits = defaultLimits) {
  const clock = new ManualClock();
  const admission = new Admission(clock);
  const inside: Visitor[] = [];
  const perSecond: number[] = [];
  let waiting = Array.from({ length: people }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  while (waiting.length > 0 && perSecond.length < 1000) {
    const before = inside.length;
    waiting = waiting.filter((ip) => {
      const visitor = admission.enter(ip, limits);
      if (typeof visitor === 'string') return true;
      if (admission.handshake(visitor, limits) !== undefined) {
        admission.leave(visitor, false);
        return true;
      }
      admission.authenticated(visitor);
      inside.push(visitor);
      return false;
    });
    perSecond.push(inside.length - before);
    clock.advance(1000);
  }
  return { admission, inside, perSecond };
}

// RELIABILITY L-16
test('five thousand who come back at once are let in as fast as they can be, and all of them', () => {
  const { admission, inside, perSecond } = stampede(5000);
  assert.equal(inside.length, 5000);
  assert.ok(perSecond.every((count) => count <= defaultLimits.handshakesPerSecond));
  assert.equal(perSecond.length, Math.ceil(5000 / defaultLimits.handshakesPerSecond));
  assert.deepEqual([admission.connections, admission.unauthenticated], [5000, 0]);
});

// RELIABILITY L-02
test('a hundred thousand addresses that come and go are not remembered, nor are they counted', () => {
  const clock = new ManualClock();
  const admission = new Admission(clock);
  for (let i = 0; i < 100_000; i++) {
    const visitor = admission.enter(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, {
      ...defaultLimits,
      connectsPer10min: 5,
    });
    assert.equal(typeof visitor, 'object');
    admission.leave(visitor as Visitor, false);
  }
  assert.deepEqual([admission.connections, admission.unauthenticated], [0, 0]);
  assert.ok(admission.remembered <= 50_001);
  clock.advance(600_001);
  admission.forget();
  assert.equal(admission.remembered, 0);
});
