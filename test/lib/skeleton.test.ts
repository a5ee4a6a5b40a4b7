import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold, sameName } from '../../src/lib/fold.ts';
import { isSingleScript, usernameCaseMapped } from '../../src/lib/precis.ts';
import { skeleton } from '../../src/lib/skeleton.ts';

// UTS 39 4; RELIABILITY N-02
test('names that look alike have one skeleton', () => {
  const pairs = [
    ['Ch\u0251nServ', 'chanserv'],
    ['\u0435van', 'Evan'],
    ['\u0406van', 'ivan'],
    ['\u03bf\u0440\u0435r', 'oper'],
    ['\uff4e\uff49\uff43\uff4b\uff53\uff45\uff52\uff56', 'nickserv'],
    ['s\u0456r\u0456', 'siri'],
  ] as const;
  for (const [a, b] of pairs) assert.equal(skeleton(a), skeleton(b), a);
});

test('names in ASCII are confused with nothing but their own case', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/);
  fc.assert(fc.property(name, (text) => assert.equal(skeleton(text), fold(text))));
  assert.notEqual(skeleton('corn'), skeleton('com'));
});

test('a skeleton is its own skeleton', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) =>
      assert.equal(skeleton(skeleton(text)), skeleton(text)),
    ),
  );
});

// RELIABILITY N-01: one case mapping
test('folding is stable, and for ASCII the case mapping of IRC', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(fold(fold(text)), fold(text))));
  assert.ok(!sameName('Nick[]', 'nick{}'));
  assert.ok(sameName('STRA\u00dfE', 'stra\u00dfe'));
  assert.ok(!sameName('stra\u00dfe', 'strasse'));
  assert.ok(!sameName('I\u015f\u0131l', 'isil'));
  assert.ok(sameName('\uff21bc', 'abc'));
});

// RFC 8265 3.3, RFC 8264 9
test('a name has letters and digits of any script, and nothing that cannot be seen', () => {
  for (const name of [
    'I\u015f\u0131l',
    '\u03c9\u03bc\u03ad\u03b3\u03b1',
    '\u4e2d\u6587',
    '\u05d0\u05d1\u05d2',
    'a_b',
  ]) {
    assert.equal(usernameCaseMapped(name), fold(name), name);
  }
  for (const name of [
    '',
    'a b',
    'a\u200db',
    'a\u00adb',
    '\u265a',
    'a\u2028',
    '\u0640',
    'a\u05d0',
    '\u05d0a',
    '\u05d01\u0661',
  ]) {
    assert.equal(usernameCaseMapped(name), undefined, JSON.stringify(name));
  }
});

// UTS 39 5
test('scripts are not mixed, but for those that are written together', () => {
  for (const name of ['evan', 'I\u015f\u0131l', '\u0435\u0432\u0430\u043d', '\u6771\u4eac\u3061\u3083\u3093', 'a1_']) {
    assert.ok(isSingleScript(name), name);
  }
  for (const name of ['\u0435van', '\u03b1lpha', '\u0430\u03b2']) assert.ok(!isSingleScript(name), name);
});
