import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccountsAdmin } from '../../../src/core/accounts/accounts-admin.ts';
import { createAttempts } from '../../../src/core/accounts/attempts.ts';
import { createAccount } from '../../../src/core/accounts/create-account.ts';
import { verifyPassword } from '../../../src/core/accounts/login.ts';
import { registerAccount } from '../../../src/core/accounts/register.ts';
import { removeAccount } from '../../../src/core/accounts/remove-account.ts';
import { setPassword } from '../../../src/core/accounts/set-password.ts';
import { ManualClock } from '../../../src/lib/clock.ts';
import type { AccountRecord } from '../../../src/core/ports.ts';
import { detach } from '../../../src/core/presence/attach.ts';
import { isRefusal, type Refusal } from '../../../src/core/refusal.ts';
import { account, garden, join, makeWorld, turns } from '../world.ts';

const ip = '192.0.2.1';
const reason = (outcome: AccountRecord | Refusal): string => (isRefusal(outcome) ? outcome.reason : outcome.name);

test('exactly one of many registrations of one name wins, whatever its case', async () => {
  const { core } = await makeWorld();
  const names = ['alice', 'Alice', 'ALICE', 'alice', 'aLice'];
  const all = await Promise.all(names.map((name, i) => registerAccount(core, { name, password: `secret${i}`, ip })));
  const winner = all.findIndex((each) => !isRefusal(each));
  assert.equal(all.filter((each) => !isRefusal(each)).length, 1);
  assert.equal(all.filter((each) => isRefusal(each) && each.reason === 'account-exists').length, 4);
  assert.equal(reason(await verifyPassword(core, 'alice', `secret${winner}`, ip)), names[winner]);
});

test('registration checks the name, the password and the settings', async () => {
  const { core } = await makeWorld();
  assert.equal(
    reason(await registerAccount(core, { name: 'NickServ', password: 'secret', ip })),
    'account-name-invalid',
  );
  assert.equal(reason(await registerAccount(core, { name: 'root', password: 'secret', ip })), 'account-name-invalid');
  assert.equal(
    reason(await registerAccount(core, { name: 'Guest-1', password: 'secret', ip })),
    'account-name-invalid',
  );
  assert.equal(reason(await registerAccount(core, { name: 'a b', password: 'secret', ip })), 'account-name-invalid');
  assert.equal(reason(await registerAccount(core, { name: 'alice', password: 'secre', ip })), 'weak-password');
  assert.equal(
    reason(await registerAccount(core, { name: 'alice', password: 'sec\0ret', ip })),
    'password-unacceptable',
  );
  for (const registration of ['closed', 'invite'] as const) {
    core.config = { ...core.config, registration };
    assert.equal(reason(await registerAccount(core, { name: 'alice', password: 'secret', ip })), 'registration-closed');
  }
  assert.equal(reason(await createAccount(core, 'root', 'x')), 'root');
});

test('new accounts are counted by address block; failures are not', async () => {
  const { core, clock } = await makeWorld({ registrationsPerHour: 2 });
  const from = '2001:db8::1';
  assert.equal(reason(await registerAccount(core, { name: 'a', password: 'secret', ip: from })), 'a');
  assert.equal(reason(await registerAccount(core, { name: 'a', password: 'secret', ip: from })), 'account-exists');
  assert.equal(reason(await registerAccount(core, { name: 'b', password: 'secret', ip: '2001:db8::2' })), 'b');
  assert.equal(reason(await registerAccount(core, { name: 'c', password: 'secret', ip: from })), 'rate-limited');
  assert.equal(reason(await registerAccount(core, { name: 'c', password: 'secret', ip: '2001:db8:0:1::1' })), 'c');
  clock.advance(3_600_000);
  assert.equal(reason(await registerAccount(core, { name: 'd', password: 'secret', ip: from })), 'd');
});

test('an account is there or not, also where the answer of storage was lost', async () => {
  const { core, faults } = await makeWorld();
  faults.fail('accounts.create', 1, 'after');
  assert.equal(reason(await registerAccount(core, { name: 'alice', password: 'secret', ip })), 'storage-away');
  assert.equal(reason(await registerAccount(core, { name: 'alice', password: 'secret', ip })), 'account-exists');
  assert.equal(reason(await verifyPassword(core, 'alice', 'secret', ip)), 'alice');
});

test('a new password ends the old sessions, but the one that set it', async () => {
  const world = await makeWorld();
  const phone = await account(world, 'alice', { device: 'phone' });
  const desk = await account(world, 'alice', { device: 'desk' });
  await setPassword(world.core, 'alice', 'brandnew', phone.session);
  assert.deepEqual(phone.endpoint.dismissed, []);
  assert.deepEqual(desk.endpoint.dismissed, ['password-changed']);
  assert.ok(phone.session.person.account?.sha256);
  assert.equal(reason(await verifyPassword(world.core, 'alice', 'brandnew', ip)), 'alice');
  assert.equal(reason(await setPassword(world.core, 'nobody', 'brandnew')), 'no-such-account');
});

test('whoever takes a removed name inherits nothing', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const { room } = await join(world, alice);
  assert.equal(room.affiliations.get(alice.session.person.address.bare)?.affiliation, 'owner');
  await turns();
  assert.equal(await removeAccount(world.core, 'ALICE'), undefined);
  assert.deepEqual(alice.endpoint.dismissed, ['account-removed']);
  detach(world.core, alice.session, 'as told');
  assert.equal(world.core.rooms.find(garden)?.affiliations.size, 0);
  assert.equal((await removeAccount(world.core, 'alice'))?.reason, 'no-such-account');
  assert.equal(reason(await verifyPassword(world.core, 'alice', 'secret', ip)), 'login-failed');
  assert.equal(reason(await registerAccount(world.core, { name: 'alice', password: 'secret', ip })), 'alice');
});

test('administrators add, list, show, lock and remove', async () => {
  const world = await makeWorld();
  const admin = createAccountsAdmin(world.core);
  assert.deepEqual(await admin.add('Bob', 'x'), {
    name: 'Bob',
    address: 'bob@example.org',
    locked: false,
    createdAt: world.clock.now(),
    lastSeenAt: undefined,
  });
  const alice = await account(world, 'alice');
  await join(world, alice);
  assert.deepEqual(
    (await admin.list('', 10)).map(({ name }) => name),
    ['alice', 'Bob'],
  );
  assert.deepEqual(
    (await admin.list('Alice', 10)).map(({ name }) => name),
    ['Bob'],
  );
  const shown = await admin.show('alice');
  assert.deepEqual(shown?.rooms, ['#garden']);
  assert.equal(shown?.sessions[0]?.remote, '127.0.0.1');
  assert.equal(await admin.lock('alice'), undefined);
  assert.deepEqual(alice.endpoint.dismissed, ['account-locked']);
  assert.equal((await admin.show('alice'))?.locked, true);
  assert.equal(await admin.unlock('alice'), undefined);
  assert.equal(await admin.setPassword('alice', 'y'), undefined);
  assert.equal(await admin.remove('alice'), undefined);
  assert.equal(await admin.show('alice'), undefined);
  assert.equal((await admin.setPassword('alice', 'y'))?.reason, 'no-such-account');
});

test('attempts are a bounded table with one expiry', () => {
  const clock = new ManualClock();
  const attempts = createAttempts(clock, 1000, 10);
  for (let i = 0; i < 100; i++) attempts.take(`k${i}`, 3);
  assert.equal(attempts.size, 10);
  clock.advance(1000);
  attempts.take('late', 3);
  assert.equal(attempts.size, 1);
  assert.equal(attempts.take('none', 0), 0);
  assert.equal(attempts.size, 1);
});
