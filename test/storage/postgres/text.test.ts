import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isUuid } from '../../../src/storage/uuid.ts';
import { decodeText, digestOf, encodeText, plainArray, textArray } from '../../../src/storage/postgres/text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\0', '\uFDD0', '\uD800', '\uDC00', '\uDBFF\uDFFF', '0000', 'fdd0', 'a'))
    .map((all) => all.join('')),
);

test('every string survives being stored, and what is stored is text to PostgreSQL', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const stored = encodeText(text);
      assert.equal(decodeText(stored), text);
      assert.ok(!stored.includes('\0'));
      assert.equal(Buffer.from(stored).toString(), stored, 'well-formed');
    }),
  );
});

test('different strings are stored differently', () => {
  fc.assert(fc.property(anyText, anyText, (a, b) => (a === b) === (encodeText(a) === encodeText(b))));
});

test('ordinary text is stored as it is', () => {
  for (const text of ['', 'hello', 'é\u0301 \u{1F600} \uFFFF \uFFFD\n\t\x02', 'Ünïcödé'])
    assert.equal(encodeText(text), text);
});

test('a digest is a UUID, and tells parts apart that are equal when joined', () => {
  assert.ok(isUuid(digestOf('a', 'b')));
  assert.notEqual(digestOf('a', 'bc'), digestOf('ab', 'c'));
  assert.notEqual(digestOf('a","b'), digestOf('a', 'b'));
});

test('arrays are written as PostgreSQL reads them', () => {
  assert.equal(textArray(['a', null, '', 'NULL', '"\\', '{,}']), '{"a",NULL,"","NULL","\\"\\\\","{,}"}');
  assert.equal(plainArray([1, null, 'x']), '{1,NULL,x}');
  assert.equal(textArray([]), '{}');
});
