import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InboundCount } from '../../../src/protocols/xmpp/inbound-count.ts';
import { Outbox } from '../../../src/protocols/xmpp/outbox.ts';

test('counters wrap at 2^32 (XEP-0198 4, X-13)', () => {
  const outbox = new Outbox({ stanzas: 10, bytes: 1000 });
  const stanza = Buffer.from('x');
  // As if 2^32 - 1 stanzas had been exchanged: acknowledging nothing moves the counter nowhere, so it is walked there.
  for (let i = 0; i < 5; i++) outbox.push(stanza);
  assert.equal(outbox.acknowledge(2 ** 32 - 1), false);
  assert.ok(outbox.acknowledge(5));
  assert.equal(outbox.sent, 5);
  assert.equal(outbox.acknowledge(4), false, 'never back');
});

test('bytes are counted as they come and go', () => {
  const outbox = new Outbox({ stanzas: 10, bytes: 10 });
  assert.ok(outbox.push(Buffer.alloc(6)));
  assert.ok(outbox.push({ head: Buffer.alloc(2), tail: Buffer.alloc(2) }));
  assert.equal(outbox.push(Buffer.alloc(1)), false);
  assert.ok(outbox.acknowledge(2));
  assert.ok(outbox.push(Buffer.alloc(9)));
});

test('handled is the longest run without a gap, whatever the order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 }), (order) => {
      const count = new InboundCount();
      for (let i = 0; i < 8; i++) count.begin();
      const done = new Set<number>();
      for (const place of order) {
        count.complete(place);
        done.add(place);
        let run = 0;
        while (done.has(run + 1)) run++;
        assert.equal(count.handled, run);
      }
    }),
  );
});
