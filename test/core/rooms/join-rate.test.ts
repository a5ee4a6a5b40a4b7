import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRefusal, Later } from '../../../src/core/refusal.ts';
import { enter, type Entered } from '../../../src/core/rooms/enter.ts';
import { leave } from '../../../src/core/rooms/leave.ts';
import { account, garden, guest, join, makeWorld, turns, type Somebody, type World } from '../world.ts';

const request = { address: garden, name: 'garden' };
const joins = { burst: 100, perSecond: 50 };

/** Asks to come in until that is answered; gives what became of it, later. */
function comeIn(world: World, { session }: Somebody, done: (outcome: Entered | { reason: string }) => void): void {
  const outcome = enter(world.core, session, request);
  if (outcome instanceof Later) outcome.subscribe(() => comeIn(world, { session } as Somebody, done));
  else done(outcome);
}

/** Somebody who counts what it is shown and keeps nothing. */
function counter(world: World, nickname: string): Somebody & { readonly seen: { count: number } } {
  const somebody = guest(world, nickname);
  const seen = { count: 0 };
  somebody.endpoint.deliver = () => void seen.count++;
  return { ...somebody, seen };
}

// RELIABILITY L-05
test('a thousand who want into a room of a thousand come in a few at a time, in their order, all of them', async () => {
  const world = await makeWorld({ createRooms: 'anyone', joins });
  const { room } = await join(world, await account(world, 'alice'));
  world.core.config = { ...world.core.config, joins: false };
  const inside = Array.from({ length: 999 }, (_, i) => counter(world, `in${i}`));
  for (const each of inside) await join(world, each);
  world.core.config = { ...world.core.config, joins };
  const before = inside[0]?.seen.count ?? 0;
  const crowd = Array.from({ length: 1000 }, (_, i) => counter(world, `new${i}`));
  const came: string[] = [];
  for (const each of crowd) {
    comeIn(world, each, (outcome) => came.push(isRefusal(outcome) ? outcome.reason : each.session.person.nickname));
  }
  assert.equal(came.length, 100);
  for (let second = 1; second <= 18; second++) {
    world.clock.advance(1000);
    assert.equal(came.length, Math.min(1000, 100 + 50 * second));
  }
  assert.deepEqual(
    came,
    crowd.map(({ session }) => session.person.nickname),
  );
  assert.equal(room.occupants.size, 2000);
  // Each of them was shown to each, once, and nobody inside was sent away.
  assert.equal((inside[0]?.seen.count ?? 0) - before, 1000);
  assert.ok(inside.every(({ session }) => session.isAttached));
});

test('who would have to wait too long is refused, and told for how long', async () => {
  const world = await makeWorld({ createRooms: 'anyone', joins: { burst: 1, perSecond: 1 } });
  await join(world, guest(world, 'gus'));
  const outcomes: unknown[] = [];
  for (let i = 0; i < 40; i++) comeIn(world, guest(world, `n${i}`), (outcome) => outcomes.push(outcome));
  const refused = outcomes.filter(isRefusal);
  assert.deepEqual([outcomes.length, refused.length], [10, 9]);
  assert.deepEqual(refused[0], { reason: 'rate-limited', about: 'garden', retryAfter: 31 });
  world.clock.advance(30_000);
  assert.equal(outcomes.length, 40);
});

// RELIABILITY L-08
test('coming and going costs a turn each time; who runs the room needs none, and a ban holds for who waits', async () => {
  const world = await makeWorld({ createRooms: 'anyone', joins: { burst: 2, perSecond: 1 } });
  const alice = await account(world, 'alice');
  const { room } = await join(world, alice);
  const gus = guest(world, 'gus');
  const goIn = () => enter(world.core, gus.session, request);
  for (let i = 0; i < 2; i++) {
    assert.ok(!(goIn() instanceof Later));
    assert.equal(leave(world.core, gus.session, room, ''), undefined);
  }
  const outcomes: unknown[] = [];
  comeIn(world, gus, (outcome) => outcomes.push(outcome));
  assert.deepEqual(outcomes, []);
  leave(world.core, alice.session, room, '');
  assert.ok(!(enter(world.core, alice.session, request) instanceof Later));
  room.masks.push({ list: 'ban', mask: 'gus!*@*', by: 'alice', at: 0 } as never);
  world.clock.advance(1000);
  await turns();
  assert.deepEqual(
    outcomes.filter(isRefusal).map(({ reason }) => reason),
    ['banned'],
  );
});
