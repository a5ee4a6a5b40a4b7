import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNumber, formatTable } from '../../bench/table.ts';

test('columns are as wide as their widest cell and aligned as asked', () => {
  const table = formatTable(
    ['name', 'n'],
    [
      ['long name', '1'],
      ['x', '100'],
    ],
    ['left', 'right'],
  );
  assert.deepEqual(table.split('\n'), ['name         n', '---------  ---', 'long name    1', 'x          100']);
});

test('no line ends in blanks, and missing cells are empty', () => {
  const table = formatTable(
    ['a', 'b', 'note'],
    [
      ['1', '2'],
      ['1', '2', 'why'],
    ],
    ['left', 'left', 'left'],
  );
  for (const line of table.split('\n')) assert.equal(line, line.trimEnd());
});

test('numbers keep three significant digits and a unit of thousands', () => {
  const cases: [number, string][] = [
    [4_213_000, '4.21 M'],
    [999_900, '1.00 M'],
    [163_400, '163 k'],
    [9999, '9999'],
    [12.34, '12.3'],
    [0.4167, '0.417'],
    [0.0012, '1.2e-3'],
    [0, '0'],
    [Number.NaN, '-'],
    [Number.POSITIVE_INFINITY, '-'],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});
