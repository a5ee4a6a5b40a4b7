import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { affiliate } from '../../../src/core/rooms/affiliate.ts';
import { configure } from '../../../src/core/rooms/configure.ts';
import { destroy } from '../../../src/core/rooms/destroy.ts';
import { enter } from '../../../src/core/rooms/enter.ts';
import { invite } from '../../../src/core/rooms/invite.ts';
import { kick } from '../../../src/core/rooms/kick.ts';
import { addMask, removeMask } from '../../../src/core/rooms/masks.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { setRole } from '../../../src/core/rooms/set-role.ts';
import { setSubject } from '../../../src/core/rooms/set-subject.ts';
import { account, garden, insist, join, makeWorld, turns, type Somebody, type World } from '../world.ts';

interface Scene {
  readonly world: World;
  readonly room: Room;
  readonly owner: Somebody;
  readonly bob: Somebody;
  readonly carol: Somebody;
}

async function scene(): Promise<Scene> {
  const world = await makeWorld();
  const owner = await account(world, 'owner');
  const bob = await account(world, 'bob');
  const carol = await account(world, 'carol');
  const { room } = await join(world, owner);
  await join(world, bob);
  await join(world, carol);
  for (const { endpoint } of [owner, bob, carol]) endpoint.shown.length = 0;
  return { world, room, owner, bob, carol };
}

const reasonOf = (outcome: unknown): string => (isRefusal(outcome) ? outcome.reason : 'none');
const bobs = 'bob@example.org' as Bare;
const words = { kind: 'text', body: 'hello', kept: true } as const;

test('a moderator kicks: all are shown it, the kicked one too, and it may come back (XEP-0045 8.2)', async () => {
  const { world, room, owner, bob, carol } = await scene();
  assert.equal(kick(world.core, owner.session, room, 'BOB', 'noise'), undefined);
  for (const { endpoint } of [owner, bob, carol]) assert.deepEqual(endpoint.types(), ['removed']);
  assert.equal(room.occupants.size, 2);
  await join(world, bob);
});

test('who is no moderator kicks nobody, and nobody is shown the attempt (P5)', async () => {
  const { world, room, owner, bob, carol } = await scene();
  assert.equal(reasonOf(kick(world.core, bob.session, room, 'carol', '')), 'no-rights');
  assert.equal(reasonOf(kick(world.core, owner.session, room, 'nobody', '')), 'not-in-room');
  for (const { endpoint } of [owner, bob, carol]) assert.deepEqual(endpoint.types(), []);
});

test('a moderator of this stay does not kick an owner (XEP-0045 8.2)', async () => {
  const { world, room, owner, bob } = await scene();
  setRole(world.core, owner.session, room, 'bob', 'moderator');
  assert.equal(reasonOf(kick(world.core, bob.session, room, 'owner', '')), 'no-rights');
  assert.equal(reasonOf(setRole(world.core, bob.session, room, 'owner', 'participant')), 'no-rights');
});

test('an outcast is removed and kept out; lifted, it enters again (XEP-0045 9.1, 7.2.8)', async () => {
  const { world, room, owner, bob } = await scene();
  assert.equal(affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'outcast' }), undefined);
  assert.deepEqual(bob.endpoint.types(), ['ban-list', 'removed']);
  const again = await insist(() => enter(world.core, bob.session, { address: garden, name: 'garden' }));
  assert.equal(reasonOf(again), 'banned');
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'none' });
  await join(world, bob);
});

test('a ban mask keeps people out and mutes those inside; an exception spares them', async () => {
  const { world, room, owner, bob } = await scene();
  assert.equal(addMask(world.core, owner.session, room, 'ban', 'B?B!*@*'), undefined);
  assert.equal(reasonOf(say(world.core, bob.session, room, words, 0)), 'no-voice');
  addMask(world.core, owner.session, room, 'exception', '*!bob@example.org');
  assert.equal(say(world.core, bob.session, room, words, 0), undefined);
  await turns();
  removeMask(world.core, owner.session, room, 'exception', '*!bob@example.org');
  kick(world.core, owner.session, room, 'bob', '');
  const again = await insist(() => enter(world.core, bob.session, { address: garden, name: 'garden' }));
  assert.equal(reasonOf(again), 'banned');
});

test('in a moderated room only voices are heard, and turning it on and off changes the roles of those inside', async () => {
  const { world, room, owner, bob, carol } = await scene();
  setRole(world.core, owner.session, room, 'carol', 'moderator');
  configure(world.core, owner.session, room, { moderated: true });
  assert.equal(reasonOf(say(world.core, bob.session, room, words, 0)), 'no-voice');
  assert.equal(say(world.core, carol.session, room, words, 0), undefined);
  await turns();
  setRole(world.core, owner.session, room, 'bob', 'participant');
  assert.equal(say(world.core, bob.session, room, words, 0), undefined);
  await turns();
  setRole(world.core, owner.session, room, 'bob', 'visitor');
  configure(world.core, owner.session, room, { moderated: false });
  assert.equal(room.occupants.get('bob' as never)?.role, 'participant');
});

test('a members-only room admits members and the invited, and sends others away when it becomes one (322)', async () => {
  const { world, room, owner, bob, carol } = await scene();
  affiliate(world.core, owner.session, room, { address: 'carol@example.org' as Bare, affiliation: 'member' });
  configure(world.core, owner.session, room, { membersOnly: true });
  assert.equal(room.occupants.size, 2);
  const again = await insist(() => enter(world.core, bob.session, { address: garden, name: 'garden' }));
  assert.equal(reasonOf(again), 'members-only');
  assert.equal(
    reasonOf(invite(world.core, carol.session, room, { to: bobs, reason: '', mediated: true })),
    'no-rights',
  );
  assert.equal(invite(world.core, owner.session, room, { to: bobs, reason: 'come', mediated: true }), undefined);
  assert.equal(room.affiliations.get(bobs)?.affiliation, 'member');
  await join(world, bob);
});

test('a key, a limit and registered-only each say why they refuse', async () => {
  const { world, room, owner, bob } = await scene();
  kick(world.core, owner.session, room, 'bob', '');
  configure(world.core, owner.session, room, { key: 'sesame', limit: 2 });
  const knock = (key?: string) =>
    insist(() =>
      enter(world.core, bob.session, { address: garden, name: 'garden', ...(key === undefined ? {} : { key }) }),
    );
  assert.equal(reasonOf(await knock('wrong')), 'bad-room-key');
  assert.equal(reasonOf(await knock('sesame')), 'room-full');
  configure(world.core, owner.session, room, { limit: 0 });
  assert.equal(reasonOf(await knock('sesame')), 'none');
});

test('a key with a space or comma and an absurd limit are refused whole, nothing of them applied (I-12)', async () => {
  const { world, room, owner } = await scene();
  assert.equal(reasonOf(configure(world.core, owner.session, room, { secret: true, key: 'a b' })), 'bad-setting');
  assert.equal(reasonOf(configure(world.core, owner.session, room, { limit: 1e12 })), 'bad-setting');
  assert.equal(room.record.settings.secret, false);
  assert.deepEqual(owner.endpoint.types(), []);
});

test('the last owner stays owner (M-08)', async () => {
  const { world, room, owner } = await scene();
  const self = 'owner@example.org' as Bare;
  assert.equal(
    reasonOf(affiliate(world.core, owner.session, room, { address: self, affiliation: 'none' })),
    'last-owner',
  );
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'owner' });
  assert.equal(affiliate(world.core, owner.session, room, { address: self, affiliation: 'none' }), undefined);
});

test('admins give membership and bans, not rank', async () => {
  const { world, room, owner, bob } = await scene();
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'admin' });
  const carols = 'carol@example.org' as Bare;
  assert.equal(affiliate(world.core, bob.session, room, { address: carols, affiliation: 'member' }), undefined);
  assert.equal(
    reasonOf(affiliate(world.core, bob.session, room, { address: carols, affiliation: 'admin' })),
    'no-rights',
  );
  assert.equal(
    reasonOf(
      affiliate(world.core, bob.session, room, { address: 'owner@example.org' as Bare, affiliation: 'outcast' }),
    ),
    'no-rights',
  );
});

test('the subject is set by moderators where it is locked, by anybody else where not; who is outside sets none', async () => {
  const { world, room, owner, bob, carol } = await scene();
  assert.equal(reasonOf(setSubject(world.core, bob.session, room, 'mine')), 'subject-locked');
  assert.equal(setSubject(world.core, owner.session, room, 'ours'), undefined);
  assert.deepEqual(carol.endpoint.types(), ['subject']);
  configure(world.core, owner.session, room, { subjectLocked: false });
  assert.equal(setSubject(world.core, bob.session, room, ''), undefined);
  kick(world.core, owner.session, room, 'bob', '');
  assert.equal(reasonOf(setSubject(world.core, bob.session, room, 'from outside')), 'not-joined');
});

test('a destroyed room is left by all and can be made anew, without its past', async () => {
  const { world, room, owner, bob } = await scene();
  say(world.core, owner.session, room, words, 0);
  await turns();
  assert.equal(reasonOf(destroy(world.core, bob.session, room, '')), 'no-rights');
  assert.equal(destroy(world.core, owner.session, room, 'over'), undefined);
  assert.ok(bob.endpoint.types().includes('removed'));
  const { created, room: anew } = await join(world, bob);
  assert.equal(created, true);
  assert.deepEqual(anew.recent, []);
  assert.notEqual(anew.record.id, room.record.id);
});

test('a moderator invites past a ban mask and a limit, once; an outcast stays out, and others invite nobody past anything (M-03)', async () => {
  const { world, room, owner, bob, carol } = await scene();
  kick(world.core, owner.session, room, 'bob', '');
  addMask(world.core, owner.session, room, 'ban', 'bob!*@*');
  configure(world.core, owner.session, room, { limit: 2 });
  const knock = () => insist(() => enter(world.core, bob.session, { address: garden, name: 'garden' }));
  invite(world.core, carol.session, room, { to: bobs, reason: '', mediated: false });
  assert.equal(reasonOf(await knock()), 'banned');
  invite(world.core, owner.session, room, { to: bobs, reason: '', mediated: false });
  assert.equal(reasonOf(await knock()), 'none');
  kick(world.core, owner.session, room, 'bob', '');
  assert.equal(reasonOf(await knock()), 'banned');
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'outcast' });
  invite(world.core, owner.session, room, { to: bobs, reason: '', mediated: false });
  assert.equal(reasonOf(await knock()), 'banned');
});

test('membership never lowers who already moderates, and losing it does not either (SEMANTICS 4: the highest rank wins)', async () => {
  const { world, room, owner } = await scene();
  const roleOfBob = () => room.occupants.get('bob' as never)?.role;
  setRole(world.core, owner.session, room, 'bob', 'moderator');
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'member' });
  assert.equal(roleOfBob(), 'moderator');
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'none' });
  assert.equal(roleOfBob(), 'moderator');
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'admin' });
  affiliate(world.core, owner.session, room, { address: bobs, affiliation: 'none' });
  assert.equal(roleOfBob(), 'participant', 'what came with the rank goes with it');
});
