import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detach } from '../../../src/core/presence/attach.ts';
import { absent, aggregate, online } from '../../../src/core/presence/availability.ts';
import { createPast } from '../../../src/core/presence/past.ts';
import { setDisplayName } from '../../../src/core/presence/set-display-name.ts';
import { createWatches } from '../../../src/core/presence/watches.ts';
import { account, guest, join, makeWorld } from '../world.ts';

test('what is watched no more is kept nowhere', async () => {
  const world = await makeWorld();
  const [ann, bob] = [guest(world, 'ann').session, guest(world, 'bob').session];
  const watches = createWatches();
  for (const name of ['Carol', 'CAROL', 'dave']) watches.add(ann, name);
  watches.add(bob, 'carol');
  assert.deepEqual([...watches.of(ann)], ['Carol', 'dave']);
  assert.deepEqual([...watches.watching('cArOl')], [ann, bob]);
  watches.remove(ann, 'carol');
  watches.remove(ann, 'nobody');
  assert.deepEqual([...watches.watching('carol')], [bob]);
  watches.clear(bob);
  watches.clear(ann);
  assert.deepEqual([watches.count(ann), watches.count(bob)], [0, 0]);
  assert.deepEqual([...watches.watching('dave')], []);
});

// SEMANTICS 7: "online = any session"
test('the first session is who comes, the last who goes, and each is told once', async () => {
  const world = await makeWorld();
  const ann = guest(world, 'ann');
  world.core.watches.add(ann.session, 'bob');
  const first = await account(world, 'bob');
  const second = await account(world, 'bob');
  detach(world.core, first.session, 'bye');
  assert.deepEqual(ann.endpoint.types(), ['watched']);
  detach(world.core, second.session, 'bye');
  assert.deepEqual(ann.endpoint.types(), ['watched', 'watched']);
});

// SEMANTICS 1.6
test('a display name is one event for neighbours and watchers, once each, and presence for rooms', async () => {
  const world = await makeWorld({ createRooms: 'anyone' });
  const [ann, bob, carol, dave] = ['ann', 'bob', 'carol', 'dave'].map((nick) => guest(world, nick));
  assert.ok(ann && bob && carol && dave);
  for (const each of [ann, bob]) await join(world, each);
  for (const each of [bob, carol]) world.core.watches.add(each.session, 'ann');
  for (const each of [ann, bob, carol, dave]) each.endpoint.shown.length = 0;
  assert.equal(await setDisplayName(world.core, ann.session, 'Ann A'), undefined);
  assert.deepEqual(bob.endpoint.types(), ['profile', 'availability']);
  assert.deepEqual(carol.endpoint.types(), ['profile']);
  assert.deepEqual(dave.endpoint.types(), []);
  assert.equal((await setDisplayName(world.core, ann.session, ''))?.reason, 'display-name-invalid');
  assert.equal((await setDisplayName(world.core, ann.session, 'é'.repeat(76)))?.reason, 'display-name-invalid');
});

test('so many past names are remembered and no more', async () => {
  const world = await makeWorld();
  let most = 3;
  const past = createPast(() => most);
  for (let at = 0; at < 5; at++) past.note(guest(world, `nick${at % 2}x${at}`).session.person, [], at);
  const { person } = guest(world, 'ann').session;
  for (let at = 5; at < 7; at++) past.note(person, ['192.0.2.1'], at);
  assert.deepEqual(
    past.find('ANN').map(({ at }) => at),
    [6, 5],
  );
  assert.equal(past.find('nick0x2').length, 0);
  assert.equal(past.find('nick0x4').length, 1);
  most = 0;
  past.note(person, [], 7);
  assert.deepEqual(past.find('ann'), []);
});

// IRCv3 pre-away, "Implementation considerations"
test('a device that is there by itself outdoes nobody', () => {
  const xa = { ...online, show: 'xa', status: 'gone' } as const;
  assert.equal(aggregate([absent, xa]), xa);
  assert.equal(aggregate([xa, absent]), xa);
  assert.equal(aggregate([absent, undefined]), absent);
});
