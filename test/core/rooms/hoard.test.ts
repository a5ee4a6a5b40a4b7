import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeBlock } from '../../../src/core/blocks/change-blocks.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { claimRoom } from '../../../src/core/rooms/claim.ts';
import { enter } from '../../../src/core/rooms/enter.ts';
import { leave } from '../../../src/core/rooms/leave.ts';
import { plainSettings } from '../../../src/core/rooms/settings.ts';
import { account, insist, makeWorld, type Somebody, type World } from '../world.ts';

async function make(world: World, { session }: Somebody, name: string) {
  const address = `${name}@rooms.example.org` as never;
  const entered = await insist(() => enter(world.core, session, { address, name }));
  return isRefusal(entered) ? entered.reason : entered.room;
}

const limits = async () => (await makeWorld()).core.config.limits;

// RELIABILITY L-10: what one account leaves behind has an end
test('an account makes so many rooms in an hour that are kept, whether it stays in them or not', async () => {
  const world = await makeWorld({ limits: { ...(await limits()), roomsPerHour: 3 } });
  const alice = await account(world, 'alice');
  for (const name of ['a', 'b', 'c']) {
    const room = await make(world, alice, name);
    assert.ok(typeof room === 'object');
    assert.equal(leave(world.core, alice.session, room, ''), undefined);
  }
  assert.equal(await make(world, alice, 'd'), 'rate-limited');
  assert.equal(typeof (await make(world, alice, 'a')), 'object', 'one that is there is no new one');
  assert.equal(typeof (await make(world, await account(world, 'bob'), 'e')), 'object');
  const root = await account(world, 'root');
  for (let i = 0; i < 5; i++) assert.equal(typeof (await make(world, root, `r${i}`)), 'object');
  world.clock.advance(3_600_001);
  assert.equal(typeof (await make(world, alice, 'd')), 'object');
});

test('a room that is claimed is one that is kept; others cost nothing', async () => {
  const roomDefaults = { ...plainSettings, persistent: false };
  const world = await makeWorld({ roomDefaults, limits: { ...(await limits()), roomsPerHour: 1 } });
  const alice = await account(world, 'alice');
  const rooms = [await make(world, alice, 'a'), await make(world, alice, 'b')];
  const outcomes = rooms.map((room) => typeof room === 'object' && claimRoom(world.core, alice.session, room));
  assert.equal(outcomes[0], undefined);
  assert.ok(isRefusal(outcomes[1]) && outcomes[1].reason === 'rate-limited');
  assert.equal(typeof rooms[1] === 'object' && rooms[1].record.settings.persistent, false);
});

// RELIABILITY L-10
test('who stays while away is in no more rooms than anybody, whatever it does', async () => {
  const world = await makeWorld({
    alwaysOn: { policy: 'mandatory', expiry: Infinity },
    limits: { ...(await limits()), roomsPerSession: 10 },
  });
  const alice = await account(world, 'alice', { follows: true });
  for (let i = 0; i < 30; i++) await make(world, alice, `r${i}`);
  assert.equal(await make(world, alice, 'more'), 'too-many-rooms');
  assert.equal(alice.session.person.occupancies.size, 10);
  const refused: unknown[] = [];
  for (let i = 0; i < 150; i++) refused.push(await changeBlock(world.core, alice.session.person, `x${i}!*@*`, true));
  assert.equal(refused.filter(isRefusal).length, 50);
  assert.equal((await world.core.storage.blocks.load(alice.session.person.address.bare))?.length, 100);
  await world.core.bouncer.changes.flush();
  assert.equal(world.core.bouncer.changes.unsaved, 0);
});
