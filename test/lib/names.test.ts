import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldDomain, foldLocal, parseAddress } from '../../src/lib/address.ts';
import { addressBlock } from '../../src/lib/address-block.ts';
import { ManualClock } from '../../src/lib/clock.ts';
import { fold, sameName } from '../../src/lib/fold.ts';
import { createIdSource, firstIdAt, isId, timeOf } from '../../src/lib/id.ts';
import { matchesMask } from '../../src/lib/mask.ts';
import { Queue } from '../../src/lib/queue.ts';
import { fullBucket, take } from '../../src/lib/bucket.ts';

test('addresses are folded and comparable (RFC 7622)', () => {
  const table: [string, string | undefined][] = [
    ['Alice@Example.ORG/Phone', 'alice@example.org/Phone'],
    ['example.org', 'example.org'],
    ['example.org.', 'example.org'],
    ['a@b/c/d@e', 'a@b/c/d@e'],
    ['ÜLA@bücher.example', 'üla@bücher.example'],
    ['ula@xn--bcher-kva.example', 'ula@bücher.example'],
    ['@example.org', undefined],
    ['alice@', undefined],
    ['alice@example.org/', undefined],
    ['al ice@example.org', undefined],
    ['a"b@example.org', undefined],
    ['alice@exa mple.org', undefined],
    ['alice@-bad.example', undefined],
    [`${'x'.repeat(1024)}@example.org`, undefined],
    ['a@b/\u0000', undefined],
    ['', undefined],
  ];
  for (const [text, full] of table) assert.equal(parseAddress(text)?.full, full, text);
});

test('whatever parses has one canonical spelling', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const parsed = parseAddress(text);
      if (parsed) assert.equal(parseAddress(parsed.full)?.full, parsed.full);
    }),
  );
});

test('folding a localpart and a domain twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const local = foldLocal(text);
      if (local !== undefined) assert.equal(foldLocal(local), local);
      const domain = foldDomain(text);
      if (domain !== undefined) assert.equal(foldDomain(domain), domain);
    }),
  );
});

test('CASEMAPPING=ascii folds A to Z and nothing else of ASCII (N-01)', () => {
  assert.equal(fold('Nick[]'), 'nick[]');
  assert.ok(!sameName('nick[]', 'nick{}'));
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code);
    assert.equal(fold(char), /[A-Z]/.test(char) ? char.toLowerCase() : char);
  }
});

test('ids grow whatever the wall clock does, and their time never goes back (P13)', () => {
  const clock = new ManualClock();
  const ids = createIdSource(clock);
  let last = ids.next();
  for (const jump of [0, 0, 5, -3_600_000, 0, 1, -86_400_000, 7_200_000, 0]) {
    clock.jump(jump);
    for (let i = 0; i < 3000; i++) {
      const next = ids.next();
      assert.ok(next > last && isId(next));
      assert.ok(timeOf(next) >= timeOf(last));
      last = next;
    }
  }
  const restarted = createIdSource(new ManualClock(0));
  restarted.continueAfter(last);
  assert.ok(restarted.next() > last);
});

test('the first id of a moment is before all ids of that moment', () => {
  const clock = new ManualClock();
  const ids = createIdSource(clock);
  const id = ids.next();
  assert.ok(firstIdAt(timeOf(id)) <= id);
  assert.ok(firstIdAt(timeOf(id) + 1) > id);
});

test('masks match like globs, in bounded time (R-03)', () => {
  const table: [string, string, boolean][] = [
    ['*!*@*', 'a!b@c', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*a*a*a*b', 'a'.repeat(2000), false],
    ['', '', true],
    ['*', '', true],
    ['?', '', false],
    ['a*', 'ba', false],
    ['(a+)+$', 'aaaa', false],
  ];
  for (const [mask, text, expected] of table) assert.equal(matchesMask(mask, text), expected, mask);
});

test('a queue gives back what went in, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer())), (acts) => {
      const queue = new Queue<number>(2);
      const model: number[] = [];
      for (const act of acts) {
        if (act === null) assert.equal(queue.shift(), model.shift());
        else {
          queue.push(act);
          model.push(act);
        }
        assert.equal(queue.length, model.length);
        assert.equal(queue.peek(), model[0]);
      }
      assert.deepEqual([...queue], model);
    }),
  );
});

test('a bucket gives its burst, then its rate, and says when to come back', () => {
  const rate = { burst: 2, perSecond: 4 };
  const bucket = fullBucket(rate, 0);
  assert.deepEqual([take(bucket, rate, 0), take(bucket, rate, 0), take(bucket, rate, 0)], [0, 0, 250]);
  assert.equal(take(bucket, rate, 250), 0);
  assert.equal(take(bucket, rate, 10_000), 0);
});

test('an IPv6 address counts by its /64, however it is written', () => {
  assert.equal(addressBlock('192.0.2.7'), '192.0.2.7');
  assert.equal(addressBlock('2001:db8:1:2:3:4:5:6'), addressBlock('2001:db8:1:2::9'));
  assert.notEqual(addressBlock('2001:db8:1:2::1'), addressBlock('2001:db8:1:3::1'));
  assert.equal(addressBlock('2001:db8::1'), '2001:db8:0:0/64');
  assert.equal(addressBlock('2001:db8::3:4:5:6:7'), '2001:db8:0:3/64');
  assert.equal(addressBlock('::1'), '0:0:0:0/64');
});
