import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatLine, oneLine } from '../../../../src/protocols/irc/wire/format.ts';
import { parseLine } from '../../../../src/protocols/irc/wire/line.ts';
import { clientOnlyTags, escapeTag, parseTags, unescapeTag } from '../../../../src/protocols/irc/wire/tags.ts';

// RFC 2812 2.3.1
test('tags, command and parameters are read; the source is dropped', () => {
  assert.deepEqual(parseLine('@a=b;c :evil!s@services   privmsg  #c  word :and  more :text '), {
    tags: 'a=b;c',
    command: 'PRIVMSG',
    params: ['#c', 'word', 'and  more :text '],
  });
  assert.deepEqual(parseLine('PING'), { tags: undefined, command: 'PING', params: [] });
  assert.deepEqual(parseLine('TOPIC #c :')?.params, ['#c', '']);
  assert.deepEqual(parseLine('NICK a ')?.params, ['a']);
});

test('what has no command is no line', () => {
  for (const text of [' ', ':only.source', '@only-tags', '@tags ', ':source ', 'ÄÖ x', ':']) {
    assert.equal(parseLine(text), undefined, text);
  }
});

// RELIABILITY I-04, RFC 2812 2.3.1: the fifteenth takes the rest
test('there are never more than fifteen parameters', () => {
  const words = Array.from({ length: 20 }, (_, i) => `p${i}`);
  const { params = [] } = parseLine(`MODE ${words.join(' ')}`) ?? {};
  assert.equal(params.length, 15);
  assert.equal(params[14], words.slice(14).join(' '));
});

test('what is formatted is read back the same', () => {
  const word = fc.stringMatching(/^[^\s:\0][^\s\0]{0,10}$/);
  const last = fc.stringMatching(/^[^\r\n\0]{0,30}$/);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 13 }), last, (words, text) => {
      assert.deepEqual(parseLine(formatLine('irc.example.org', 'TEST', [...words, text]))?.params, [...words, text]);
    }),
  );
});

// RELIABILITY B-01, B-04
test('whatever is put into a line, it stays one line with the parameters it had', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (params) => {
      const line = formatLine('s', 'TEST', params);
      assert.doesNotMatch(line, /[\r\n\0]/);
      assert.equal(parseLine(line)?.params.length, params.length);
    }),
  );
  assert.equal(oneLine('a\r\nb\0c'), 'a b c');
});

// message-tags, "Escaping values"
test('tag values survive escaping, and bad escapes lose only their backslash', () => {
  fc.assert(fc.property(fc.string(), (value) => unescapeTag(escapeTag(value)) === value));
  assert.equal(unescapeTag('a\\:b\\sc\\\\d\\re\\nf\\x\\'), 'a;b c\\d\re\nfx');
  assert.doesNotMatch(escapeTag('; \r\n'), /[; \r\n]/);
});

test('the last of two tags with one name counts, and a tag without a value is empty', () => {
  assert.deepEqual(
    [...parseTags('a=1;b;a=2;c=;=x')],
    [
      ['a', '2'],
      ['b', ''],
      ['c', ''],
    ],
  );
});

// RELIABILITY I-03
test('only tags between clients are passed on', () => {
  const tags = parseTags('account=root;time=x;msgid=y;+typing=active;+example.org/Tag=1;+;+bad name=1;label=4');
  assert.deepEqual(clientOnlyTags(tags), { '+typing': 'active', '+example.org/Tag': '1' });
  assert.equal(clientOnlyTags(parseTags('msgid=1')), undefined);
});
