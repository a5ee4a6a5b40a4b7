import assert from 'node:assert/strict';
import { test } from 'node:test';
import { View } from '../../../../src/core/endpoint.ts';
import type { Event, OccupantRef, PersonRef, RemovalCause } from '../../../../src/core/event.ts';
import type { Bare } from '../../../../src/lib/address.ts';
import { roomStanzas } from '../../../../src/protocols/xmpp/forms/room.ts';
import type { Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { Scope } from '../../../../src/protocols/xmpp/wire/tree-builder.ts';
import { brief, codesOf, garden, itemOf } from './room-world.ts';

const alice: PersonRef = {
  address: 'alice@example.org' as Bare,
  nickname: 'alice',
  mask: 'alice@example.org',
  account: 'alice',
  occupantId: 'o-alice',
};
const bob: OccupantRef = {
  ...alice,
  address: 'bob@example.org' as Bare,
  nickname: `b"o'b`,
  occupantId: 'o-bob',
  displayName: 'Bob <the> "Builder"',
  affiliation: 'member',
  role: 'participant',
  availability: { show: 'dnd', status: 'a & b', priority: 5, payload: `<c xmlns='http://jabber.org/protocol/caps'/>` },
  device: 'pc & phone',
};
const about = { id: '01', at: 0, room: garden } as const;

function shown(event: Event, view: number): Element[] {
  const scope = new Scope("<stream:stream xmlns='jabber:client' xmlns:stream='s'>");
  return (roomStanzas(event, view) ?? []).map(([head, tail]) => scope.parse(`${head}x@example.org/r${tail}`));
}

// XEP-0045 7.2.2, 7.2.3; XEP-0172, XEP-0421.
test('presence says all of an occupant that the receiver may know', () => {
  const [seen] = shown({ ...about, type: 'joined', who: bob }, View.OTHER);
  assert.equal(seen!.attrs.from, `${garden}/b"o'b`);
  assert.equal(seen!.getChildText('show'), 'dnd');
  assert.equal(seen!.getChildText('status'), 'a & b');
  assert.equal(seen!.getChild('priority'), undefined);
  assert.equal(seen!.getChildText('nick'), 'Bob <the> "Builder"');
  assert.equal(seen!.getChild('occupant-id')?.attrs.id, 'o-bob');
  assert.deepEqual(itemOf(seen!), { affiliation: 'member', role: 'participant' });
  assert.equal(
    itemOf(shown({ ...about, type: 'joined', who: bob }, View.PRIVILEGED)[0]!).jid,
    'bob@example.org/pc & phone',
  );
  assert.deepEqual(codesOf(shown({ ...about, type: 'joined', who: bob }, View.SELF)[0]!), ['110']);
});

// XEP-0045 8.2, 9.1, 9.4, 9.5, 10.2, 17.
test('every way of being removed has its codes', () => {
  const codes: Record<RemovalCause, string[]> = {
    kicked: ['307'],
    banned: ['301'],
    'affiliation-lost': ['321'],
    'members-only': ['322'],
    destroyed: [],
    shutdown: ['332'],
    error: ['307', '333'],
  };
  for (const [cause, expected] of Object.entries(codes) as [RemovalCause, string[]][]) {
    const [seen] = shown({ ...about, type: 'removed', who: bob, by: alice, cause, reason: 'r' }, View.OTHER);
    assert.deepEqual(codesOf(seen!), expected, cause);
    assert.equal(seen!.attrs.type, 'unavailable');
    assert.equal(itemOf(seen!).role, 'none');
    assert.equal(seen!.getChild('show'), undefined);
  }
});

// XEP-0045 7.6.
test('a new nickname is two presences, and moderators may follow the address', () => {
  const stanzas = shown({ ...about, type: 'renamed', who: bob, nickname: 'bobby' }, View.PRIVILEGED);
  assert.deepEqual(stanzas.map(brief), [`presence garden/b"o'b unavailable 303`, 'presence garden/bobby']);
  assert.equal(itemOf(stanzas[0]!).nick, 'bobby');
  assert.equal(itemOf(stanzas[1]!).nick, undefined);
});

// XEP-0045 9.3, 10.3.
test('what becomes of somebody absent is for those who may see addresses', () => {
  const event: Event = {
    ...about,
    type: 'ranked',
    who: { ...bob, affiliation: 'admin', role: 'none' },
    present: false,
    before: { affiliation: 'none', role: 'none' },
    by: alice,
    reason: '',
  };
  assert.deepEqual(shown(event, View.OTHER), []);
  assert.deepEqual(itemOf(shown(event, View.PRIVILEGED)[0]!), {
    affiliation: 'admin',
    role: 'none',
    jid: 'bob@example.org',
  });
});

// XEP-0045 7.8.2, XEP-0249.
test('an invitation carries reason and password, by way of the room or not', () => {
  const event = {
    ...about,
    type: 'invited',
    by: alice,
    who: bob,
    reason: `"now" & here`,
    key: 'k',
    mediated: true,
  } as const;
  const [mediated] = shown(event, View.SELF);
  const x = mediated!.getChild('x', 'http://jabber.org/protocol/muc#user');
  assert.deepEqual(
    [mediated!.attrs.from, x?.getChildText('password'), x?.getChild('invite')?.getChildText('reason')],
    [garden, 'k', `"now" & here`],
  );
  const [direct] = shown({ ...event, mediated: false }, View.SELF);
  assert.equal(direct!.attrs.from, 'alice@example.org');
  assert.equal(direct!.getChild('x', 'http://jabber.org/protocol/muc#user'), undefined);
  assert.deepEqual(direct!.getChild('x', 'jabber:x:conference')?.attrs, {
    xmlns: 'jabber:x:conference',
    jid: garden,
    reason: `"now" & here`,
    password: 'k',
  });
});

test('what is said per person is nothing in a room', () => {
  assert.equal(roomStanzas({ type: 'gone', id: '1', at: 0, who: alice, reason: '' }, View.OTHER), undefined);
  const mask = { ...about, type: 'ban-list', by: alice, list: 'ban', mask: 'x!*@*', added: true } as const;
  assert.equal(roomStanzas(mask, View.OTHER), undefined);
});
