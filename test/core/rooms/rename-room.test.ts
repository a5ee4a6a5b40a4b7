import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marksOf, readUpTo, setRead } from '../../../src/core/archive/read-marks.ts';
import { roomHistory } from '../../../src/core/archive/history.ts';
import { restoreResidents } from '../../../src/core/bouncer/restore.ts';
import { createCore } from '../../../src/core/create-core.ts';
import { conversationOf } from '../../../src/core/direct/conversation.ts';
import { detach } from '../../../src/core/presence/attach.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { destroyRoom } from '../../../src/core/rooms/destroy.ts';
import { enter } from '../../../src/core/rooms/enter.ts';
import { leave } from '../../../src/core/rooms/leave.ts';
import { renameRoom } from '../../../src/core/rooms/rename-room.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { plainSettings } from '../../../src/core/rooms/settings.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { account, garden, insist, join, makeWorld, quietLog, turns, type Somebody, type World } from '../world.ts';

const orchard = 'orchard@rooms.example.org' as Bare;
const meadow = 'meadow@rooms.example.org' as Bare;
const alice = 'alice@example.org' as Bare;

const alwaysOn = { alwaysOn: { policy: 'opt-out', expiry: Infinity } } as const;

async function rename({ core }: World, by: Somebody, room: Room, address: Bare): Promise<string | undefined> {
  const name = address.slice(0, address.indexOf('@'));
  const outcome = await insist(() => renameRoom(core, by.session, room, { address, name, reason: '' }));
  return isRefusal(outcome) ? outcome.reason : outcome;
}

/** Where somebody gets to who wants to enter that room. */
async function led({ core }: World, who: Somebody, address: Bare): Promise<string> {
  const name = address.slice(0, address.indexOf('@'));
  const entered = await insist(() => enter(core, who.session, { address, name }));
  return isRefusal(entered) ? `${entered.reason} ${entered.instead ?? ''}` : entered.room.address;
}

/** The same database under a new server. */
async function restarted(before: World): Promise<World> {
  await Promise.all([before.core.rooms.flush(), before.core.bouncer.changes.flush()]);
  const { config, storage, secret } = before.core;
  const { doubts, clock, log } = before;
  const core = await createCore({ config, storage, doubts, clock, log: quietLog(log), secret, fenced: () => {} });
  await restoreResidents(core);
  return { ...before, core };
}

// SEMANTICS 2, "Rename"
test('who is always on is in the renamed room after a restart, and not in the old one', async () => {
  const world = await makeWorld(alwaysOn);
  const her = await account(world, 'alice', { follows: true });
  const { room } = await join(world, her);
  assert.equal(await rename(world, her, room, orchard), undefined);
  detach(world.core, her.session, 'Quit');
  const { core } = await restarted(world);
  assert.deepEqual([...(core.people.byAddress(alice)?.occupancies.keys() ?? [])], [orchard]);
  const bookmarks = await core.storage.bouncer.rooms(alice);
  assert.deepEqual(
    bookmarks.map(({ room: address }) => address),
    [orchard],
  );
});

test('the list of somebody whose change was not written before a crash leads to the renamed room', async () => {
  const world = await makeWorld(alwaysOn);
  const her = await account(world, 'alice', { follows: true });
  const { room } = await join(world, her);
  await world.core.bouncer.changes.flush();
  world.faults.hold('bouncer.moveRoom');
  assert.equal(await rename(world, her, room, orchard), undefined);
  await world.core.rooms.flush();
  assert.deepEqual(
    (await world.core.storage.bouncer.rooms(alice)).map((each) => each.room),
    [garden],
  );
  const { config, storage, secret } = world.core;
  const { doubts, clock, log } = world;
  const core = await createCore({ config, storage, doubts, clock, log: quietLog(log), secret, fenced: () => {} });
  await restoreResidents(core);
  assert.deepEqual([...(core.people.byAddress(alice)?.occupancies.keys() ?? [])], [orchard]);
  world.faults.release('bouncer.moveRoom');
});

test('what waits to be written of a room is written of the renamed one', async () => {
  const world = await makeWorld(alwaysOn);
  const { bouncer } = world.core.storage;
  const her = await account(world, 'alice', { follows: true });
  const { room } = await join(world, her);
  world.faults.hold('bouncer.apply');
  const position = { device: 'phone', room: garden, position: world.core.ids.next(), detached: true };
  world.core.bouncer.changes.note({ type: 'position', owner: alice, position });
  await turns();
  assert.equal(await rename(world, her, room, orchard), undefined);
  assert.deepEqual(world.core.bouncer.changes.latestPositions(alice, [{ ...position, device: 'desk' }]), [
    { ...position, device: 'desk', room: orchard },
    { ...position, room: orchard },
  ]);
  world.faults.release('bouncer.apply');
  await world.core.bouncer.changes.flush();
  assert.deepEqual(
    (await bouncer.rooms(alice)).map((each) => each.room),
    [orchard],
  );
  assert.deepEqual(await bouncer.positions(alice), [{ ...position, room: orchard }]);
});

test('read marks and metadata follow, and history is of the room as it is called now', async () => {
  const world = await makeWorld();
  const { core } = world;
  const her = await account(world, 'alice');
  const { room } = await join(world, her);
  room.record = { ...room.record, metadata: { url: 'https://example.org' } };
  say(core, her.session, room, { kind: 'text', body: 'hello', kept: true }, undefined);
  await turns();
  await insist(() => marksOf(core, her.session));
  const at = core.clock.now();
  await setRead(core, her.session, { room: garden }, at);
  assert.equal(await rename(world, her, room, orchard), undefined);
  assert.equal(readUpTo(core, her.session, { room: orchard }), at);
  assert.equal(readUpTo(core, her.session, { room: garden }), undefined);
  const page = await roomHistory(core, her.session, room, { limit: 10, fromEnd: true });
  assert.deepEqual(isRefusal(page) ? page : page.messages.map((each) => [each.body, each.room]), [['hello', orchard]]);
  await Promise.all([core.rooms.flush(), core.bouncer.changes.flush()]);
  assert.deepEqual([...(await core.storage.marks.load(alice)).keys()], [conversationOf(orchard, orchard)]);
  const loaded = await core.storage.rooms.load(orchard, 5);
  assert.deepEqual(loaded?.room.metadata, { url: 'https://example.org' });
  const later = await restarted(world);
  const again = await join(later, await account(later, 'alice'), orchard);
  assert.deepEqual(
    again.room.recent.map((each) => each.room),
    [orchard],
  );
});

// draft/channel-rename, "Channel redirection"
test('who knows a room by a former name is told where it is, however often it was renamed', async () => {
  const world = await makeWorld();
  const her = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, her);
  await rename(world, her, room, orchard);
  assert.equal(await led(world, bob, garden), `room-renamed ${orchard}`);
  await rename(world, her, room, meadow);
  assert.equal(await led(world, bob, garden), `room-renamed ${meadow}`);
  assert.equal(await led(world, bob, orchard), `room-renamed ${meadow}`);
  const later = await restarted(world);
  const ben = await account(later, 'ben');
  assert.equal(await led(later, ben, garden), `room-renamed ${meadow}`);
  assert.equal(await led(later, ben, orchard), `room-renamed ${meadow}`);
});

// "To help clients that weren't present in the channel during the name change"
test('who is in the renamed room may make another under the old name, which leads to the first again when that one is gone', async () => {
  const world = await makeWorld({ roomDefaults: { ...plainSettings, persistent: false } });
  const her = await account(world, 'alice');
  const [ann, bob] = [await account(world, 'ann'), await account(world, 'bob')];
  const { room } = await join(world, her);
  await join(world, ann);
  await rename(world, her, room, orchard);
  assert.equal(await led(world, bob, garden), `room-renamed ${orchard}`);
  const next = (await join(world, ann)).room;
  assert.notEqual(next, room);
  assert.equal(await led(world, bob, garden), garden);
  for (const who of [ann, bob]) leave(world.core, who.session, next, '');
  await world.core.rooms.flush();
  assert.equal(await led(world, bob, garden), `room-renamed ${orchard}`);
});

test('a former name is the room’s own: no other takes it, the room may have it back, and it is free when the room is gone', async () => {
  const world = await makeWorld();
  const her = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, her);
  const other = (await join(world, bob, meadow)).room;
  await rename(world, her, room, orchard);
  assert.equal(await rename(world, bob, other, garden), 'room-exists');
  assert.equal(await rename(world, her, room, garden), undefined);
  assert.equal(await led(world, bob, orchard), `room-renamed ${garden}`);
  assert.equal(await led(world, bob, garden), garden);
  destroyRoom(world.core, room, '');
  await world.core.rooms.flush();
  assert.equal(await led(world, bob, orchard), orchard);
});

// RELIABILITY N-08
test('a room is not renamed to what looks like another one, and leaves the look of its old name', async () => {
  const world = await makeWorld();
  const her = await account(world, 'alice');
  const { room } = await join(world, her, 'paypal@rooms.example.org' as Bare);
  const lookalike = 'p\u0430ypal@rooms.example.org' as Bare;
  assert.match(await led(world, her, lookalike), /room-name-invalid/);
  const other = (await join(world, her, meadow)).room;
  assert.equal(await rename(world, her, other, lookalike), 'room-name-invalid');
  assert.equal(await rename(world, her, room, lookalike), undefined, 'its own name it may');
  assert.equal(await rename(world, her, room, orchard), undefined);
  assert.equal(
    await led(world, her, 'p\u0430yp\u0430l@rooms.example.org' as Bare),
    'p\u0430yp\u0430l@rooms.example.org',
  );
});
