import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MarkerCounter } from '../../bench/load/counter.ts';

function countInChunks(text: string, cuts: readonly number[]): number {
  const counter = new MarkerCounter();
  const bytes = Buffer.from(text, 'latin1');
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  let total = 0;
  for (const end of ends) {
    total += counter.count(bytes.subarray(from, end), end - from);
    from = end;
  }
  return total;
}

test('messages of one length are counted exactly wherever the reads cut them', () => {
  const lengths = fc.integer({ min: 1, max: 40 });
  const cuts = fc.array(fc.nat(2000), { maxLength: 30 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 0, max: 50 }), cuts, (length, messages, places) => {
      assert.equal(countInChunks(`${'x'.repeat(length)}$`.repeat(messages), places), messages);
    }),
  );
});

test('two lengths and lines that are no messages are counted exactly', () => {
  const line = fc.constantFrom(`${'a'.repeat(17)}$\r\n`, `${'b'.repeat(24)}$\r\n`, 'PING :server\r\n');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.array(fc.nat(2000), { maxLength: 20 }), (lines, places) => {
      const text = lines.join('');
      assert.equal(countInChunks(text, places), text.split('$').length - 1);
    }),
  );
});

test('bytes behind the length of the read are never counted', () => {
  const counter = new MarkerCounter();
  assert.equal(counter.count(Buffer.from('ab$ab$ab$'), 3), 1);
});

test('a chunk without a message where one was expected is reported as a surprise', () => {
  const counter = new MarkerCounter();
  const text = Buffer.from('ab$ab$ab$');
  counter.count(text, text.length);
  counter.count(text, text.length);
  assert.equal(counter.surprised, false);
  counter.count(Buffer.from('PING x\r\n'), 8);
  assert.equal(counter.surprised, true);
});
