import assert from 'node:assert/strict';
import { test } from 'node:test';
import { online } from '../../../src/core/presence/availability.ts';
import { renamePerson } from '../../../src/core/presence/rename-person.ts';
import { setAvailability } from '../../../src/core/presence/set-availability.ts';
import { Later } from '../../../src/core/refusal.ts';
import { setSubject } from '../../../src/core/rooms/set-subject.ts';
import { account, guest, insist, join, makeWorld } from '../world.ts';

const away = (status: string) => ({ ...online, show: 'away' as const, status });

// RELIABILITY L-13: AWAY/NICK/TOPIC flood, neighbours at most once in two seconds
test('of what somebody away says, neighbours hear once in two seconds, and the newest', async () => {
  const world = await makeWorld({ paceMs: 2000 });
  const [ann, bob] = [await account(world, 'ann'), await account(world, 'bob')];
  for (const who of [ann, bob]) await join(world, who);
  world.clock.advance(2000);
  const heard = () =>
    bob.endpoint.shown.flatMap(({ event }) => (event.type === 'away' ? [event.availability.status] : []));
  for (let i = 0; i < 50; i++) setAvailability(world.core, ann.session, away(`${i}`));
  assert.deepEqual(heard(), ['0']);
  world.clock.advance(1999);
  assert.deepEqual(heard(), ['0']);
  world.clock.advance(1);
  assert.deepEqual(heard(), ['0', '49']);
  setAvailability(world.core, ann.session, away('x'));
  setAvailability(world.core, ann.session, away('49'));
  world.clock.advance(5000);
  assert.deepEqual(heard(), ['0', '49'], 'what was taken back is not told');
});

test('nicknames and subjects wait until two seconds are over; another person’s do not', async () => {
  const world = await makeWorld({ paceMs: 2000 });
  const [gus, ann] = [guest(world, 'gus'), await account(world, 'ann')];
  const { room } = await join(world, ann);
  assert.equal(await insist(() => renamePerson(world.core, gus.session, 'gus1')), undefined);
  const again = () => renamePerson(world.core, gus.session, 'gus2');
  let later = again();
  // Whether an account is called so may have to be looked up first.
  while (
    later instanceof Later &&
    world.core.accounts.peek('gus2') === undefined &&
    !('value' in world.core.accounts.get('gus2'))
  ) {
    const waiting = later;
    await new Promise<void>((resume) => waiting.subscribe(resume));
    later = again();
  }
  assert.ok(later instanceof Later);
  let isDue = false;
  later.subscribe(() => (isDue = true));
  world.clock.advance(1999);
  assert.ok(!isDue);
  world.clock.advance(1);
  assert.ok(isDue);
  assert.equal(again(), undefined);
  assert.equal(await insist(() => setSubject(world.core, ann.session, room, 'one')), undefined);
  assert.ok(setSubject(world.core, ann.session, room, 'two') instanceof Later);
});
