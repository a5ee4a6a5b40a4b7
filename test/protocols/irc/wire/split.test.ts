import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutBytes } from '../../../../src/protocols/irc/wire/format.ts';
import { splitText } from '../../../../src/protocols/irc/wire/split.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 400 });

// RELIABILITY B-06
test('the pieces are the text, none is too long and none is empty', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 16, max: 200 }), (whole, budget) => {
      const pieces = splitText(whole, budget);
      assert.equal(pieces.join(''), whole);
      for (const piece of pieces) assert.ok(Buffer.byteLength(piece) <= budget);
      if (whole !== '') assert.ok(pieces.every((piece) => piece !== ''));
    }),
  );
});

test('a cut is behind a space where there is one to be found', () => {
  assert.deepEqual(splitText('the quick brown fox jumps', 16), ['the quick brown ', 'fox jumps']);
  assert.deepEqual(splitText('a bcdefghijklmnopqrstuvw', 16), ['a bcdefghijklmno', 'pqrstuvw']);
});

test('graphemes stay whole: flags, families, letters with marks', () => {
  const families = '👩‍👩‍👧‍👦'.repeat(5);
  for (const piece of splitText(families, 60)) assert.equal(piece.replaceAll('👩‍👩‍👧‍👦', ''), '');
});

test('one letter with a thousand marks is cut all the same', () => {
  const zalgo = `a${'\u0301'.repeat(1000)}`;
  const pieces = splitText(zalgo, 100);
  assert.equal(pieces.join(''), zalgo);
  assert.ok(pieces.every((piece) => Buffer.byteLength(piece) <= 100));
});

test('cutting to bytes never leaves half a letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(150), (whole, most) => {
      const cut = cutBytes(whole, most);
      assert.ok(Buffer.byteLength(cut) <= most);
      assert.ok(Buffer.from(whole).toString().startsWith(cut) || whole === cut);
    }),
  );
});
