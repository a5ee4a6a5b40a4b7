import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from '../../bench/options.ts';

test('peers and figures can be named more than once', () => {
  const options = parseOptions(['--against', 'ngircd', '--against', 'prosody', '--only', 'irc', '--only', 'muc']);
  assert.deepEqual(options.against, ['ngircd', 'prosody']);
  assert.deepEqual(options.only, ['irc', 'muc']);
  assert.equal(options.runs, 3);
});

test('unknown options and numbers of runs out of bounds are refused', () => {
  assert.throws(() => parseOptions(['--agianst', 'ngircd']));
  for (const runs of ['0', '21', '1.5', 'many']) assert.throws(() => parseOptions(['--runs', runs]), /1 to 20/);
});
