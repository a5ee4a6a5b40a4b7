import assert from 'node:assert/strict';
import { test } from 'node:test';
import bcrypt from 'bcrypt';
import { createAccount } from '../../../src/core/accounts/create-account.ts';
import { lockAccount, unlockAccount } from '../../../src/core/accounts/lock-account.ts';
import { verifyPassword } from '../../../src/core/accounts/login.ts';
import { startSasl } from '../../../src/core/accounts/sasl.ts';
import type { SaslExchange } from '../../../src/core/accounts/sasl-step.ts';
import { noLongerValid } from '../../../src/core/accounts/still-valid.ts';
import type { Core } from '../../../src/core/core.ts';
import type { AccountRecord } from '../../../src/core/ports.ts';
import { isRefusal, type Refusal } from '../../../src/core/refusal.ts';
import { makeAccount, makeWorld } from '../world.ts';

const ip = '192.0.2.1';
const reason = (outcome: AccountRecord | Refusal): string => (isRefusal(outcome) ? outcome.reason : outcome.name);
const tryPassword = async (core: Core, name: string, password: string, from = ip): Promise<string> =>
  reason(await verifyPassword(core, name, password, from));

test('the right password lets in under any form of the name', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'Alice', 'pencil');
  for (const name of ['alice', 'ALICE', 'alice@example.org', 'alice/phone', 'alice@phone']) {
    assert.equal(await tryPassword(core, name, 'pencil'), 'Alice');
  }
  for (const [name, password] of [
    ['alice', 'Pencil'],
    ['alice', ''],
    ['bob', 'pencil'],
    ['alice@elsewhere.org/x', 'pencil'],
    ['alice', 'a\u0007b'],
  ] as const) {
    assert.equal(await tryPassword(core, name, password), 'login-failed');
  }
});

test('passwords of 6 and of 592 bytes, and with letters beyond ASCII, work over PLAIN', async () => {
  const { core } = await makeWorld();
  for (const [i, password] of ['pencil', 'ø'.repeat(296), 'e\u0301'.repeat(5)].entries()) {
    const name = `user${i}x`;
    await createAccount(core, name, password);
    const exchange = startSasl(core, 'PLAIN', { ip }) as SaslExchange;
    const step = await exchange.step(Buffer.from(`\0${name}\0${password.normalize('NFC')}`));
    assert.ok('success' in step, JSON.stringify(step));
  }
});

// RELIABILITY X-11
test('PLAIN acts for the authenticated account only', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  await createAccount(core, 'bob', 'pencil');
  const plain = (message: string | Buffer): ReturnType<SaslExchange['step']> =>
    (startSasl(core, 'PLAIN', { ip }) as SaslExchange).step(Buffer.from(message));
  for (const authzid of ['', 'alice', 'alice@example.org', 'Alice']) {
    const step = await plain(`${authzid}\0alice\0pencil`);
    assert.ok('success' in step && step.success.key === 'alice', authzid);
  }
  for (const authzid of ['bob', 'bob@example.org', 'alice@other.org/x', 'example.org']) {
    const step = await plain(`${authzid}\0alice\0pencil`);
    assert.ok(isRefusal(step) && 'fault' in step && step.fault === 'invalid-authzid', authzid);
  }
  for (const message of [
    '',
    '\0',
    'alice\0pencil',
    '\0alice\0',
    '\0\0pencil',
    '\0a\0b\0c',
    Buffer.from([0, 0xff, 0, 97]),
  ]) {
    const step = await plain(message);
    assert.ok(isRefusal(step) && 'fault' in step && step.fault === 'malformed-request', JSON.stringify(message));
  }
});

// RELIABILITY A-03
test('guessing is slow per account and address, while its owner elsewhere gets in', async () => {
  const { core, clock } = await makeWorld({ loginAttemptsPerMinute: 3 });
  await createAccount(core, 'alice', 'pencil');
  const guesses = await Promise.all(Array.from({ length: 10 }, () => tryPassword(core, 'alice', 'wrong')));
  assert.equal(guesses.filter((each) => each === 'login-failed').length, 3);
  assert.equal(guesses.filter((each) => each === 'login-throttled').length, 7);
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'login-throttled');
  assert.equal(await tryPassword(core, 'alice', 'pencil', '192.0.2.2'), 'alice');
  clock.advance(59_999);
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'login-throttled');
  clock.advance(1);
  for (let i = 0; i < 10; i++) assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
});

test('a throttled login says when to come back, and throttles strangers to unknown names alike', async () => {
  const { core, clock } = await makeWorld({ loginAttemptsPerMinute: 1 });
  assert.equal(await tryPassword(core, 'nobody', 'wrong'), 'login-failed');
  clock.advance(20_000);
  assert.deepEqual(await verifyPassword(core, 'NOBODY', 'wrong', ip), { reason: 'login-throttled', retryAfter: 40 });
});

test('a locked account is told to its owner only, and ends logins that are not sessions yet', async () => {
  const { core } = await makeWorld();
  const account = (await createAccount(core, 'alice', 'pencil')) as AccountRecord;
  assert.equal(noLongerValid(core, account), undefined);
  await lockAccount(core, 'Alice');
  assert.equal(noLongerValid(core, account)?.reason, 'account-locked');
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'account-locked');
  assert.equal(await tryPassword(core, 'alice', 'wrong'), 'login-failed');
  await unlockAccount(core, 'alice');
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
});

test('a bcrypt account becomes a SCRAM account at its first PLAIN login', async () => {
  const { core } = await makeWorld();
  const hash = (await bcrypt.hash('pencil', 4)).replace('$2b$', '$2y$');
  await core.storage.accounts.create({ ...makeAccount('old'), bcrypt: hash });
  assert.equal(await tryPassword(core, 'old', 'pencils'), 'login-failed');
  const both = await Promise.all([tryPassword(core, 'old', 'pencil'), tryPassword(core, 'old', 'pencil')]);
  assert.deepEqual(both, ['old', 'old']);
  const stored = await core.storage.accounts.find('old');
  assert.equal(stored?.bcrypt, undefined);
  assert.ok(stored?.sha256 && stored.sha1);
  assert.equal(await tryPassword(core, 'old', 'pencil'), 'old');
});

test('bcrypt never sees more than it compares', async () => {
  const { core } = await makeWorld();
  const hash = await bcrypt.hash('x'.repeat(72), 4);
  await core.storage.accounts.create({ ...makeAccount('old'), bcrypt: hash });
  assert.equal(await tryPassword(core, 'old', 'x'.repeat(73)), 'login-failed');
  assert.equal(await tryPassword(core, 'old', 'x'.repeat(72)), 'old');
});

test('keys with fewer rounds are renewed, and a login does not fail where that cannot be written', async () => {
  const { core, faults } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  core.config = { ...core.config, iterations: 5000 };
  faults.fail('accounts.update');
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
  assert.equal((await core.storage.accounts.find('alice'))?.sha256?.iterations, 4096);
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
  assert.equal((await core.storage.accounts.find('alice'))?.sha256?.iterations, 5000);
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
});

test('a login storm is refused, not queued without end', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  const all = await Promise.all(Array.from({ length: 100 }, () => tryPassword(core, 'alice', 'pencil')));
  assert.equal(all.filter((each) => each === 'server-busy').length, 100 - 3 - 64);
  assert.equal(all.filter((each) => each === 'alice').length, 67);
  assert.equal(await tryPassword(core, 'alice', 'pencil'), 'alice');
});

test('while storage is away a login is refused as that', async () => {
  const { core, faults } = await makeWorld({ loginAttemptsPerMinute: 1 });
  await core.storage.accounts.create(makeAccount('alice'));
  faults.away = true;
  for (let i = 0; i < 3; i++) assert.equal(await tryPassword(core, 'alice', 'x'), 'storage-away');
});
