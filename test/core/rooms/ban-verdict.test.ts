import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal } from '../../../src/core/refusal.ts';
import { renamePerson } from '../../../src/core/presence/rename-person.ts';
import { verdictOf } from '../../../src/core/rooms/ban-verdict.ts';
import { addMask, removeMask } from '../../../src/core/rooms/masks.ts';
import { maySpeak } from '../../../src/core/rooms/policy/policies.ts';
import { account, guest, insist, join, makeWorld } from '../world.ts';

// RELIABILITY M-10, "ban check": "cached per (user, list version)"
test('the lists are looked through once for each person, and again when they or the name have changed', async () => {
  const world = await makeWorld();
  const { core } = world;
  const op = await account(world, 'op');
  const { room } = await join(world, op);
  const ned = guest(world, 'ned');
  const { occupant } = await join(world, ned);
  const { person } = ned.session;
  const list = (mask: string) => insist(() => addMask(core, op.session, room, 'ban', mask));
  for (let i = 0; i < 499; i++) await list(`no${i}!*@*`);
  const first = verdictOf(room, person);
  assert.equal(maySpeak(room, occupant), undefined);
  assert.equal(verdictOf(room, person), first, 'looked up, not found anew');
  await list('bad!*@*');
  assert.notEqual(verdictOf(room, person), first);
  assert.equal(maySpeak(room, occupant), undefined);
  await insist(() => renamePerson(core, ned.session, 'bad'));
  assert.ok(isRefusal(maySpeak(room, occupant)));
  assert.deepEqual([verdictOf(room, person).isBanned, verdictOf(room, person).isSilenced], [true, true]);
  await insist(() => removeMask(core, op.session, room, 'ban', 'bad!*@*'));
  assert.equal(verdictOf(room, person).isBanned, false);
});
