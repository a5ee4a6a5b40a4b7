import assert from 'node:assert/strict';
import { test } from 'node:test';
import { View } from '../../../src/core/endpoint.ts';
import { attach, detach, seatFollower } from '../../../src/core/presence/attach.ts';
import { online } from '../../../src/core/presence/availability.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { enter } from '../../../src/core/rooms/enter.ts';
import { leave, leaveSeat } from '../../../src/core/rooms/leave.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { account, garden, guest, insist, join, makeAccount, makeWorld, TestEndpoint, turns } from '../world.ts';

test('the first to enter makes the room, owns it and moderates it (XEP-0045 10.1)', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const { created, arrived, occupant, room } = await join(world, alice);
  assert.deepEqual([created, arrived], [true, true]);
  assert.deepEqual([occupant.affiliation, occupant.role], ['owner', 'moderator']);
  assert.equal(room.record.settings.persistent, true);
});

test('the first to enter an existing room gets no rank', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, alice);
  leave(world.core, alice.session, room, '');
  const { occupant, created } = await join(world, bob);
  assert.equal(created, false);
  assert.deepEqual([occupant.affiliation, occupant.role], ['none', 'participant']);
});

test('everybody inside is shown the newcomer, who is not', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  await join(world, alice);
  alice.endpoint.shown.length = 0;
  await join(world, bob);
  assert.deepEqual(
    alice.endpoint.shown.map(({ event, view }) => [event.type, view]),
    [['joined', View.PRIVILEGED]],
  );
  assert.deepEqual(bob.endpoint.types(), []);
});

test('two sessions of one account are one occupant: the second is shown to nobody (SEMANTICS 1.2)', async () => {
  const world = await makeWorld();
  const phone = await account(world, 'alice', { device: 'phone' });
  const desk = await account(world, 'alice', { device: 'desk' });
  const bob = await account(world, 'bob');
  const { room } = await join(world, phone);
  await join(world, bob);
  bob.endpoint.shown.length = 0;
  const { arrived } = await join(world, desk);
  assert.equal(arrived, false);
  assert.equal(room.occupants.size, 2);
  assert.deepEqual(bob.endpoint.types(), []);

  leaveSeat(world.core, phone.session, room, '');
  assert.deepEqual(bob.endpoint.types(), [], 'one session leaves, the person stays');
  leaveSeat(world.core, desk.session, room, 'bye');
  assert.deepEqual(bob.endpoint.types(), ['left']);
  assert.equal(room.occupants.size, 1);
});

test('what one session says reaches the other sessions of the same person', async () => {
  const world = await makeWorld();
  const phone = await account(world, 'alice', { device: 'phone' });
  const desk = await account(world, 'alice', { device: 'desk' });
  const { room } = await join(world, phone);
  await join(world, desk);
  say(world.core, phone.session, room, { kind: 'text', body: 'hi', kept: true }, 0);
  await turns();
  assert.deepEqual(desk.endpoint.bodies(), ['hi']);
  assert.deepEqual(phone.endpoint.released_.length, 1);
  assert.deepEqual(phone.endpoint.bodies(), []);
});

test('a follower is seated wherever its person is, now and later', async () => {
  const world = await makeWorld();
  const xmpp = await account(world, 'alice');
  const irc = await account(world, 'alice', { follows: true });
  const { room } = await join(world, xmpp);
  assert.deepEqual(
    irc.endpoint.entered_.map(({ room: where }) => where.address),
    [garden],
  );
  const late = new TestEndpoint();
  const identity = { account: makeAccount('alice') };
  const session = attach(world.core, {
    identity,
    endpoint: late,
    device: 'late',
    wire: 'test',
    follows: true,
    isSecure: true,
    ip: '::1',
    availability: online,
  });
  assert.ok(!isRefusal(session));
  seatFollower(session);
  assert.equal(late.entered_.length, 1);
  assert.equal(room.occupants.size, 1);
  leave(world.core, irc.session, room, 'all of me');
  assert.equal(room.occupants.size, 0);
  assert.deepEqual(xmpp.endpoint.types(), ['left'], 'the whole person leaves (SEMANTICS 3)');
});

test('a person that goes is shown leaving each room and gone once', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  await join(world, alice);
  await join(world, bob);
  await join(world, alice, 'pond@rooms.example.org' as never);
  await join(world, bob, 'pond@rooms.example.org' as never);
  bob.endpoint.shown.length = 0;
  detach(world.core, alice.session, 'asleep');
  assert.deepEqual(bob.endpoint.types().sort(), ['gone', 'left', 'left']);
  assert.equal(world.core.people.byNickname('ALICE'), undefined);
});

test('a session that ends with messages in flight leaves after them', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, alice);
  await join(world, bob);
  bob.endpoint.journal.length = 0;
  say(world.core, alice.session, room, { kind: 'text', body: 'last words', kept: true }, 0);
  detach(world.core, alice.session, 'bye');
  assert.deepEqual(bob.endpoint.journal, []);
  await turns();
  assert.deepEqual(bob.endpoint.journal, ['heard last words', 'left', 'gone']);
});

test('guests make no rooms where accounts do, and a room of a guest ends with its last occupant', async () => {
  const strict = await makeWorld();
  const visitor = guest(strict, 'visitor');
  const refused = await insist(() => enter(strict.core, visitor.session, { address: garden, name: 'garden' }));
  assert.ok(isRefusal(refused) && refused.reason === 'may-not-create');

  const open = await makeWorld({ createRooms: 'anyone' });
  const passer = guest(open, 'passer');
  const { room, occupant } = await join(open, passer);
  assert.deepEqual([occupant.affiliation, occupant.role], ['none', 'moderator']);
  leave(open.core, passer.session, room, '');
  assert.equal(open.core.rooms.find(garden), undefined);
});

test('a guest cannot take a nickname that is worn', async () => {
  const world = await makeWorld();
  await account(world, 'Alice');
  assert.throws(() => guest(world, 'aLICE'), /nickname-in-use/);
});

test('a session holds a bounded number of rooms', async () => {
  const world = await makeWorld({ limits: { ...(await makeWorld()).core.config.limits, roomsPerSession: 1 } });
  const alice = await account(world, 'alice');
  await join(world, alice);
  await assert.rejects(join(world, alice, 'pond@rooms.example.org' as never), /too-many-rooms/);
});

test('a room comes back as it was after everybody left and it was unloaded', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const { room } = await join(world, alice);
  say(world.core, alice.session, room, { kind: 'text', body: 'kept', kept: true }, 0);
  await turns();
  await world.core.rooms.flush();
  const loaded = await world.core.storage.rooms.load(garden, 20);
  assert.deepEqual(
    loaded?.recent.map(({ body }) => body),
    ['kept'],
  );
  assert.equal(loaded?.lastSeq, 1);
  assert.deepEqual(
    loaded?.affiliations.map(({ address, affiliation }) => [address, affiliation]),
    [['alice@example.org', 'owner']],
  );
});

test('the holder of an account gets its name back from a guest, who is called otherwise from then on (N-06)', async () => {
  const world = await makeWorld({ createRooms: 'anyone' });
  const squatter = guest(world, 'alice');
  const { room } = await join(world, squatter);
  const alice = await account(world, 'alice');
  assert.match(squatter.session.person.nickname, /^Guest-[0-9a-f]{8}$/);
  assert.deepEqual(squatter.endpoint.types(), ['renamed', 'person-renamed']);
  assert.equal(world.core.people.byNickname('alice'), alice.session.person);
  await join(world, alice);
  assert.equal(room.occupants.size, 2);
});

test('a room of another domain is not made here', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  await assert.rejects(join(world, alice, 'room@rooms.elsewhere.example' as never), /remote-unreachable/);
});

test('a session that ends while another of the person stays elsewhere is shown leaving, not going offline', async () => {
  for (const cause of ['quit', 'error'] as const) {
    const world = await makeWorld();
    const inside = await account(world, 'alice', { device: 'inside' });
    await account(world, 'alice', { device: 'elsewhere' });
    const bob = await account(world, 'bob');
    const { room } = await join(world, inside);
    await join(world, bob);
    bob.endpoint.shown.length = 0;
    detach(world.core, inside.session, 'bye', cause);
    // Nobody is told `gone`, so whoever only looks for that (IRC's QUIT) must be told here.
    const seen = bob.endpoint.shown.map(({ event }) =>
      event.type === 'left' ? `left quit=${event.quit}` : event.type,
    );
    assert.deepEqual(
      seen.filter((each) => each !== 'presence' && each !== 'availability'),
      ['left quit=false'],
      cause,
    );
    assert.equal(room.occupants.size, 1);
  }
});
