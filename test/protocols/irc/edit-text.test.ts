import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editText } from '../../../src/protocols/irc/edit-text.ts';

// SEMANTICS 5.1 a, b, c
test('an edit is told by what was added, by the words that changed, or by the whole text', () => {
  const cases: readonly (readonly [before: string, after: string, told: string])[] = [
    ['see you', 'see you', ''],
    ['see you', 'see you tomorrow at nine', 'tomorrow at nine'],
    ['one', 'one\ntwo', 'two'],
    ['really?', 'really?!', '!'],
    ['he', 'hello', '* hello'],
    ['what light through yonder airlock breaks', 'what light through yonder window breaks', '* yonder window breaks'],
    ['teh cat sat', 'the cat sat', '* the cat'],
    ['it is not so', 'it is so', '* is so'],
    ['the end teh', 'the end', '* end'],
    ['a  b', 'a b', '* a b'],
    ['1 2 3 4 5 6 7 8', 'a b c d e f g 8', '* a b c d e f g 8'],
    ['x y', `${'long'.repeat(20)} y`, `* ${'long'.repeat(20)} y`],
    ['one\ntwo', 'one\n2', '* one\n2'],
  ];
  for (const [before, after, told] of cases) assert.equal(editText(before, after), told, `${before} -> ${after}`);
});

const word = fc.constantFrom('a', 'b', 'cat', 'dog.', 'ä', '😀', 'supercalifragilistic');
const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));

test('whatever is told is part of the new text, short where it can be, and never what was said already', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const told = editText(before, after);
      if (before === after) return told === '';
      const isMarked = told.startsWith('* ');
      const shown = isMarked ? told.slice(2) : told;
      assert.ok(shown !== '' && after.includes(shown));
      // a: with what was there before it is the text.
      if (!isMarked) assert.equal(`${before} ${shown}`, after);
      // b or c.
      else if (shown !== after) assert.ok([...shown].length <= 80 && shown.split(' ').length <= 8);
      return true;
    }),
  );
});

test('whoever knows the old text and puts a fragment in its place gets the new one', () => {
  fc.assert(
    fc.property(text, text, text, word, (head, tail, changed, now) => {
      const before = `${head} < ${changed} > ${tail}`;
      const after = `${head} < ${now} > ${tail}`;
      const told = editText(before, after);
      if (told === '' || told === `* ${after}`) return true;
      const words = after.split(' ');
      return (
        words.join(' ').includes(told.slice(2)) &&
        (changed.endsWith(now) || changed.startsWith(now) || told.includes(now))
      );
    }),
  );
});
