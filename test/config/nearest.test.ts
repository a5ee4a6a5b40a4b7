import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, findNearest } from '../../src/config/nearest.ts';

test('the nearest word is found, and nothing where none is near', () => {
  assert.equal(findNearest('sendqq', ['nick', 'sendq', 'room']), 'sendq');
  assert.equal(findNearest('strat', ['stop', 'start', 'status']), 'start');
  assert.equal(findNearest('zzz', ['nick', 'room']), undefined);
});

test('the distance is nought for equals only, and the same both ways', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      assert.equal(editDistance(one, other) === 0, one === other);
      assert.equal(editDistance(one, other), editDistance(other, one));
    }),
  );
});
