import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bare } from '../../../src/lib/address.ts';
import { View } from '../../../src/core/endpoint.ts';
import type { Event, MessageEvent, OccupantRef, RemovalCause } from '../../../src/core/event.ts';
import { online } from '../../../src/core/presence/availability.ts';
import { Cap } from '../../../src/protocols/irc/capabilities.ts';
import { createForms } from '../../../src/protocols/irc/forms.ts';
import { channelOf } from '../../../src/protocols/irc/names.ts';
import type { Spelling } from '../../../src/protocols/irc/spelling.ts';

const spelling: Spelling = {
  serverName: 'irc.example.org',
  channelNamed: (_address, name) => `#${name}`,
  channel: (address) => channelOf(address, 'rooms.example.org'),
  nick: (address) => address.slice(0, address.indexOf('@')),
};
const forms = createForms(spelling);
const room = 'garden@rooms.example.org' as Bare;
const base = { id: '018bcfe5-6800-7000-8000-000000000000', at: 1_700_000_000_000, room };
const alice: OccupantRef = {
  address: 'alice@example.org' as Bare,
  nickname: 'alice',
  mask: 'alice@example.org',
  account: 'alice',
  occupantId: 'o',
  displayName: 'Alice W',
  affiliation: 'none',
  role: 'participant',
  availability: online,
};
const bob: OccupantRef = {
  ...alice,
  address: 'bob@example.org' as Bare,
  nickname: 'bob',
  mask: 'bob@example.org',
  account: 'bob',
};

function show(event: Event, caps = 0, view: View = View.OTHER): string[] {
  const bytes = forms.of(caps).render(event, view);
  return bytes ? bytes.toString().split('\r\n').slice(0, -1) : [];
}

function message(more: Partial<MessageEvent>): MessageEvent {
  const rest = {
    type: 'message',
    conversation: 'c',
    seq: 1,
    to: undefined,
    from: alice,
    kind: 'text',
    body: 'hi',
    kept: true,
  } as const;
  return { ...base, ...rest, ...more };
}

test('forms are shared by all whose capabilities spell alike, and render an event once', () => {
  assert.equal(forms.of(Cap.batch | Cap.sasl), forms.of(0));
  assert.notEqual(forms.of(Cap.serverTime), forms.of(0));
  const event = message({});
  assert.equal(forms.of(0).render(event, View.OTHER), forms.of(0).render(event, View.OTHER));
});

// SEMANTICS 5.2
test('several lines are several messages: one id, one time, no empty lines', () => {
  const caps = Cap.messageTags | Cap.serverTime;
  assert.deepEqual(show(message({ body: 'one\n\n two\r\nthree\rfour' }), caps), [
    `@time=2023-11-14T22:13:20.000Z;msgid=${base.id} :alice!alice@example.org PRIVMSG #garden :one`,
    '@time=2023-11-14T22:13:20.000Z :alice!alice@example.org PRIVMSG #garden : two',
    '@time=2023-11-14T22:13:20.000Z :alice!alice@example.org PRIVMSG #garden :three',
    '@time=2023-11-14T22:13:20.000Z :alice!alice@example.org PRIVMSG #garden :four',
  ]);
  assert.deepEqual(show(message({ kind: 'action', body: 'waves\nand goes' })), [
    ':alice!alice@example.org PRIVMSG #garden :\x01ACTION waves\x01',
    ':alice!alice@example.org PRIVMSG #garden :\x01ACTION and goes\x01',
  ]);
  assert.deepEqual(show(message({ body: '/me waves' })), [':alice!alice@example.org PRIVMSG #garden :/me waves']);
});

// RELIABILITY B-01
test('whatever a body, a nickname, a subject or a reason holds, it makes lines of the one kind', () => {
  const evil = 'x\r\nQUIT\n:irc KICK\0\u2028\u0085 y';
  const who = { ...alice, nickname: `ev il:${evil}`, mask: evil };
  const events: [Event, string][] = [
    [message({ body: evil, from: who }), 'PRIVMSG'],
    [{ ...base, type: 'subject', by: who, subject: evil }, 'TOPIC'],
    [{ ...base, type: 'left', who, reason: evil, quit: false }, 'PART'],
    [{ ...base, type: 'removed', who, by: who, cause: 'kicked', reason: evil }, 'KICK'],
    [{ type: 'gone', id: '', at: 0, who, reason: evil }, 'QUIT'],
    [{ type: 'away', id: '', at: 0, who, availability: { ...online, show: 'away', status: evil } }, 'AWAY'],
  ];
  for (const [event, verb] of events) {
    const lines = show(event, Cap.awayNotify | Cap.messageTags);
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line.replace(/^@\S+ /, ''), new RegExp(`^:\\S+ ${verb} [^\\r\\n\\0]*$`));
  }
});

test('every body arrives whole, in lines that are short enough', () => {
  const body = fc.string({ unit: 'grapheme', maxLength: 1500 });
  fc.assert(
    fc.property(body, fc.constantFrom('text', 'action', 'notice'), (text, kind) => {
      const lines = show(message({ body: text, kind }), Cap.messageTags).map((line) => line.replace(/^@\S+ /, ''));
      for (const line of lines) {
        assert.ok(Buffer.byteLength(line) <= 510);
        assert.match(line, /^:alice!alice@example\.org (PRIVMSG|NOTICE) #garden :[^\r\n\0]*$/);
      }
      const said = lines
        .map((line) => line.replace(/^[^ ]+ \w+ #garden :(\x01ACTION )?/, '').replace(/\x01$/, ''))
        .join('');
      const whole = Buffer.from(text)
        .toString()
        .replaceAll('\0', ' ')
        .split(/\r\n|\r|\n/);
      if (whole.length === 1) assert.equal(said, whole[0]);
    }),
  );
});

test('who goes offline is shown once, by QUIT', () => {
  assert.deepEqual(show({ ...base, type: 'left', who: alice, reason: 'bye', quit: true }), []);
  assert.deepEqual(show({ type: 'gone', id: '', at: 0, who: alice, reason: 'bye' }), [
    ':alice!alice@example.org QUIT :bye',
  ]);
  for (const cause of ['shutdown', 'error'] as const) {
    assert.deepEqual(show({ ...base, type: 'removed', who: alice, by: undefined, cause, reason: '' }), []);
  }
});

// SEMANTICS 3
test('removals are KICKs: by who did it, or by the server with the cause', () => {
  const removed = (cause: RemovalCause, reason = '') =>
    show({ ...base, type: 'removed', who: bob, by: alice, cause, reason });
  assert.deepEqual(removed('kicked', 'out'), [':alice!alice@example.org KICK #garden bob :out']);
  assert.deepEqual(removed('banned', 'spam'), [':irc.example.org KICK #garden bob :Banned: spam']);
  assert.deepEqual(removed('affiliation-lost'), [':irc.example.org KICK #garden bob :Affiliation changed']);
  assert.deepEqual(removed('destroyed'), [':irc.example.org KICK #garden bob :Room destroyed']);
});

test('a subject of several lines is one topic', () => {
  assert.deepEqual(show({ ...base, type: 'subject', by: alice, subject: 'one\r\ntwo\n\nthree' }), [
    ':alice!alice@example.org TOPIC #garden :one | two | three',
  ]);
});

test('settings without a letter are not shown, and neither is what only XMPP has', () => {
  const changes = [
    { name: 'title', before: '', after: 'x' } as const,
    { name: 'archived', before: true, after: false } as const,
  ];
  assert.deepEqual(show({ ...base, type: 'configured', by: alice, changes }), []);
  assert.deepEqual(show({ ...base, type: 'renamed', who: alice, nickname: 'x' }), []);
  assert.deepEqual(show({ ...base, type: 'availability', who: alice }), []);
  assert.deepEqual(show({ type: 'presence', at: 0, from: alice.address, device: 'd', availability: online }), []);
});

test('messages of tags alone are for those who see tags', () => {
  const typing = message({ kind: 'tags', body: undefined, tags: { '+typing': 'active' } });
  assert.deepEqual(show(typing), []);
  assert.deepEqual(show(typing, Cap.messageTags), [
    `@msgid=${base.id};+typing=active :alice!alice@example.org TAGMSG #garden`,
  ]);
  assert.deepEqual(show(message({ kind: 'tags', body: undefined }), Cap.messageTags), []);
});

test('a private message through a room says which', () => {
  const event = message({ to: bob.address, toNickname: 'bob' });
  assert.deepEqual(show(event), [':alice!alice@example.org PRIVMSG bob :hi']);
  assert.match(show(event, Cap.messageTags)[0] ?? '', /;\+draft\/channel-context=#garden /);
});
