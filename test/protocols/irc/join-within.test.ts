import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinWithin } from '../../../src/protocols/irc/join-within.ts';

test('every word is in one text, in order, and no text of several words is too long', () => {
  const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).map((text) => text.replaceAll(',', '_'));
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 1, max: 80 }), (words, most) => {
      const texts = joinWithin(words, ',', most);
      assert.deepEqual(
        texts.flatMap((text) => text.split(',')),
        words,
      );
      for (const text of texts) assert.ok(!text.includes(',') || Buffer.byteLength(text) <= most);
    }),
  );
});
