import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setAffiliationRecord } from '../../../src/core/rooms/affiliations.ts';
import { becomeAccount, becomeGuest } from '../../../src/core/presence/become.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { Later } from '../../../src/core/refusal.ts';
import { account, garden, guest, insist, join, makeAccount, makeWorld, turns } from '../world.ts';

const as = { ident: '~u', host: 'cloak.guests.example.org' };

test('a guest who logs in stays in the room as the account, and everybody is told once', async () => {
  const world = await makeWorld({ nicknames: 'free', createRooms: 'anyone' });
  const bob = await account(world, 'bob');
  const ann = guest(world, 'ann');
  await join(world, bob);
  await join(world, ann);
  bob.endpoint.shown.length = 0;
  const { occupantId } = ann.session.person;
  assert.equal(becomeAccount(world.core, ann.session, makeAccount('alice')), undefined);
  const { person } = ann.session;
  assert.deepEqual([person.kind, person.address.bare, person.nickname], ['account', 'alice@example.org', 'ann']);
  assert.notEqual(person.occupantId, occupantId);
  assert.deepEqual(bob.endpoint.types(), ['person-identified', 'identified']);
  assert.equal(world.core.people.byAddress('alice@example.org' as never), person);
  assert.equal(becomeAccount(world.core, ann.session, makeAccount('alice')), undefined);
  assert.deepEqual(bob.endpoint.types().length, 2, 'nothing happens where it is that account already');
});

test('whom the room has cast out is removed when they log in', async () => {
  const world = await makeWorld({ nicknames: 'free', createRooms: 'anyone' });
  const bob = await account(world, 'bob');
  const { room } = await join(world, bob);
  const ann = guest(world, 'ann');
  await join(world, ann);
  const record = {
    address: 'alice@example.org' as never,
    affiliation: 'outcast',
    reason: '',
    by: 'bob',
    at: 1,
  } as const;
  setAffiliationRecord(world.core, room, record);
  becomeAccount(world.core, ann.session, makeAccount('alice'));
  assert.equal(room.occupants.size, 1);
  assert.equal(ann.endpoint.types().at(-1), 'removed');
});

test('messages that are on their way come before the login', async () => {
  const world = await makeWorld({ nicknames: 'free', createRooms: 'anyone' });
  const bob = await account(world, 'bob');
  const ann = guest(world, 'ann');
  const { room } = await join(world, bob);
  await join(world, ann);
  const draft = { kind: 'text', body: 'hi', kept: true } as const;
  await insist(() => say(world.core, bob.session, room, draft, undefined));
  assert.ok(becomeAccount(world.core, ann.session, makeAccount('alice')) instanceof Later);
  await insist(() => becomeAccount(world.core, ann.session, makeAccount('alice')));
  const journal = ann.endpoint.journal.filter((word) => word !== 'presence');
  assert.deepEqual(journal.slice(-3), ['heard hi', 'person-identified', 'identified']);
});

test('who logs out is a guest under another name, without what the account had in the room', async () => {
  const world = await makeWorld({ createRooms: 'anyone' });
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, alice);
  await join(world, bob);
  bob.endpoint.shown.length = 0;
  assert.equal(becomeGuest(world.core, alice.session, as), undefined);
  const { person } = alice.session;
  assert.deepEqual([person.kind, person.account], ['guest', undefined]);
  assert.match(person.nickname, /^Guest-[0-9a-f]+$/);
  assert.match(person.address.bare, /^guest-[0-9a-f]{8}@guests\.example\.org$/);
  assert.deepEqual(bob.endpoint.types(), ['person-identified', 'identified', 'renamed', 'person-renamed']);
  const occupant = room.occupants.get(person.nickname.toLowerCase() as never);
  assert.deepEqual([occupant?.affiliation, occupant?.role], ['none', 'participant']);
  assert.equal(room.affiliations.get('alice@example.org' as never)?.affiliation, 'owner');
  assert.equal((becomeGuest(world.core, alice.session, as) as { reason?: string }).reason, 'not-authorized');
});

test('of an account with several sessions only the one that logs out leaves', async () => {
  const world = await makeWorld({ createRooms: 'anyone' });
  const one = await account(world, 'alice', { device: 'one', follows: true });
  const two = await account(world, 'alice', { device: 'two', follows: true });
  await join(world, one);
  assert.equal(becomeGuest(world.core, one.session, as), undefined);
  await turns();
  assert.equal(two.session.person.nickname, 'alice');
  assert.equal(two.session.person.sessions.length, 1);
  assert.equal(one.session.person.kind, 'guest');
  assert.deepEqual([...one.session.seats.keys()], [garden], 'as a guest it may be there too');
  assert.equal(world.core.people.sessions, 2);
});
