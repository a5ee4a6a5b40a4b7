import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { ipVersion } from '../../src/lib/ip.ts';

test('an address is told as node:net tells it', () => {
  const near = fc.string({ unit: fc.constantFrom(...'0123456789abf:.g[]/ '), maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), near), (text) => assert.equal(ipVersion(text), isIP(text), text)),
  );
  for (const text of [
    '::',
    '::1',
    '::ffff:1.2.3.4',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    '',
    ':',
    '1::2::3',
    '[::1]',
    '::1]/',
    '1:2',
  ]) {
    assert.equal(ipVersion(text), isIP(text), text);
  }
});
