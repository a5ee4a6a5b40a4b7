import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressBlock } from '../../../src/lib/address-block.ts';
import { parseLoginName } from '../../../src/core/accounts/login-name.ts';
import { accountKey, isGuestNickname, isReservedName, isServiceName } from '../../../src/core/accounts/names.ts';
import { preparePassword } from '../../../src/core/accounts/passwords.ts';
import { foldLocal } from '../../../src/lib/address.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { isNameHere, keyOfAddress } from '../../../src/core/accounts/names.ts';

test('an account name is folded to its key', () => {
  assert.equal(accountKey('Alice'), 'alice');
  assert.equal(accountKey('a'), 'a');
  assert.equal(accountKey('[X]{Y}|^`_-9'), '[x]{y}|^`_-9');
  assert.equal(accountKey('x'.repeat(32)), 'x'.repeat(32));
});

test('what IRC or XMPP could not carry is no account name', () => {
  const bad = ['', '1abc', '-a', 'a\\b', 'a b', 'a@b', 'a/b', 'a.b', 'x'.repeat(33), 'a\n', 'a:b', '*status'];
  for (const name of bad) assert.equal(accountKey(name), undefined, JSON.stringify(name));
});

// SEMANTICS 1.1: which names there are is the profile's matter, what they are compared by is not
test('letters beyond ASCII are for names.profile = "precis" alone', () => {
  assert.equal(accountKey('Ä'), 'ä');
  assert.ok(isNameHere('precis', 'ä') && !isNameHere('ascii', 'ä'));
  assert.equal(accountKey('ä@b'), undefined);
});

test('every account key is a localpart that is its own fold', () => {
  const letters = 'abcXYZ_[]{}|^`09-';
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 32 }), (name) => {
      const key = accountKey(name);
      if (key === undefined) return;
      assert.equal(foldLocal(key), key);
      assert.equal(accountKey(key), key);
      assert.equal(keyOfAddress(`${key}@example.org` as Bare, 'example.org'), key);
    }),
  );
});

test('names of services and guests belong to nobody, the operator has some for itself', () => {
  assert.ok(isServiceName('NickServ'));
  assert.ok(isServiceName('Guest-17'));
  assert.ok(!isServiceName('admin'));
  assert.ok(isReservedName('ADMIN'));
  assert.ok(!isReservedName('alice'));
});

test('a guest may use a backslash, and must use the prefix where that is forced', () => {
  assert.ok(isGuestNickname('a\\b'));
  assert.ok(isGuestNickname('Guest-7'));
  assert.ok(!isGuestNickname('Guest-'));
  assert.ok(!isGuestNickname('ChanServ'));
  assert.ok(!isGuestNickname('bob', true));
  assert.ok(isGuestNickname('Guest-bob', true));
});

test('a login name may carry the domain and a device label', () => {
  const cases: [string, string, string | undefined][] = [
    ['alice', 'alice', undefined],
    ['Alice@Example.ORG', 'alice', undefined],
    ['alice/phone', 'alice', 'phone'],
    ['alice@phone', 'alice', 'phone'],
    ['alice@example.org/Phone 2', 'alice', 'Phone 2'],
  ];
  for (const [text, key, device] of cases) assert.deepEqual(parseLoginName(text, 'example.org'), { key, device }, text);
});

test('a login name of another server or of none is refused', () => {
  for (const text of ['', '@', 'alice/', 'alice@', 'alice@other.org/x', '1', 'alice/\u0000', 'a'.repeat(5000)]) {
    assert.equal(parseLoginName(text, 'example.org'), undefined, text.slice(0, 20));
  }
});

test('passwords are prepared as OpaqueString (RFC 8265 4.3)', () => {
  assert.equal(preparePassword('correct horse battery staple'), 'correct horse battery staple');
  assert.equal(preparePassword('Correct Horse Battery Staple'), 'Correct Horse Battery Staple');
  assert.equal(preparePassword('foo\u1680bar'), 'foo bar');
  assert.equal(preparePassword('πßå'), 'πßå');
  assert.equal(preparePassword('e\u0301'), 'é');
  assert.equal(preparePassword('my cat is a \tby'), undefined);
  assert.equal(preparePassword(''), undefined);
  assert.equal(preparePassword('x'.repeat(592))?.length, 592);
  assert.equal(preparePassword('x'.repeat(1025)), undefined);
  assert.equal(preparePassword('\ud800'), undefined);
});

test('an IPv6 customer is counted as one', () => {
  assert.equal(addressBlock('192.0.2.1'), '192.0.2.1');
  assert.equal(addressBlock('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2/64');
  assert.equal(addressBlock('2001:db8::1'), '2001:db8:0:0/64');
  assert.equal(addressBlock('2001:db8::3:4:5:6:7'), '2001:db8:0:3/64');
  assert.equal(addressBlock('::1'), '0:0:0:0/64');
});
