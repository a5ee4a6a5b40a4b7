import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setRead } from '../../../src/core/archive/read-marks.ts';
import { findKnown } from '../../../src/core/find-known.ts';
import { removeAccount } from '../../../src/core/accounts/remove-account.ts';
import { sendDirect } from '../../../src/core/direct/send.ts';
import { becomeGuest } from '../../../src/core/presence/become.ts';
import { endSubscriptions, subscribe, unsubscribe } from '../../../src/core/push/subscribe.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { invite } from '../../../src/core/rooms/invite.ts';
import { leave } from '../../../src/core/rooms/leave.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import { say } from '../../../src/core/rooms/say.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { account, garden, insist, join, makeWorld, turns, type Somebody, type World } from '../world.ts';
import { FakeSender } from './fake-sender.ts';

interface Stage {
  readonly world: World;
  readonly sender: FakeSender;
  readonly alice: Somebody;
  readonly bob: Somebody;
}

/** Alice and Bob in the garden; Bob's phone is subscribed. */
async function stage(): Promise<Stage> {
  const sender = new FakeSender();
  const world = await makeWorld({}, undefined, sender);
  world.core.pushes.spell = (event) => Buffer.from(event.type === 'message' ? `${event.body}` : event.type);
  const [alice, bob] = [await account(world, 'alice'), await account(world, 'bob')];
  for (const each of [alice, bob]) await join(world, each);
  assert.equal(await register(world, bob), undefined);
  assert.deepEqual(sender.take(), ['hello']);
  return { world, sender, alice, bob };
}

const register = (world: World, who: Somebody, name = 'phone', auth = 'auth') =>
  subscribe(world.core, who.session, {
    endpoint: `https://push.example/${name}`,
    p256dh: 'key',
    auth,
    greeting: Buffer.from('hello'),
  });

const text = (body: string) => ({ kind: 'text', body, kept: true }) as const;

async function tell({ world, alice }: Stage, body: string, to = 'bob@example.org'): Promise<void> {
  await insist(() => sendDirect(world.core, alice.session, { address: to as Bare }, text(body), undefined));
  await turns();
}

async function sayIn({ world }: Stage, who: Somebody, body: string): Promise<void> {
  await insist(() => say(world.core, who.session, roomOf(world), text(body), undefined));
  await turns();
}

function roomOf({ core }: World): Room {
  const room = core.rooms.find(garden);
  assert.ok(room);
  return room;
}

/** What is pushed when the delay is over. */
async function pushed({ world, sender }: Stage, ms = 5000): Promise<string[]> {
  world.clock.advance(ms);
  await turns();
  return sender.take();
}

test('a direct message is pushed when it was not read within the delay', async () => {
  const here = await stage();
  await tell(here, 'are you there?');
  assert.deepEqual(await pushed(here, 4999), []);
  assert.deepEqual(await pushed(here, 1), ['are you there?']);
});

test('what is read within the delay is not pushed; what is read later is taken back from other devices', async () => {
  const here = await stage();
  const { world, bob } = here;
  const place = { peer: 'alice@example.org' as Bare };
  const read = async (who: Somebody) => {
    await findKnown(world.core.marks, 'bob@example.org');
    return setRead(world.core, who.session, place, world.clock.now());
  };
  await tell(here, 'one');
  world.clock.advance(1000);
  await read(bob);
  assert.deepEqual(await pushed(here), []);
  await tell(here, 'two');
  assert.deepEqual(await pushed(here), ['two']);
  const desk = await account(world, 'bob', { device: 'desk' });
  await read(desk);
  await turns();
  assert.deepEqual(here.sender.take(), ['read']);
  world.clock.advance(1000);
  await read(desk);
  await turns();
  assert.deepEqual(here.sender.take(), [], 'nothing is shown any more');
  world.clock.advance(1);
  await tell(here, 'three');
  assert.deepEqual(await pushed(here), ['three']);
  await read(bob);
  await turns();
  assert.deepEqual(here.sender.take(), [], 'the device that read it knows');
});

test('in a room who is mentioned is pushed, and nobody for anything else', async () => {
  const here = await stage();
  for (const body of ['bobby is here', 'a bob-cat', 'https://example.org/bob', 'no name', '\x01PING bob\x01'])
    await sayIn(here, here.alice, body);
  await sayIn(here, here.bob, 'bob is me');
  assert.deepEqual(await pushed(here), []);
  for (const body of ['Bob: look', 'thanks, @bob!', "that is bob's", '(BOB)']) await sayIn(here, here.alice, body);
  assert.deepEqual(await pushed(here), ['Bob: look', 'thanks, @bob!', "that is bob's", '(BOB)']);
});

test('while storage is away a subscription neither begins nor ends', async () => {
  const { world, bob } = await stage();
  const { core, faults } = world;
  const state = () => {
    const own = core.pushes.subscriptions.peek('bob@example.org');
    return [own?.map(({ endpoint }) => endpoint), core.pushes.devices.get(bob.session)];
  };
  const before = state();
  faults.away = true;
  for (const refused of [
    await register(world, bob, 'desk'),
    await unsubscribe(core, bob.session, 'https://push.example/phone'),
  ]) {
    assert.equal(refused?.reason, 'storage-away');
  }
  assert.deepEqual(state(), before);
  faults.away = false;
  assert.equal(await unsubscribe(core, bob.session, 'https://push.example/phone'), undefined);
  assert.deepEqual(state(), [[], undefined]);
});

test('a room knows its subscribers as they come and go', async () => {
  const here = await stage();
  const { world, alice, bob } = here;
  const subscribers = () => world.core.rooms.find(garden)?.subscribers?.size ?? 0;
  assert.equal(subscribers(), 1);
  await insist(() => leave(world.core, bob.session, roomOf(world), ''));
  assert.equal(subscribers(), 0);
  await join(world, bob);
  assert.equal(subscribers(), 1);
  await unsubscribe(world.core, bob.session, 'https://push.example/phone');
  assert.equal(subscribers(), 0);
  await register(world, bob);
  assert.equal(subscribers(), 1);
  await insist(() => becomeGuest(world.core, bob.session, { ident: '~u', host: 'cloak' }));
  assert.equal(subscribers(), 0);
  here.sender.take();
  await sayIn(here, alice, 'bob: gone?');
  assert.deepEqual(await pushed(here), []);
});

test('an invitation is pushed to who does not come by themselves', async () => {
  const here = await stage();
  const { world, alice, bob } = here;
  for (const name of ['attic', 'cellar']) {
    const address = `${name}@rooms.example.org` as Bare;
    const { room } = (await join(world, alice, address)).occupant;
    const invitation = { to: 'bob@example.org' as Bare, reason: '', mediated: true };
    assert.equal(await insist(() => invite(world.core, alice.session, room, invitation)), undefined);
    if (name === 'attic') await join(world, bob, address);
  }
  assert.deepEqual(await pushed(here), ['invited']);
});

test('an account away without a session is told too, unless it is locked or gone', async () => {
  const here = await stage();
  const { core } = here.world;
  await tell(here, 'hello');
  core.accounts.put('bob', { ...core.accounts.peek('bob')!, locked: true });
  assert.deepEqual(await pushed(here), []);
  core.accounts.forget('bob');
  await tell(here, 'again');
  assert.deepEqual(await pushed(here), ['again']);
  await tell(here, 'late');
  await removeAccount(core, 'bob');
  assert.deepEqual(await pushed(here), []);
  assert.deepEqual([...core.pushes.owners], []);
  assert.deepEqual(await core.storage.push.load('bob@example.org' as Bare), []);
});

test('four devices an account; who was not heard of for a month gives way, and a known one replaces itself', async () => {
  const { world, bob, sender } = await stage();
  for (const name of ['b', 'c', 'd']) assert.equal(await register(world, bob, name), undefined);
  const refused = await register(world, bob, 'e');
  assert.ok(isRefusal(refused) && refused.reason === 'quota-exceeded');
  assert.equal(await register(world, bob, 'phone', 'other'), undefined);
  sender.take();
  assert.equal(await register(world, bob, 'phone', 'other'), undefined);
  assert.deepEqual(sender.take(), [], 'nothing new to try');
  world.clock.advance(31 * 86_400_000);
  assert.equal(await register(world, bob, 'e'), undefined);
  const kept = await world.core.storage.push.load('bob@example.org' as Bare);
  assert.deepEqual(
    kept.map(({ endpoint }) => endpoint.slice(21)),
    ['phone', 'c', 'd', 'e'],
  );
});

test('nobody is subscribed who does not answer, is no account, or asks too often', async () => {
  const { world, bob, sender } = await stage();
  const why = async (...given: Parameters<typeof register>) => {
    const refused = await register(...given);
    return isRefusal(refused) ? refused.reason : refused;
  };
  for (const answer of ['gone', 'refused', { retryAfterMs: undefined }] as const) {
    sender.answers.push(answer);
    assert.equal(await why(world, bob, 'x'), 'remote-unreachable');
  }
  assert.equal(await why(world, bob, 'y'.repeat(2000)), 'bad-setting');
  assert.equal(await why(world, bob, 'x', ''), 'bad-setting');
  for (let i = 0; i < 8; i++) await register(world, bob, 'phone', `auth${i}`);
  assert.equal(await why(world, bob, 'z'), 'rate-limited');
  await insist(() => becomeGuest(world.core, bob.session, { ident: '~u', host: 'cloak' }));
  assert.equal(await why(world, bob), 'account-required');
  world.core.config = { ...world.core.config, push: { enabled: false, delay: 0 } };
  assert.equal(await why(world, bob), 'unsupported');
});

test('a subscription that is gone is forgotten, in storage too', async () => {
  const here = await stage();
  here.sender.answers.push('gone');
  await tell(here, 'one');
  assert.deepEqual(await pushed(here), ['one']);
  assert.deepEqual(await here.world.core.storage.push.load('bob@example.org' as Bare), []);
  await tell(here, 'two');
  assert.deepEqual(await pushed(here), []);
  assert.equal(here.world.core.pushes.post.waiting, 0);
});

test('a service that asks to wait is waited for; a push is tried three times', async () => {
  const here = await stage();
  here.sender.answers.push({ retryAfterMs: 120_000 }, { retryAfterMs: undefined }, { retryAfterMs: undefined });
  await tell(here, 'one');
  assert.deepEqual(await pushed(here), ['one']);
  await tell(here, 'two');
  assert.deepEqual(await pushed(here, 119_000), []);
  assert.deepEqual(await pushed(here, 1000), ['one']);
  assert.deepEqual(await pushed(here, 120_000), ['one']);
  assert.deepEqual(await pushed(here, 240_000), ['two']);
});

test('what waits for one account is bounded, the oldest gives way, and nobody else waits for it', async () => {
  const here = await stage();
  for (let i = 1; i <= 40; i++) await tell(here, String(i));
  assert.deepEqual(
    await pushed(here),
    Array.from({ length: 32 }, (_, i) => String(i + 9)),
  );
  let open = (): void => {};
  here.sender.gate = new Promise((resolve) => (open = resolve));
  for (let i = 1; i <= 32; i++) await tell(here, String(i));
  assert.deepEqual(await pushed(here), ['1'], 'one at a time');
  for (let i = 33; i <= 64; i++) await tell(here, String(i));
  await pushed(here);
  assert.equal(here.world.core.pushes.post.waiting, 32);
  open();
  await turns(80);
  assert.deepEqual(
    here.sender.take(),
    Array.from({ length: 32 }, (_, i) => String(i + 33)),
  );
});

test('a new password ends subscriptions, and those of others stand', async () => {
  const here = await stage();
  const { core } = here.world;
  await register(here.world, here.alice, 'tablet');
  assert.equal(await endSubscriptions(core, 'bob@example.org' as Bare), undefined);
  assert.deepEqual([...core.pushes.owners], ['alice@example.org']);
});

test('what storage cannot note is refused and changes nothing', async () => {
  const { world, bob, sender } = await stage();
  world.faults.fail('push.save');
  const refused = await register(world, bob, 'tablet');
  assert.ok(isRefusal(refused) && refused.reason === 'storage-away');
  assert.equal(world.core.pushes.subscriptions.peek('bob@example.org')?.length, 1);
  assert.equal(sender.take().length, 1);
});
