import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bare } from '../../../src/lib/address.ts';
import type { RosterContact } from '../../../src/core/contact-event.ts';
import { detach } from '../../../src/core/presence/attach.ts';
import { online } from '../../../src/core/presence/availability.ts';
import { removeContact } from '../../../src/core/presence/remove-contact.ts';
import { findRoster, listedContacts, requestRoster } from '../../../src/core/presence/roster.ts';
import { setAvailability } from '../../../src/core/presence/set-availability.ts';
import { setContact } from '../../../src/core/presence/set-contact.ts';
import { changeSubscription } from '../../../src/core/presence/subscriptions.ts';
import type { SubscriptionAct } from '../../../src/core/presence/subscription-table.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { account, guest, insist, makeAccount, makeWorld, turns, type Somebody, type World } from '../world.ts';

const alice = 'alice@example.org' as Bare;
const bob = 'bob@example.org' as Bare;

interface Pair {
  readonly world: World;
  readonly a: Somebody;
  readonly b: Somebody;
}

/** Alice and Bob, online with one session each that asked for the roster. */
async function pair(): Promise<Pair> {
  const world = await makeWorld();
  const a = await account(world, 'alice', { device: 'a1' });
  const b = await account(world, 'bob', { device: 'b1' });
  for (const who of [a, b]) await insist(() => requestRoster(world.core, who.session));
  await turns();
  for (const who of [a, b]) who.endpoint.shown.length = 0;
  return { world, a, b };
}

const act = (world: World, who: Somebody, to: Bare, what: SubscriptionAct): Promise<unknown> =>
  changeSubscription(world.core, who.session, { to, act: what });

/** What somebody was shown since last asked, one word an event. */
function seen({ endpoint }: Somebody): string[] {
  return endpoint.shown.splice(0).map(({ event }) => {
    switch (event.type) {
      case 'roster-push': {
        const { subscription, pendingOut, approved } = event.contact;
        return `push ${subscription}${pendingOut ? ' ask' : ''}${approved ? ' approved' : ''}`;
      }
      case 'subscription':
        return event.act;
      case 'presence':
        return `${event.from.split('@')[0]}/${event.device} ${event.availability?.show ?? 'unavailable'}`;
      default:
        return event.type;
    }
  });
}

// RFC 6121 3.1
test('asking and approving: requests, pushes and presence, in this order', async () => {
  const { world, a, b } = await pair();
  assert.equal(await act(world, a, bob, 'subscribe'), undefined);
  assert.deepEqual(seen(a), ['push none ask']);
  assert.deepEqual(seen(b), ['subscribe']);
  await act(world, b, alice, 'subscribed');
  assert.deepEqual(seen(a), ['subscribed', 'push to', 'bob/b1 online']);
  assert.deepEqual(seen(b), ['push from']);
  await act(world, b, alice, 'subscribe');
  await act(world, a, bob, 'subscribed');
  assert.deepEqual(seen(a), ['subscribe', 'push both']);
  assert.deepEqual(seen(b), ['push from ask', 'subscribed', 'push both', 'alice/a1 online']);
});

// RFC 6121 3.1.6, A.2.4
test('turning down leaves the asker with a contact, and the other with nothing', async () => {
  const { world, a, b } = await pair();
  await act(world, a, bob, 'subscribe');
  await act(world, b, alice, 'unsubscribed');
  assert.deepEqual(seen(a), ['push none ask', 'unsubscribed', 'push none']);
  assert.deepEqual(seen(b), ['subscribe']);
  assert.deepEqual(await world.core.storage.rosters.load(bob), []);
});

// RFC 6121 3.2, 3.3
test('ending a subscription from either side shows the other unavailable', async () => {
  const { world, a, b } = await pair();
  for (const ending of ['cancel', 'unsubscribe']) {
    await act(world, a, bob, 'subscribe');
    await act(world, b, alice, 'subscribed');
    seen(a);
    seen(b);
    if (ending === 'cancel') {
      await act(world, b, alice, 'unsubscribed');
      assert.deepEqual(seen(a), ['bob/b1 unavailable', 'unsubscribed', 'push none']);
      assert.deepEqual(seen(b), ['push none']);
    } else {
      await act(world, a, bob, 'unsubscribe');
      assert.deepEqual(seen(a).sort(), ['bob/b1 unavailable', 'push none']);
      assert.deepEqual(seen(b), ['unsubscribe', 'push none']);
    }
  }
});

// RFC 6121 3.1.3
test('whoever is approved already is answered by the server', async () => {
  const { world, a, b } = await pair();
  await act(world, a, bob, 'subscribe');
  await act(world, b, alice, 'subscribed');
  seen(a);
  seen(b);
  await act(world, a, bob, 'subscribe');
  assert.deepEqual(seen(b), []);
  assert.deepEqual(seen(a), ['bob/b1 online']);
});

// RFC 6121 3.4
test('an approval in advance is kept, answers the request by itself, and can be taken back', async () => {
  const { world, a, b } = await pair();
  await act(world, b, alice, 'subscribed');
  assert.deepEqual(seen(b), ['push none approved']);
  assert.deepEqual(seen(a), []);
  await act(world, b, alice, 'unsubscribed');
  assert.deepEqual(seen(b), ['push none']);
  await act(world, b, alice, 'subscribed');
  seen(b);
  await act(world, a, bob, 'subscribe');
  assert.deepEqual(seen(b), ['push from approved']);
  assert.deepEqual(seen(a), ['push none ask', 'subscribed', 'push to', 'bob/b1 online']);
  await act(world, b, alice, 'unsubscribed');
  assert.deepEqual(seen(b), ['push none']);
});

// RFC 6121 3.1.3: until it is answered, at each session that becomes available
test('a request reaches somebody who was away, again and again until it is answered', async () => {
  const { world, a, b } = await pair();
  detach(world.core, b.session, '', 'quit');
  const request = { to: bob, act: 'subscribe', payload: '<nick/>' } as const;
  assert.equal(await changeSubscription(world.core, a.session, request), undefined);
  for (const device of ['b2', 'b3']) {
    const session = await account(world, 'bob', { device });
    await turns();
    const shown = session.endpoint.shown.find(({ event }) => event.type === 'subscription');
    assert.ok(shown?.event.type === 'subscription' && shown.event.payload === '<nick/>', device);
  }
  const last = await account(world, 'bob', { device: 'b4' });
  await act(world, last, alice, 'subscribed');
  const later = await account(world, 'bob', { device: 'b5' });
  await turns();
  assert.ok(!seen(later).includes('subscribe'));
});

// RFC 6121 4.2, 4.3, 4.4, 4.5
test('presence goes to subscribers and to oneself, and a new session learns who is there', async () => {
  const { world, a, b } = await pair();
  await act(world, a, bob, 'subscribe');
  await act(world, b, alice, 'subscribed');
  seen(a);
  seen(b);
  setAvailability(world.core, b.session, { ...online, show: 'away' });
  assert.deepEqual(seen(a), ['bob/b1 away']);
  setAvailability(world.core, a.session, { ...online, show: 'dnd' });
  assert.deepEqual(
    seen(b).filter((each) => each.startsWith('alice')),
    [],
  ); // Bob does not see Alice
  seen(a);
  const phone = await account(world, 'alice', { device: 'a2' });
  await turns();
  assert.deepEqual(
    seen(phone).filter((each) => each.includes('/')),
    ['alice/a2 online', 'alice/a1 dnd', 'bob/b1 away'],
  );
  assert.deepEqual(
    seen(a).filter((each) => each.includes('/')),
    ['alice/a2 online'],
  );
  detach(world.core, b.session, '', 'quit');
  assert.deepEqual(seen(a), ['bob/b1 unavailable']);
  detach(world.core, phone.session, '', 'quit');
  assert.ok(seen(a).includes('alice/a2 unavailable'));
});

test('a session that is not available is not shown presence', async () => {
  const { world, a, b } = await pair();
  await act(world, a, bob, 'subscribe');
  await act(world, b, alice, 'subscribed');
  setAvailability(world.core, a.session, undefined);
  seen(a);
  setAvailability(world.core, b.session, { ...online, show: 'xa' });
  assert.deepEqual(seen(a), []);
  setAvailability(world.core, a.session, online);
  assert.deepEqual(
    seen(a).filter((each) => each.startsWith('bob')),
    ['bob/b1 xa'],
  );
});

test('presence waits for a roster that is not at hand, and for storage that is away', async () => {
  const { world, a, b } = await pair();
  await act(world, a, bob, 'subscribe');
  await act(world, b, alice, 'subscribed');
  seen(a);
  world.core.rosters.forget(bob);
  setAvailability(world.core, b.session, { ...online, show: 'away' });
  setAvailability(world.core, b.session, { ...online, show: 'dnd' });
  await turns();
  assert.deepEqual(seen(a), ['bob/b1 away', 'bob/b1 dnd']);
  world.core.rosters.forget(bob);
  world.faults.away = true;
  setAvailability(world.core, b.session, { ...online, show: 'xa' });
  await turns();
  assert.deepEqual(seen(a), []);
  world.faults.away = false;
  world.clock.advance(5000);
  await turns();
  assert.deepEqual(seen(a), ['bob/b1 xa']);
});

test('nobody asks a room, a guest, a stranger or somebody elsewhere; asking oneself is nothing', async () => {
  const { world, a } = await pair();
  const visitor = guest(world, 'gast');
  const cases: [string, string | undefined][] = [
    ['nobody@example.org', 'no-such-account'],
    ['garden@rooms.example.org', 'no-such-account'],
    [visitor.session.person.address.bare, 'no-such-account'],
    ['example.org', 'no-such-account'],
    ['bob@remote.example', 'remote-unreachable'],
    [alice, undefined],
  ];
  for (const [to, reason] of cases) {
    const outcome = await changeSubscription(world.core, a.session, { to: to as Bare, act: 'subscribe' });
    assert.equal(outcome?.reason, reason, to);
  }
  assert.deepEqual(await world.core.storage.rosters.load(alice), []);
  assert.equal(((await act(world, visitor, bob, 'subscribe')) as { reason: string }).reason, 'account-required');
});

test('what storage leaves half done is completed by doing it again', async () => {
  const steps: [who: 'a' | 'b', what: SubscriptionAct][] = [
    ['a', 'subscribe'],
    ['b', 'subscribed'],
    ['b', 'subscribe'],
    ['a', 'subscribed'],
    ['a', 'unsubscribe'],
    ['a', 'unsubscribed'],
  ];
  for (const failing of [1, 2, 3]) {
    for (const moment of ['before', 'after'] as const) {
      const { world, a, b } = await pair();
      for (const [who, what] of steps) {
        world.faults.fail('rosters.save', failing, moment);
        const [me, to] = who === 'a' ? [a, bob] : [b, alice];
        while (isRefusal(await act(world, me, to, what)));
        await consistent(world, alice, bob);
      }
    }
  }
});

type Step =
  | { readonly kind: 'act'; readonly who: number; readonly to: number; readonly what: SubscriptionAct }
  | { readonly kind: 'set' | 'remove'; readonly who: number; readonly to: number; readonly name: string }
  | { readonly kind: 'forget'; readonly who: number };

const who = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      who,
      to: who,
      what: fc.constantFrom<SubscriptionAct>('subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('set' as const, 'remove' as const),
      who,
      to: who,
      name: fc.constantFrom('', 'x'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), who }) },
);

test('whatever people do, at once or one by one, rosters agree with one another and with storage', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, atOnce) => {
      const world = await makeWorld();
      const names = ['alice', 'bob', 'carol'];
      const people: Somebody[] = [];
      for (const name of names) {
        const somebody = await account(world, name);
        await insist(() => requestRoster(world.core, somebody.session));
        people.push(somebody);
      }
      const addresses = names.map((name) => `${name}@example.org` as Bare);
      const run = (each: Step): Promise<unknown> => perform(world, people, addresses, each);
      if (atOnce) await Promise.all(steps.map(run));
      else for (const each of steps) await run(each);
      for (const [i, one] of addresses.entries()) {
        for (const other of addresses.slice(i + 1)) await consistent(world, one, other);
        await sameAsShown(world, people[i] as Somebody, one);
      }
    }),
    { numRuns: 150 },
  );
});

async function perform(world: World, people: Somebody[], addresses: Bare[], step: Step): Promise<unknown> {
  const { session } = people[step.who] as Somebody;
  if (step.kind === 'forget') return world.core.rosters.forget(addresses[step.who] as Bare);
  const address = addresses[step.to] as Bare;
  if (step.kind === 'act') return changeSubscription(world.core, session, { to: address, act: step.what });
  if (step.kind === 'remove') return removeContact(world.core, session, address);
  return setContact(world.core, session, { address, name: step.name, groups: [] });
}

/** One sees the other exactly where the other lets it; one waits exactly where the other was asked. */
async function consistent(world: World, one: Bare, other: Bare): Promise<void> {
  const [mine, theirs] = [await kept(world, one, other), await kept(world, other, one)];
  const has = (contact: RosterContact | undefined, word: 'to' | 'from'): boolean =>
    contact?.subscription === word || contact?.subscription === 'both';
  assert.equal(has(mine, 'to'), has(theirs, 'from'), `${one} sees ${other}`);
  assert.equal(has(mine, 'from'), has(theirs, 'to'), `${other} sees ${one}`);
  assert.equal(mine?.pendingOut ?? false, theirs?.pendingIn ?? false, `${one} waits for ${other}`);
  assert.equal(mine?.pendingIn ?? false, theirs?.pendingOut ?? false, `${other} waits for ${one}`);
}

/** What is at hand, which must be what is stored. */
async function kept(world: World, owner: Bare, address: Bare): Promise<RosterContact | undefined> {
  const roster = await findRoster(world.core, owner);
  assert.ok(!isRefusal(roster));
  const stored = await world.core.storage.rosters.load(owner);
  assert.deepEqual(
    [...roster.contacts.values()].sort((a, b) => (a.address < b.address ? -1 : 1)),
    stored,
  );
  return roster.contacts.get(address);
}

/** A client that only follows pushes ends with the roster that it would be given. */
async function sameAsShown(world: World, who: Somebody, owner: Bare): Promise<void> {
  const followed = new Map<Bare, RosterContact>();
  for (const { event } of who.endpoint.shown) {
    if (event.type !== 'roster-push') continue;
    if (event.contact.subscription === 'remove') followed.delete(event.contact.address);
    else followed.set(event.contact.address, event.contact);
  }
  const roster = await findRoster(world.core, owner);
  assert.ok(!isRefusal(roster));
  const visible = (contacts: Iterable<RosterContact>): string[] =>
    [...contacts].map((c) => [c.address, c.name, c.subscription, c.pendingOut, c.approved].join(' ')).sort();
  assert.deepEqual(visible(followed.values()), visible(listedContacts(roster)));
}

test('a request waits for an account that was never here yet', async () => {
  const { world, a } = await pair();
  await world.core.storage.accounts.create(makeAccount('carol'));
  assert.equal(await act(world, a, 'carol@example.org' as Bare, 'subscribe'), undefined);
  const [waiting] = await world.core.storage.rosters.load('carol@example.org' as Bare);
  assert.equal(waiting?.pendingIn, true);
});
