import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration, parseSize } from '../../src/config/units.ts';

test('sizes are powers of 1024', () => {
  assert.equal(parseSize('16K'), 16_384);
  assert.equal(parseSize('4M'), 4_194_304);
  assert.equal(parseSize('1g'), 1_073_741_824);
  assert.equal(parseSize('0'), 0);
  for (const bad of ['', '4X', '-1', '1.5K', '4 M', 'K', '1e3', '99999999999999T'])
    assert.equal(parseSize(bad), undefined, bad);
});

test('durations are milliseconds', () => {
  assert.equal(parseDuration('30s'), 30_000);
  assert.equal(parseDuration('10m'), 600_000);
  assert.equal(parseDuration('7d'), 604_800_000);
  assert.equal(parseDuration('2y'), 63_072_000_000);
  assert.equal(parseDuration('0'), 0);
  assert.equal(parseDuration('forever'), Number.POSITIVE_INFINITY);
  for (const bad of ['', '30', '-1s', '1.5h', '7 d', '1M', 's']) assert.equal(parseDuration(bad), undefined, bad);
});
