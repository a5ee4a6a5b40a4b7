import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { View } from '../../../src/core/endpoint.ts';
import { inboxHistory } from '../../../src/core/archive/history.ts';
import { conversationOf } from '../../../src/core/direct/conversation.ts';
import { sendDirect, sendPrivate } from '../../../src/core/direct/send.ts';
import { setAvailability } from '../../../src/core/presence/set-availability.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import { account, guest, insist, join, makeAccount, makeWorld, turns } from '../world.ts';

const text = (body: string) => ({ kind: 'text', body, kept: true }) as const;
const bob = 'bob@example.org' as Bare;

test("to the bare address: all available sessions of priority zero and more, the sender's others a copy (RFC 6121 8.5.2)", async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice', { device: 'a' });
  const other = await account(world, 'alice', { device: 'b' });
  const desk = await account(world, 'bob', { device: 'desk' });
  const robot = await account(world, 'bob', { device: 'robot' });
  setAvailability(world.core, robot.session, { show: 'online', status: '', priority: -1 });
  for (const { endpoint } of [alice, other, desk, robot]) endpoint.shown.length = 0;
  assert.equal(sendDirect(world.core, alice.session, { address: bob }, text('hi'), 'ref'), undefined);
  assert.deepEqual(desk.endpoint.shown, [], 'not before it is stored');
  await turns();
  const views = [other, desk, robot].map(({ endpoint }) => endpoint.shown.map(({ view }) => view));
  assert.deepEqual(views, [[View.COPY_SENT], [View.OTHER], [View.COPY_RECEIVED]]);
  assert.deepEqual(
    alice.endpoint.released_.map(({ reference }) => reference),
    ['ref'],
  );
});

test('to a full address: that session, the others a copy; where it is gone, as to the bare address (RFC 6121 8.5.3)', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const desk = await account(world, 'bob', { device: 'desk' });
  const phone = await account(world, 'bob', { device: 'phone' });
  for (const { endpoint } of [desk, phone]) endpoint.shown.length = 0;
  sendDirect(world.core, alice.session, { address: bob, resource: 'phone' }, text('1'), 0);
  sendDirect(world.core, alice.session, { address: bob, resource: 'gone' }, text('2'), 0);
  await turns();
  assert.deepEqual(
    phone.endpoint.shown.map(({ view }) => view),
    [View.OTHER, View.OTHER],
  );
  assert.deepEqual(
    desk.endpoint.shown.map(({ view }) => view),
    [View.COPY_RECEIVED, View.OTHER],
  );
});

test('an account that is not here gets it in its archive; no account, no message', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  await world.core.storage.accounts.create(makeAccount('bob'));
  assert.equal(
    await insist(() => sendDirect(world.core, alice.session, { address: bob }, text('later'), 0)),
    undefined,
  );
  const nobody = await insist(() =>
    sendDirect(world.core, alice.session, { address: 'nobody@example.org' as Bare }, text('?'), 0),
  );
  assert.ok(isRefusal(nobody) && nobody.reason === 'no-such-account');
  await turns();
  const late = await account(world, 'bob');
  const page = await inboxHistory(world.core, late.session, 'alice@example.org' as Bare, { limit: 10, fromEnd: true });
  assert.ok('messages' in page);
  assert.deepEqual(
    page.messages.map(({ body }) => body),
    ['later'],
  );
});

test('what is not to be kept passes through and is in no archive', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const desk = await account(world, 'bob');
  desk.endpoint.shown.length = 0;
  sendDirect(world.core, alice.session, { address: bob }, { kind: 'tags', body: undefined, kept: false }, 0);
  assert.equal(desk.endpoint.shown.length, 1, 'at once');
  const page = await inboxHistory(world.core, alice.session, undefined, { limit: 10, fromEnd: true });
  assert.ok('messages' in page && page.messages.length === 0);
});

test('two guests talk and nothing is kept: neither has an archive', async () => {
  const world = await makeWorld();
  const a = guest(world, 'a');
  const b = guest(world, 'b');
  sendDirect(world.core, a.session, { address: b.session.person.address.bare }, text('psst'), 0);
  assert.deepEqual(b.endpoint.bodies(), ['psst']);
});

test('a message to oneself is shown to the other sessions once', async () => {
  const world = await makeWorld();
  const a = await account(world, 'bob', { device: 'a' });
  const b = await account(world, 'bob', { device: 'b' });
  for (const { endpoint } of [a, b]) endpoint.shown.length = 0;
  sendDirect(world.core, a.session, { address: bob }, text('note'), 0);
  await turns();
  assert.deepEqual(b.endpoint.bodies(), ['note']);
  assert.equal(a.endpoint.released_.length, 1);
});

test('a private message goes through the room, where the room allows it', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const desk = await account(world, 'bob');
  const { room } = await join(world, alice);
  await join(world, desk);
  desk.endpoint.shown.length = 0;
  sendPrivate(world.core, alice.session, { room, nickname: 'BOB' }, text('psst'), 0);
  await turns();
  const [shown] = desk.endpoint.shown;
  assert.ok(shown?.event.type === 'message' && shown.event.room === room.address && shown.event.toNickname === 'bob');
  room.record = { ...room.record, settings: { ...room.record.settings, privateMessages: 'none' } };
  const refused = sendPrivate(world.core, alice.session, { room, nickname: 'bob' }, text('psst'), 0);
  assert.ok(isRefusal(refused) && refused.reason === 'no-rights');
});

test('a pair has one conversation whoever begins, and other pairs have others', () => {
  const [a, b, c] = ['a@x', 'b@x', 'c@x'] as [Bare, Bare, Bare];
  assert.equal(conversationOf(a, b), conversationOf(b, a));
  assert.notEqual(conversationOf(a, b), conversationOf(a, c));
  assert.match(conversationOf(a, b), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
