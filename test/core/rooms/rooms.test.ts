import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { Later } from '../../../src/core/refusal.ts';
import { leave } from '../../../src/core/rooms/leave.ts';
import { account, insist, join, makeWorld, turns } from '../world.ts';

const roomAt = (i: number): Bare => `r${i}@rooms.example.org` as Bare;

test('empty rooms are unloaded in time, those in use never, and come back when asked for', async () => {
  const world = await makeWorld({ limits: { ...(await makeWorld()).core.config.limits, roomsPerSession: 10_000 } });
  const alice = await account(world, 'alice');
  const { room: kept } = await join(world, alice, roomAt(0));
  for (let i = 1; i <= 5200; i++) {
    const { room } = await join(world, alice, roomAt(i));
    leave(world.core, alice.session, room, '');
    if (i % 500 === 0) await world.core.rooms.flush();
  }
  await world.core.rooms.flush();
  await join(world, alice, roomAt(6000));
  assert.ok(world.core.rooms.size < 5100, `${world.core.rooms.size} are loaded`);
  assert.equal(world.core.rooms.find(kept.address), kept);
  const unloaded = [1, 2, 3].map(roomAt).find((address) => !world.core.rooms.find(address));
  assert.ok(unloaded);
  const again = await insist(() => world.core.rooms.open(unloaded));
  assert.ok(again && 'record' in again && again.record.address === unloaded);
});

test('that there is no such room is remembered, until it is made', async () => {
  const world = await makeWorld();
  const address = roomAt(1);
  assert.ok(world.core.rooms.open(address) instanceof Later);
  assert.equal(await insist(() => world.core.rooms.open(address)), undefined);
  const loads = world.faults.calls('rooms.load');
  assert.equal(world.core.rooms.open(address), undefined);
  assert.equal(world.faults.calls('rooms.load'), loads);
  await join(world, await account(world, 'alice'), address);
  assert.ok(world.core.rooms.find(address));
});

test('a load that fails refuses those who waited, and the next one tries again', async () => {
  const world = await makeWorld();
  world.faults.fail('rooms.load');
  const refused = await insist(() => world.core.rooms.open(roomAt(1)));
  assert.ok(refused && 'reason' in refused && refused.reason === 'storage-away');
  assert.equal(await insist(() => world.core.rooms.open(roomAt(1))), undefined);
});

test('changes of rooms are written in order, and again where the database was away', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  world.faults.fail('rooms.apply');
  const { room } = await join(world, alice, roomAt(1));
  await turns();
  assert.ok(world.core.rooms.unsaved > 0);
  world.clock.advance(500);
  await world.core.rooms.flush();
  const loaded = await world.core.storage.rooms.load(room.address, 1);
  assert.equal(loaded?.affiliations[0]?.affiliation, 'owner');
});
