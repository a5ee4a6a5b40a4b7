import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { authenticateChunks, CHUNK, decodeBase64 } from '../../../../src/protocols/irc/wire/base64.ts';

// IRCv3 sasl-3.1: a chunk of 400 means that more follows, so a whole number of them ends with "+"
test('data comes back from its chunks, whatever its length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
      const chunks = authenticateChunks(Buffer.from(bytes));
      assert.ok(chunks.slice(0, -1).every((chunk) => chunk.length === CHUNK));
      assert.ok((chunks.at(-1) ?? '').length < CHUNK);
      const text = chunks.filter((chunk) => chunk !== '+').join('');
      assert.deepEqual(decodeBase64(text), Buffer.from(bytes));
    }),
  );
  assert.deepEqual(authenticateChunks(Buffer.alloc(300)), ['A'.repeat(400), '+']);
});

test('what is not base64 is not guessed at', () => {
  for (const text of ['a', 'ab=c', 'a b=', '====', 'ab-_', 'abc\n']) assert.equal(decodeBase64(text), undefined, text);
});
