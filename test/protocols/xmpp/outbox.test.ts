import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InboundCount } from '../../../src/protocols/xmpp/inbound-count.ts';
import { Outbox } from '../../../src/protocols/xmpp/outbox.ts';

test('counters wrap at 2^32 (XEP-0198 4, X-13)', () => {
  const outbox = new Outbox({ stanzas: 10, bytes: 1000 }, 2 ** 32 - 2);
  for (let i = 0; i < 5; i++) outbox.push(Buffer.from('x'));
  assert.equal(outbox.sent, 3);
  assert.equal(outbox.acknowledge(2 ** 32 - 3), false, 'never back');
  assert.equal(outbox.acknowledge(4), false, 'never more than there is');
  assert.ok(outbox.acknowledge(2 ** 32 - 1));
  assert.equal(outbox.length, 4);
  assert.ok(outbox.acknowledge(1));
  assert.deepEqual([outbox.length, outbox.sent], [2, 3]);
});

test('what is held for long is the same bytes, once for all who hold it', () => {
  const stanza = { head: Buffer.from('<a to='), tail: Buffer.from('/>') };
  const held = [1, 2].map(() => {
    const outbox = new Outbox({ stanzas: 1000, bytes: 100_000 });
    for (let i = 0; i < 100; i++) outbox.push(stanza);
    return [...outbox];
  });
  assert.ok(
    held
      .flat()
      .every((sent) => !Buffer.isBuffer(sent) && sent.head.equals(stanza.head) && sent.tail.equals(stanza.tail)),
  );
  assert.equal(held[0]?.at(-1), held[1]?.at(-1));
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
