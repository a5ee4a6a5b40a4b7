import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quantile, spread } from '../../bench/statistics.ts';

test('the spread of one value is that value three times', () => {
  assert.deepEqual(spread([4]), { min: 4, median: 4, max: 4 });
});

test('the median of an even count is the mean of the middle two', () => {
  assert.deepEqual(spread([10, 1, 3, 5]), { min: 1, median: 4, max: 10 });
});

test('numbers are ordered as numbers, not as text', () => {
  assert.equal(spread([100, 9, 20]).median, 20);
});

test('the spread of no values is refused', () => {
  assert.throws(() => spread([]), RangeError);
});

test('the median has as many values below it as above it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 30 }), (values) => {
      const { min, median, max } = spread(values);
      const below = values.filter((value) => value < median).length;
      const above = values.filter((value) => value > median).length;
      assert.ok(min <= median && median <= max);
      assert.ok(below <= values.length / 2 && above <= values.length / 2);
    }),
  );
});

test('the 99th percentile of a hundred values is the last but one', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(quantile(values, 0.99), 99);
  assert.equal(quantile(values, 0.5), 50);
  assert.equal(quantile([7], 0.99), 7);
});
