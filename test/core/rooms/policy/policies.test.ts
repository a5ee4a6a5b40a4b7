import assert from 'node:assert/strict';
import { test } from 'node:test';
import { banned } from '../../../../src/core/rooms/policy/banned.ts';
import { guestsMuted } from '../../../../src/core/rooms/policy/guests-muted.ts';
import { key } from '../../../../src/core/rooms/policy/key.ts';
import { limit } from '../../../../src/core/rooms/policy/limit.ts';
import { membersOnly } from '../../../../src/core/rooms/policy/members-only.ts';
import { moderated } from '../../../../src/core/rooms/policy/moderated.ts';
import type { Asker, Policy } from '../../../../src/core/rooms/policy/policy.ts';
import { registeredOnly } from '../../../../src/core/rooms/policy/registered-only.ts';
import { subjectLocked } from '../../../../src/core/rooms/policy/subject-locked.ts';
import type { Affiliation } from '../../../../src/core/rooms/rank.ts';
import type { Occupant, Room } from '../../../../src/core/rooms/room.ts';
import type { RoomSettings } from '../../../../src/core/rooms/settings.ts';
import { account, guest, join, makeWorld, type Somebody, type World } from '../../world.ts';

/** A room of alice's, and somebody with an account and a guest who are outside. */
async function scene(settings: Partial<RoomSettings> = {}): Promise<{
  world: World;
  room: Room;
  owner: Occupant;
  bob: Somebody;
  gil: Somebody;
}> {
  const world = await makeWorld();
  const { room, occupant: owner } = await join(world, await account(world, 'alice'));
  room.record = { ...room.record, settings: { ...room.record.settings, ...settings } };
  return { world, room, owner, bob: await account(world, 'bob'), gil: guest(world, 'gil') };
}

/** Why the policy keeps somebody out. */
function kept(
  { world, room }: { world: World; room: Room },
  policy: Policy,
  { session }: Somebody,
  more: { affiliation?: Affiliation; key?: string } = {},
): string | undefined {
  const asker: Asker = { core: world.core, session, affiliation: 'none', key: '', ...more };
  return policy.mayEnter?.(room, asker)?.reason;
}

// XEP-0045 7.2.8; SEMANTICS 4, "Lists"
test('banned: outcasts and whom a mask names stay out, but for admins and the invited; inside they are silent', async () => {
  const at = await scene();
  assert.equal(kept(at, banned, at.gil), undefined);
  assert.equal(kept(at, banned, at.gil, { affiliation: 'outcast' }), 'banned');
  const { occupant } = await join(at.world, at.gil);
  at.room.masks.push({ list: 'ban', mask: 'gil!*@*', by: 'alice', at: 0 });
  assert.equal(kept(at, banned, at.gil), 'banned');
  assert.equal(kept(at, banned, at.gil, { affiliation: 'admin' }), undefined);
  assert.equal(banned.maySpeak?.(at.room, occupant)?.reason, 'no-voice');
  assert.equal(banned.silences?.(occupant), true);
  at.room.invited.add(at.gil.session.person.address.bare);
  assert.equal(kept(at, banned, at.gil), undefined);
});

// SEMANTICS 4, +M
test('guests-muted: guests are silent, accounts are not', async () => {
  const at = await scene({ guestsMuted: true });
  const [guestIn, bobIn] = [(await join(at.world, at.gil)).occupant, (await join(at.world, at.bob)).occupant];
  assert.deepEqual([guestsMuted.silences?.(guestIn), guestsMuted.silences?.(bobIn)], [true, false]);
});

// XEP-0045 7.2.5
test('key: it must be right, unless one owns the room or was invited', async () => {
  const at = await scene({ key: 'sesame' });
  assert.equal(kept(at, key, at.bob), 'bad-room-key');
  assert.equal(kept(at, key, at.bob, { key: 'Sesame' }), 'bad-room-key');
  assert.equal(kept(at, key, at.bob, { key: 'sesame' }), undefined);
  assert.equal(kept(at, key, at.bob, { affiliation: 'admin' }), 'bad-room-key');
  assert.equal(kept(at, key, at.bob, { affiliation: 'owner' }), undefined);
  at.room.invited.add(at.bob.session.person.address.bare);
  assert.equal(kept(at, key, at.bob), undefined);
});

// XEP-0045 7.2.9
test('limit: a full room takes admins and the invited', async () => {
  const at = await scene({ limit: 1 });
  assert.equal(kept(at, limit, at.bob), 'room-full');
  assert.equal(kept(at, limit, at.bob, { affiliation: 'admin' }), undefined);
  at.room.invited.add(at.bob.session.person.address.bare);
  assert.equal(kept(at, limit, at.bob), undefined);
});

// XEP-0045 7.2.6
test('members-only: members, the invited, and whom an invitation mask names', async () => {
  const at = await scene({ membersOnly: true });
  assert.equal(kept(at, membersOnly, at.bob), 'members-only');
  assert.equal(kept(at, membersOnly, at.bob, { affiliation: 'member' }), undefined);
  at.room.masks.push({ list: 'invitation', mask: 'gil!*@*', by: 'alice', at: 0 });
  assert.equal(kept(at, membersOnly, at.gil), undefined);
  at.room.invited.add(at.bob.session.person.address.bare);
  assert.equal(kept(at, membersOnly, at.bob), undefined);
});

// XEP-0045 7.4, 7.5
test('moderated: visitors are not heard, and whoever has no rank is one', async () => {
  const at = await scene({ moderated: true });
  const { occupant } = await join(at.world, at.bob);
  assert.equal(occupant.role, 'visitor');
  assert.equal(moderated.maySpeak?.(at.room, occupant)?.reason, 'no-voice');
  assert.equal(moderated.maySpeak?.(at.room, at.owner), undefined);
  assert.equal(moderated.silences?.(occupant), true);
});

// SEMANTICS 4, +R
test('registered-only: guests stay out', async () => {
  const at = await scene({ registeredOnly: true });
  assert.deepEqual(
    [kept(at, registeredOnly, at.gil), kept(at, registeredOnly, at.bob)],
    ['account-required', undefined],
  );
});

// XEP-0045 8.1
test('subject-locked: moderators only', async () => {
  const at = await scene({ subjectLocked: true });
  const { occupant } = await join(at.world, at.bob);
  assert.equal(subjectLocked.maySetSubject?.(at.room, occupant)?.reason, 'subject-locked');
  assert.equal(subjectLocked.maySetSubject?.(at.room, at.owner), undefined);
});
