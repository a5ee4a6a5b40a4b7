import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Filling } from '../../../src/core/archive/filling.ts';
import { ManualClock } from '../../../src/lib/clock.ts';

// The promise under test is PERFORMANCE's group commit: a group that speaks at once is committed at once, and nobody waits long
// for it.

function after(...sizes: readonly number[]): { filling: Filling; clock: ManualClock } {
  const clock = new ManualClock();
  const filling = new Filling(clock);
  for (const size of sizes) filling.committed(size);
  return { filling, clock };
}

/** Has it come true by now? */
async function isOver(waiting: Promise<void>): Promise<boolean> {
  let over = false;
  void waiting.then(() => (over = true));
  for (let i = 0; i < 5; i++) await new Promise((turn) => setImmediate(turn));
  return over;
}

test('nobody waits where little is said at once', () => {
  for (const sizes of [[], [1], [7, 7, 7]]) assert.equal(after(...sizes).filling.isShort(1), false);
});

test('a batch is short until most of the group has come again', () => {
  const { filling } = after(32, 30);
  assert.equal(filling.isShort(4), true);
  assert.equal(filling.isShort(24), false);
});

test('a group that does not come again is soon forgotten', () => {
  const { filling } = after(500, ...new Array<number>(80).fill(1));
  assert.equal(filling.isShort(1), false);
});

test('in an idle loop a short batch waits two milliseconds and no longer', async () => {
  const { filling, clock } = after(32);
  const waiting = filling.wait([1]);
  assert.equal(await isOver(waiting), false);
  clock.advance(1.9);
  assert.equal(await isOver(waiting), false);
  clock.advance(0.1);
  assert.equal(await isOver(waiting), true);
});

test('a batch that has grown enough waits no longer', async () => {
  const { filling } = after(32);
  const waiting = filling.wait([1]);
  assert.equal(await isOver(waiting), false);
  filling.grown(8);
  assert.equal(await isOver(waiting), false);
  filling.grown(24);
  assert.equal(await isOver(waiting), true);
});

test('while the loop is busy a short batch waits on, but not for ever', async () => {
  const { filling, clock } = after(32);
  let isBusy = true;
  let turns = 0;
  const busy = (): void => {
    clock.advance(3);
    turns++;
    if (isBusy) setImmediate(busy);
  };
  busy();
  await filling.wait([1]);
  isBusy = false;
  assert.ok(turns >= 4 && turns <= 6, `${turns} turns`);
});
