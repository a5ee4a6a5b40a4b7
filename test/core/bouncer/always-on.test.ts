import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockAccount } from '../../../src/core/accounts/lock-account.ts';
import { removeAccount } from '../../../src/core/accounts/remove-account.ts';
import { expireAbsent } from '../../../src/core/bouncer/expire.ts';
import { restoreResidents } from '../../../src/core/bouncer/restore.ts';
import { setAlwaysOn } from '../../../src/core/bouncer/always-on.ts';
import type { CoreConfig } from '../../../src/core/core.ts';
import { createCore } from '../../../src/core/create-core.ts';
import { sendDirect } from '../../../src/core/direct/send.ts';
import { detach, seatFollower } from '../../../src/core/presence/attach.ts';
import { online } from '../../../src/core/presence/availability.ts';
import { setAvailability } from '../../../src/core/presence/set-availability.ts';
import { kick } from '../../../src/core/rooms/kick.ts';
import { leave, leaveSeat } from '../../../src/core/rooms/leave.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { setRole } from '../../../src/core/rooms/set-role.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { account, garden, insist, join, makeWorld, quietLog, turns, type Somebody, type World } from '../world.ts';

const alice = 'alice@example.org' as Bare;
const DAY = 86_400_000;

const world = (policy: CoreConfig['alwaysOn']['policy'] = 'opt-out'): Promise<World> =>
  makeWorld({ alwaysOn: { policy, expiry: 90 * DAY } });

/** Alice on a wire that follows her, and Bob, both in the garden. */
async function twoInGarden(within: World): Promise<{ alice: Somebody; bob: Somebody }> {
  const bob = await account(within, 'bob', { follows: true });
  await join(within, bob);
  const her = await account(within, 'alice', { follows: true });
  await join(within, her);
  bob.endpoint.shown.length = 0;
  return { alice: her, bob };
}

/** The same database under a new server, as after a crash. */
async function restarted(before: World): Promise<World> {
  await before.core.rooms.flush();
  await before.core.bouncer.changes.flush();
  const core = await createCore({
    config: before.core.config,
    storage: before.core.storage,
    doubts: before.doubts,
    clock: before.clock,
    log: quietLog(before.log),
    secret: before.core.secret,
    fenced: () => {},
  });
  await restoreResidents(core);
  return { ...before, core };
}

// SEMANTICS 3, "Always-on rule"
test('who stays is shown away without a session, keeps the place, and is back with the next session', async () => {
  const within = await world();
  const { alice: her, bob } = await twoInGarden(within);
  detach(within.core, her.session, 'Quit');
  assert.deepEqual(bob.endpoint.types(), ['availability', 'away']);
  const person = within.core.people.byAddress(alice);
  assert.deepEqual(person?.availability, { show: 'xa', status: 'Auto-away', priority: 0 });
  assert.equal(person.sessions.length, 0);
  const room = within.core.rooms.find(garden);
  assert.equal(room?.occupants.size, 2);
  assert.equal(room.lanes.flatMap(({ seats }) => seats).length, 1); // costs nothing where things are shown
  bob.endpoint.shown.length = 0;
  const again = await account(within, 'alice', { follows: true });
  seatFollower(again.session);
  assert.equal(again.session.person, person);
  assert.deepEqual(
    again.endpoint.entered_.map((occupant) => occupant.room.address),
    [garden],
  );
  assert.deepEqual(bob.endpoint.types(), ['availability', 'away']);
  assert.equal(person.availability.show, 'online');
});

test('an away message that was said stays', async () => {
  const within = await world();
  const { alice: her } = await twoInGarden(within);
  setAvailability(within.core, her.session, { ...online, show: 'away', status: 'at sea' });
  detach(within.core, her.session, 'Quit');
  assert.equal(within.core.people.byAddress(alice)?.availability?.status, 'at sea');
  const after = await restarted(within);
  assert.equal(after.core.people.byAddress(alice)?.availability?.status, 'at sea');
});

test('messages to somebody without a session are accepted, and rooms talk on', async () => {
  const within = await world();
  const { alice: her, bob } = await twoInGarden(within);
  detach(within.core, her.session, 'Quit');
  const draft = { kind: 'text', body: 'hello', kept: true } as const;
  assert.equal(sendDirect(within.core, bob.session, { address: alice }, draft, 'dm'), undefined);
  const room = within.core.rooms.find(garden);
  assert.ok(room);
  assert.equal(say(within.core, bob.session, room, draft, 'said'), undefined);
  await turns();
  assert.deepEqual(
    bob.endpoint.released_.map(({ reference }) => reference),
    ['dm', 'said'],
  );
});

for (const [policy, chosen, isHere] of [
  ['off', undefined, false],
  ['opt-in', undefined, false],
  ['opt-in', true, true],
  ['opt-out', undefined, true],
  ['opt-out', false, false],
  ['mandatory', undefined, true],
] as const) {
  test(`accounts.always_on = "${policy}" with the choice ${String(chosen)}: ${isHere ? 'stays' : 'goes'}`, async () => {
    const within = await world(policy);
    const { alice: her, bob } = await twoInGarden(within);
    if (chosen !== undefined) await setAlwaysOn(within.core, 'alice', chosen);
    bob.endpoint.shown.length = 0;
    detach(within.core, her.session, 'Quit');
    assert.equal(within.core.people.byAddress(alice) !== undefined, isHere);
    assert.deepEqual(bob.endpoint.types(), isHere ? ['availability', 'away'] : ['left', 'gone']);
    const after = await restarted(within);
    assert.equal(after.core.people.byAddress(alice) !== undefined, isHere);
  });
}

test('there is no choice where the server decided', async () => {
  for (const policy of ['off', 'mandatory'] as const) {
    const within = await world(policy);
    await account(within, 'alice');
    const outcome = await setAlwaysOn(within.core, 'alice', true);
    assert.equal('reason' in outcome && outcome.reason, 'unsupported');
  }
});

test('who chooses not to stay while away is gone at once', async () => {
  const within = await world();
  const { alice: her, bob } = await twoInGarden(within);
  detach(within.core, her.session, 'Quit');
  bob.endpoint.shown.length = 0;
  await setAlwaysOn(within.core, 'alice', false);
  assert.deepEqual(bob.endpoint.types(), ['left', 'gone']);
  assert.equal(within.core.people.byAddress(alice), undefined);
});

// SEMANTICS 3: "after accounts.always_on_expiry without a session: QUIT inactive"
test('after the expiry who stayed is gone, said once', async () => {
  const within = await world();
  const { alice: her, bob } = await twoInGarden(within);
  detach(within.core, her.session, 'Quit');
  bob.endpoint.shown.length = 0;
  within.clock.advance(90 * DAY - 1);
  expireAbsent(within.core);
  assert.deepEqual(bob.endpoint.types(), []);
  within.clock.advance(1);
  expireAbsent(within.core);
  assert.deepEqual(bob.endpoint.types(), ['left', 'gone']);
  const gone = bob.endpoint.shown.at(-1)?.event;
  assert.equal(gone?.type === 'gone' && gone.reason, 'inactive');
  assert.equal((await restarted(within)).core.people.byAddress(alice), undefined);
});

// SEMANTICS 3: a kick is no invitation to come back
test('leaving and being removed are for good, also over a restart', async () => {
  for (const how of ['leave', 'kick'] as const) {
    const within = await world();
    const { alice: her, bob } = await twoInGarden(within);
    const room = within.core.rooms.find(garden);
    assert.ok(room);
    const outcome =
      how === 'leave'
        ? leave(within.core, her.session, room, 'bye')
        : kick(within.core, bob.session, room, 'alice', 'out');
    assert.equal(outcome, undefined);
    detach(within.core, her.session, 'Quit');
    assert.equal((await restarted(within)).core.people.byAddress(alice), undefined);
  }
});

// SEMANTICS 3: "XMPP unavailable directed to the room = this session leaves; the account leaves only if ..."
test('a session that leaves by itself leaves the account where it keeps the room, and nowhere else', async () => {
  const within = await world();
  const { alice: her, bob } = await twoInGarden(within);
  const other = await account(within, 'alice', { device: 'x' });
  await join(within, other);
  detach(within.core, her.session, 'Quit');
  const room = within.core.rooms.find(garden);
  assert.ok(room);
  bob.endpoint.shown.length = 0;
  assert.equal(leaveSeat(within.core, other.session, room, ''), undefined);
  assert.deepEqual(bob.endpoint.types(), []);
  const carol = await account(within, 'carol', { device: 'x' });
  await join(within, carol);
  bob.endpoint.shown.length = 0;
  assert.equal(leaveSeat(within.core, carol.session, room, ''), undefined);
  assert.deepEqual(bob.endpoint.types(), ['left']);
});

test('an account that is removed or locked is gone with what it was in', async () => {
  for (const end of [removeAccount, lockAccount]) {
    const within = await world();
    const { alice: her, bob } = await twoInGarden(within);
    detach(within.core, her.session, 'Quit');
    bob.endpoint.shown.length = 0;
    await end(within.core, 'alice');
    assert.deepEqual(bob.endpoint.types(), ['left', 'gone']);
    assert.equal((await restarted(within)).core.people.byAddress(alice), undefined);
  }
});

test('a crash leaves everybody where they were, with their ranks', async () => {
  const within = await world();
  const { bob } = await twoInGarden(within);
  const room = within.core.rooms.find(garden);
  assert.ok(room);
  assert.equal(await insist(() => setRole(within.core, bob.session, room, 'alice', 'moderator')), undefined);
  const after = await restarted(within);
  const found = [...(after.core.rooms.find(garden)?.occupants.values() ?? [])];
  assert.deepEqual(
    found.map(({ nickname, affiliation, role }) => [nickname, affiliation, role]),
    [
      ['alice', 'none', 'moderator'],
      ['bob', 'owner', 'moderator'],
    ],
  );
  assert.deepEqual(
    found.map(({ person }) => person.availability?.show),
    ['xa', 'xa'],
  );
});

test('a full room comes back with a handful of questions to storage', async () => {
  const within = await world();
  for (let i = 0; i < 100; i++) {
    const each = await account(within, `user${i}`, { follows: true });
    await join(within, each);
  }
  const before = { rooms: within.faults.calls('rooms.load'), accounts: within.faults.calls('accounts.find') };
  const after = await restarted(within);
  assert.equal(after.core.rooms.find(garden)?.occupants.size, 100);
  assert.equal(within.faults.calls('rooms.load') - before.rooms, 1);
  assert.equal(within.faults.calls('accounts.find') - before.accounts, 0);
  assert.equal(within.faults.calls('accounts.findAll'), 1);
});

test('a person whose account wants one session only is refused a second', async () => {
  const within = await world();
  await account(within, 'alice', { follows: true });
  await within.core.storage.accounts.update('alice', { settings: { multiclient: false } });
  within.core.accounts.forget('alice');
  const person = within.core.people.byAddress(alice);
  assert.ok(person?.account);
  person.account = { ...person.account, settings: { multiclient: false } };
  await assert.rejects(account(within, 'alice', { follows: true }), /nickname-in-use/);
});
