import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeAccount } from '../../../src/core/accounts/remove-account.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { removeContact } from '../../../src/core/presence/remove-contact.ts';
import {
  findRoster,
  listedContacts,
  requestRoster,
  rosterVersion,
  type Roster,
} from '../../../src/core/presence/roster.ts';
import { MAX_CONTACTS, setContact } from '../../../src/core/presence/set-contact.ts';
import { changeSubscription } from '../../../src/core/presence/subscriptions.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { account, guest, insist, makeWorld, type Somebody, type World } from '../world.ts';

const bob = 'bob@example.org' as Bare;
const alice = 'alice@example.org' as Bare;

async function ask(world: World, who: Somebody): Promise<Roster> {
  const roster = await insist(() => requestRoster(world.core, who.session));
  assert.ok(!isRefusal(roster));
  return roster as Roster;
}

const pushes = (who: Somebody): string[] =>
  who.endpoint.shown.flatMap(({ event }) =>
    event.type === 'roster-push'
      ? [`${event.contact.address} ${event.contact.subscription} ${event.contact.name}`]
      : [],
  );

test('a contact is stored, then pushed to every interested session, and to no other', async () => {
  const world = await makeWorld();
  const [phone, desk] = [
    await account(world, 'alice', { device: 'p' }),
    await account(world, 'alice', { device: 'd' }),
  ];
  const other = await account(world, 'bob');
  await ask(world, phone);
  await ask(world, other);
  world.faults.hold('rosters.save');
  const set = setContact(world.core, desk.session, { address: bob, name: 'Bob', groups: ['Friends'] });
  await new Promise<void>((resume) => setImmediate(resume));
  assert.deepEqual(pushes(phone), []);
  world.faults.release('rosters.save');
  assert.equal(await set, undefined);
  assert.deepEqual(pushes(phone), ['bob@example.org none Bob']);
  assert.deepEqual(pushes(desk), []);
  assert.deepEqual(pushes(other), []);
  const [stored] = await world.core.storage.rosters.load(alice);
  assert.deepEqual(stored?.groups, ['Friends']);
});

test('a contact that cannot be stored is refused, and nothing is pushed or remembered', async () => {
  const world = await makeWorld();
  const me = await account(world, 'alice');
  const roster = await ask(world, me);
  world.faults.fail('rosters.save');
  const outcome = await setContact(world.core, me.session, { address: bob, name: 'Bob', groups: [] });
  assert.equal(outcome?.reason, 'storage-away');
  assert.deepEqual(pushes(me), []);
  assert.equal(roster.contacts.size, 0);
});

// RFC 6121 2.3.3
test('a contact is checked', async () => {
  const world = await makeWorld();
  const me = await account(world, 'alice');
  const cases: [Partial<Parameters<typeof setContact>[2]>, string][] = [
    [{ address: alice }, 'bad-setting'],
    [{ groups: [''] }, 'bad-setting'],
    [{ groups: ['a', 'a'] }, 'bad-setting'],
    [{ name: 'x'.repeat(1024) }, 'too-long'],
    [{ groups: ['é'.repeat(512)] }, 'too-long'],
    [{ groups: Array.from({ length: 51 }, (_, i) => `g${i}`) }, 'too-long'],
  ];
  for (const [part, reason] of cases) {
    const outcome = await setContact(world.core, me.session, { address: bob, name: '', groups: [], ...part });
    assert.equal(outcome?.reason, reason, JSON.stringify(part).slice(0, 60));
  }
  const outcome = await setContact(world.core, guest(world, 'gast').session, { address: bob, name: '', groups: [] });
  assert.equal(outcome?.reason, 'account-required');
});

test('a roster has an end', async () => {
  const world = await makeWorld();
  const me = await account(world, 'alice');
  for (let i = 0; i < MAX_CONTACTS; i++) {
    await world.core.storage.rosters.save(alice, {
      ...{ address: `c${i}@remote.example` as Bare, name: '', groups: [], subscription: 'none' },
      ...{ pendingOut: false, pendingIn: false, approved: false },
    });
  }
  world.core.rosters.forget(alice);
  assert.equal((await setContact(world.core, me.session, { address: bob, name: '', groups: [] }))?.reason, 'too-long');
  const first = { address: 'c0@remote.example' as Bare, name: 'again', groups: [] };
  assert.equal(await setContact(world.core, me.session, first), undefined);
});

test('a version names what clients see: it changes with it, comes back with it, and survives a restart', async () => {
  const world = await makeWorld();
  const me = await account(world, 'alice');
  const set = (name: string): Promise<unknown> =>
    setContact(world.core, me.session, { address: bob, name, groups: ['b', 'a'] });
  const version = async (): Promise<string> => rosterVersion(await ask(world, me));
  const empty = await version();
  await set('Bob');
  const first = await version();
  await set('Bobby');
  const second = await version();
  await set('Bob');
  assert.equal(await version(), first);
  assert.equal(new Set([empty, first, second]).size, 3);
  world.core.rosters.forget(alice);
  assert.equal(await version(), first);
});

test('a request that waits is not in the roster, and a contact one has added stays', async () => {
  const world = await makeWorld();
  const [a, b] = [await account(world, 'alice'), await account(world, 'bob')];
  await ask(world, b);
  await changeSubscription(world.core, a.session, { to: bob, act: 'subscribe' });
  const roster = await findRoster(world.core, bob);
  assert.ok(!isRefusal(roster));
  assert.deepEqual(listedContacts(roster), []);
  assert.deepEqual(pushes(b), []);
  await setContact(world.core, b.session, { address: alice, name: '', groups: [] });
  world.core.rosters.forget(bob);
  const again = await ask(world, b);
  assert.deepEqual(
    listedContacts(again).map(({ address }) => address),
    [alice],
  );
  await changeSubscription(world.core, b.session, { to: alice, act: 'unsubscribed' });
  assert.equal(listedContacts(await ask(world, b)).length, 1);
});

// RFC 6121 2.5.2
test('removing a contact ends both subscriptions, with one push to its owner', async () => {
  const world = await makeWorld();
  const [a, b] = [await account(world, 'alice'), await account(world, 'bob')];
  await befriend(world, a, b);
  await ask(world, a);
  await ask(world, b);
  assert.equal(await removeContact(world.core, a.session, bob), undefined);
  assert.deepEqual(pushes(a), ['bob@example.org remove ']);
  assert.deepEqual(pushes(b), ['alice@example.org to ', 'alice@example.org none ']);
  assert.deepEqual(await world.core.storage.rosters.load(alice), []);
  assert.equal((await removeContact(world.core, a.session, bob))?.reason, 'no-such-account');
});

test('a removed account is in nobody’s roster as somebody who sees them', async () => {
  const world = await makeWorld();
  const [a, b] = [await account(world, 'alice'), await account(world, 'bob')];
  await befriend(world, a, b);
  assert.equal(await removeAccount(world.core, 'alice'), undefined);
  const [left] = await world.core.storage.rosters.load(bob);
  assert.equal(left?.subscription, 'none');
  const roster = await findRoster(world.core, bob);
  assert.ok(!isRefusal(roster) && roster.contacts.get(alice)?.subscription === 'none');
});

async function befriend(world: World, a: Somebody, b: Somebody): Promise<void> {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const [from, to] = [one.session.person.address.bare, other.session.person.address.bare];
    await changeSubscription(world.core, one.session, { to, act: 'subscribe' });
    await changeSubscription(world.core, other.session, { to: from, act: 'subscribed' });
  }
}
