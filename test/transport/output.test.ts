import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Clock, ManualClock } from '../../src/lib/clock.ts';
import { Output, type Writer } from '../../src/transport/output.ts';
import type { Run } from '../../src/transport/run.ts';

const turn = () => new Promise(setImmediate);

test('any mixture of shared, spliced and own chunks is rendered as if each were sent alone', () => {
  const parts = ['', 'a', 'bc', 'def'].map((text) => Buffer.from(text));
  const part = fc.constantFrom(...parts);
  // Which connection is sent what: one part, or a splice with its own bytes between two.
  const send = fc.record({ to: fc.nat(3), head: part, tail: fc.option(part) });
  const owns = fc.array(fc.string({ maxLength: 3 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(send, { maxLength: 40 }), owns, fc.boolean(), (sends, ownTexts, kept) => {
      const output = new Output(new ManualClock());
      const own = ownTexts.map((text) => Buffer.from(text));
      const runs: (Run | undefined)[] = [];
      const expected = own.map(() => '');
      for (const { to, head, tail } of sends) {
        runs[to] = (runs[to] ?? output.empty).with(head, tail ?? undefined);
        expected[to] += `${head.toString()}${tail ? `${own[to]!.toString()}${tail.toString()}` : ''}`;
      }
      const held: [Buffer, string][] = [];
      for (const [to, run] of runs.entries()) {
        if (!run) continue;
        const bytes = output.bytesOf(run, own[to]!);
        assert.equal(bytes.toString(), expected[to]);
        if (!kept) continue;
        output.keep(run, own[to]!, bytes);
        held.push([bytes, expected[to]!]);
      }
      for (const [bytes, text] of held) assert.equal(bytes.toString(), text, 'what a socket holds never changes');
    }),
  );
});

test('connections that were sent the same are handed the very same bytes', () => {
  const output = new Output(new ManualClock());
  const [a, b] = [Buffer.from('a'), Buffer.from('b')];
  const none = Buffer.alloc(0);
  const runs = [1, 2, 3].map(() => output.empty.with(a, undefined).with(b, undefined));
  assert.equal(new Set(runs.map((run) => output.bytesOf(run, none))).size, 1);
  assert.equal(output.bytesOf(output.empty.with(a, undefined), none), a, 'a single chunk is not even copied');
});

test('a long list of connections is flushed in slices, in order, and others get their turn between', async () => {
  // Each look at this clock costs two milliseconds.
  const manual = new ManualClock();
  const clock: Clock = {
    now: () => manual.now(),
    monotonic: () => (manual.advance(2), manual.monotonic()),
    after: (ms, act) => manual.after(ms, act),
  };
  const output = new Output(clock);
  const flushed: number[] = [];
  const writers: Writer[] = Array.from({ length: 5000 }, (_, i) => ({ flush: () => void flushed.push(i) }));
  for (const writer of writers) output.add(writer);
  await turn();
  assert.ok(flushed.length > 0 && flushed.length < 100, `${flushed.length} in the first slice`);
  output.add({ flush: () => void flushed.push(5000) });
  let turns = 0;
  for (; flushed.length < 5001 && turns < 1000; turns++) await turn();
  assert.ok(turns > 50);
  assert.deepEqual(
    flushed,
    Array.from({ length: 5001 }, (_, i) => i),
  );
});

test('who is sent something while being flushed has to wait for the next turn', async () => {
  const output = new Output(new ManualClock());
  let flushes = 0;
  const echo: Writer = {
    flush() {
      if (++flushes < 3) output.add(echo);
    },
  };
  output.add(echo);
  for (const expected of [1, 2, 3, 3]) {
    await turn();
    assert.equal(flushes, expected);
  }
});
