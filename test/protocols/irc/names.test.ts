import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldLocal, makeAddress } from '../../../src/lib/address.ts';
import { channelOf, normalizeMask, parseChannel } from '../../../src/protocols/irc/names.ts';

const rooms = 'rooms.example.org';
const addressOf = (channel: string) => parseChannel(channel, rooms)?.address;

// SEMANTICS 2
test('channels are rooms: one # is the sigil, and what a localpart cannot have is escaped', () => {
  assert.equal(addressOf('#lobby'), 'lobby@rooms.example.org');
  assert.equal(addressOf('#Lobby'), 'lobby@rooms.example.org');
  assert.equal(parseChannel('#Lobby', rooms)?.name, 'Lobby');
  assert.equal(addressOf('##c'), '#c@rooms.example.org');
  assert.equal(addressOf('#c++/dev'), 'c++\\2fdev@rooms.example.org');
  assert.equal(addressOf('#a:b'), 'a\\3ab@rooms.example.org');
  assert.equal(addressOf('#x@y'), 'x\\40y@rooms.example.org');
  assert.equal(addressOf('#room@conf.remote.example'), 'room@conf.remote.example');
  assert.equal(addressOf('#lobby@rooms.example.org'), 'lobby@rooms.example.org');
  assert.equal(channelOf('room@conf.remote.example' as never, rooms), '#room@conf.remote.example');
});

test('what is no channel name is no room', () => {
  for (const name of ['', '#', '&x', '+x', '!x', 'x', '#a b', '#a,b', '#a\x07', `#${'x'.repeat(200)}`, '#a@b..c']) {
    assert.equal(addressOf(name), undefined, name);
  }
});

// RELIABILITY B-03, SEMANTICS 12 P1
test('every room has one channel name that leads back to it', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '\\20',
      '\\2c',
      '\\5c',
      '\\2f',
      '\\40',
      '\\3a',
      '\\',
      ',',
      '.',
      '#',
      '5c',
      '2c',
      '@',
      '/',
      ':',
      'ß',
      'Ä',
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  const local = fc
    .array(part, { minLength: 1, maxLength: 8 })
    .map((parts) => foldLocal(parts.join('')))
    .filter((text) => text !== undefined && Buffer.byteLength(text) < 60);
  fc.assert(
    fc.property(local, (text) => {
      const { bare } = makeAddress(text as string, rooms);
      assert.equal(addressOf(channelOf(bare, rooms)), bare);
    }),
    { numRuns: 2000 },
  );
});

test('a channel name says what people typed, escapes and all', () => {
  for (const name of ['#a:b', '#x@y', '#c++/dev', '##c', '#"quoted"', "#<a>&'b'", '#back\\slash']) {
    const target = parseChannel(name, rooms);
    assert.equal(target && channelOf(target.address, rooms, target.name), name);
  }
});

// RFC 2811 4.3.1
test('masks are completed', () => {
  assert.equal(normalizeMask('bob'), 'bob!*@*');
  assert.equal(normalizeMask('bob!x'), 'bob!x@*');
  assert.equal(normalizeMask('*@host'), '*!*@host');
  assert.equal(normalizeMask('x@host'), '*!x@host');
  assert.equal(normalizeMask('a!b@c'), 'a!b@c');
  assert.equal(normalizeMask(''), '*!*@*');
});
