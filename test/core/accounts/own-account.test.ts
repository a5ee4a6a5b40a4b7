import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCertificate, listCertificates, removeCertificate } from '../../../src/core/accounts/certificates.ts';
import { createAccount } from '../../../src/core/accounts/create-account.ts';
import { verifyPassword } from '../../../src/core/accounts/login.ts';
import * as own from '../../../src/core/accounts/own-account.ts';
import { registerAccount } from '../../../src/core/accounts/register.ts';
import { saslMechanisms, startSasl } from '../../../src/core/accounts/sasl.ts';
import type { SaslExchange, SaslPeer } from '../../../src/core/accounts/sasl-step.ts';
import { verifyAccount, vouchFor } from '../../../src/core/accounts/verify.ts';
import { confirmationCode } from '../../../src/core/accounts/confirmation.ts';
import type { AccountRecord } from '../../../src/core/ports.ts';
import { attach } from '../../../src/core/presence/attach.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import type { Session } from '../../../src/core/presence/session.ts';
import { guest, makeWorld, TestEndpoint, type World } from '../world.ts';

const ip = '192.0.2.7';
const fingerprint = 'ab'.repeat(32);
const reason = (outcome: unknown) => (isRefusal(outcome) ? outcome.reason : undefined);

async function made(world: World, name: string, password = 'secret'): Promise<AccountRecord> {
  const account = await createAccount(world.core, name, password);
  if (isRefusal(account)) throw new Error(account.reason);
  return account;
}

function session(world: World, account: AccountRecord, device = ''): { session: Session; endpoint: TestEndpoint } {
  const endpoint = new TestEndpoint();
  const about = { device, wire: 'test', follows: true, isSecure: true, ip };
  const attached = attach(world.core, { identity: { account }, endpoint, ...about });
  if ('reason' in attached) throw new Error(attached.reason);
  return { session: attached, endpoint };
}

async function external(world: World, peer: SaslPeer, message = ''): Promise<string | undefined> {
  const exchange = startSasl(world.core, 'EXTERNAL', peer);
  if (isRefusal(exchange)) return exchange.reason;
  const step = await exchange.step(Buffer.from(message));
  return 'success' in step ? step.success.name : reason(step);
}

const withExternal = () => makeWorld({ mechanisms: ['SCRAM-SHA-256', 'PLAIN', 'EXTERNAL'] });

test('who knows the password changes it, and the other sessions end', async () => {
  const world = await makeWorld();
  const account = await made(world, 'alice');
  const [one, two] = [session(world, account, 'one'), session(world, account, 'two')];
  const change = (present: string, next: string) => own.changePassword(world.core, one.session, { present, next });
  assert.equal(reason(await change('wrong1', 'brandnew')), 'login-failed');
  assert.equal(reason(await change('secret', 'short')), 'weak-password');
  assert.equal(reason(await change('secret', 'tab\there')), 'password-unacceptable');
  assert.equal(reason(await change('secret', 'brandnew')), undefined);
  assert.deepEqual([one.endpoint.dismissed, two.endpoint.dismissed], [[], ['password-changed']]);
  assert.equal(reason(await verifyPassword(world.core, 'alice', 'brandnew', ip)), undefined);
});

// RFC 4422 A
test('a certificate that was added logs in to its account, and to no other', async () => {
  const world = await withExternal();
  const peer = { ip, certificate: fingerprint };
  const [alice, bob] = [await made(world, 'Alice'), await made(world, 'bob')];
  assert.equal(await external(world, peer), 'login-failed');
  const loud = fingerprint.toUpperCase().replace(/..(?!$)/g, '$&:');
  assert.equal(reason(await addCertificate(world.core, alice, { fingerprint: loud, label: 'laptop' })), undefined);
  assert.equal(await external(world, peer), 'Alice');
  assert.equal(await external(world, peer, 'ALICE'), 'Alice');
  assert.equal(await external(world, peer, 'alice@example.org'), 'Alice');
  for (const other of ['bob', 'no name', '\0']) assert.equal(await external(world, peer, other), 'login-failed');
  assert.equal(await external(world, { ip }), 'unsupported');
  assert.equal(reason(await addCertificate(world.core, bob, { fingerprint })), 'certificate-taken');
  await world.core.storage.accounts.update('alice', { locked: true });
  world.core.accounts.forget('alice');
  assert.equal(await external(world, peer), 'account-locked');
});

test('certificates are listed and removed, so many and no more', async () => {
  const world = await makeWorld();
  const alice = await made(world, 'alice');
  for (let i = 0; i < 10; i++) {
    const each = i.toString(16).repeat(64);
    assert.equal(reason(await addCertificate(world.core, alice, { fingerprint: each })), undefined);
  }
  assert.equal(reason(await addCertificate(world.core, alice, { fingerprint })), 'too-many-certificates');
  assert.equal(reason(await addCertificate(world.core, alice, { fingerprint: 'ab' })), 'certificate-invalid');
  assert.equal(await removeCertificate(world.core, alice, '3'.repeat(64)), undefined);
  assert.equal(reason(await removeCertificate(world.core, alice, '3'.repeat(64))), 'no-such-certificate');
  const left = await listCertificates(world.core, alice);
  assert.ok(!isRefusal(left) && left.length === 9);
});

test('mechanisms are offered where they are of use', async () => {
  const { core } = await withExternal();
  assert.deepEqual(saslMechanisms(core), ['SCRAM-SHA-256', 'PLAIN']);
  assert.deepEqual(saslMechanisms(core, { ip, certificate: fingerprint }), ['SCRAM-SHA-256', 'PLAIN', 'EXTERNAL']);
  const binding = () => Buffer.alloc(32);
  assert.deepEqual(saslMechanisms(core, { ip, binding }), ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256', 'PLAIN']);
});

// RFC 5802 6
test('SCRAM-PLUS goes with `p` and a type that is there, and `y` is found out', async () => {
  const { core } = await makeWorld();
  const binding = (type: string) => (type === 'tls-exporter' ? Buffer.alloc(32, 1) : undefined);
  const say = async (mechanism: string, first: string, peer: SaslPeer) =>
    'challenge' in (await (startSasl(core, mechanism, peer) as SaslExchange).step(Buffer.from(`${first},,n=a,r=abc`)));
  const bound = { ip, binding };
  assert.equal(await say('SCRAM-SHA-256-PLUS', 'p=tls-exporter', bound), true);
  assert.equal(await say('SCRAM-SHA-256-PLUS', 'p=tls-server-end-point', bound), false);
  assert.equal(await say('SCRAM-SHA-256-PLUS', 'p=tls-unique', bound), false);
  assert.equal(await say('SCRAM-SHA-256-PLUS', 'n', bound), false);
  assert.equal(await say('SCRAM-SHA-256', 'p=tls-exporter', bound), false);
  assert.equal(await say('SCRAM-SHA-256', 'y', bound), false);
  assert.equal(await say('SCRAM-SHA-256', 'n', bound), true);
  assert.equal(await say('SCRAM-SHA-256', 'y', { ip }), true);
});

test('sessions are listed, and one ended from another', async () => {
  const world = await makeWorld();
  const account = await made(world, 'alice');
  const [one, two] = [session(world, account, 'desk'), session(world, account, 'phone')];
  assert.deepEqual(
    own.listSessions(one.session).map(({ device, isOwn }) => [device, isOwn]),
    [
      ['desk', true],
      ['phone', false],
    ],
  );
  assert.equal(own.endSession(one.session, 'nowhere')?.reason, 'no-such-session');
  assert.equal(own.endSession(one.session, two.session.id), undefined);
  assert.deepEqual(two.endpoint.dismissed, ['logged-out']);
});

test('an account is removed by its holder with the code, which is nobody else’s', async () => {
  const world = await makeWorld();
  const { session: alice, endpoint } = session(world, await made(world, 'alice'));
  const { session: bob } = session(world, await made(world, 'bob'));
  const [code, other] = [own.unregistrationCode(world.core, alice), own.unregistrationCode(world.core, bob)];
  assert.notEqual(code, other);
  assert.equal(reason(await own.unregister(world.core, alice, String(other))), 'code-invalid');
  assert.equal(await own.unregister(world.core, alice, String(code)), undefined);
  assert.deepEqual(endpoint.dismissed, ['account-removed']);
  assert.equal(await world.core.storage.accounts.find('alice'), undefined);
  assert.equal(reason(own.unregistrationCode(world.core, guest(world, 'gus').session)), 'account-required');
});

// RELIABILITY N-06
test('the holder has the name back at once', async () => {
  const world = await makeWorld({ nicknames: 'free' });
  const account = await made(world, 'alice');
  const endpoint = new TestEndpoint();
  const about = { device: '', wire: 'test', follows: true, isSecure: true, ip };
  const alice = attach(world.core, { identity: { account, nickname: 'wonder' }, endpoint, ...about });
  assert.ok(!('reason' in alice));
  const squatter = guest(world, 'alice').session;
  assert.equal(own.regain(world.core, alice), undefined);
  assert.deepEqual([alice.person.nickname, squatter.person.nickname.startsWith('Guest-')], ['alice', true]);
  assert.equal(reason(await own.endSessionsOf(world.core, { name: 'alice', password: 'wrong1', ip })), 'login-failed');
  await own.endSessionsOf(world.core, { name: 'alice', password: 'secret', ip });
  assert.deepEqual(endpoint.dismissed, ['replaced']);
});

// IRCv3 account-registration, VERIFY
test('where mail is required an account waits for its code, and its name for a day', async () => {
  const world = await makeWorld({ email: 'required', loginAttemptsPerMinute: 3 });
  const { core, clock } = world;
  const register = (name: string) =>
    registerAccount(core, { name, password: 'secret', email: 'a@example.org', ip }) as Promise<AccountRecord>;
  const alice = await register('alice');
  assert.equal(alice.unverified, true);
  assert.equal(reason(await verifyPassword(core, 'alice', 'secret', ip)), 'account-unverified');
  assert.equal(reason(await verifyAccount(core, 'alice', 'nonsense', ip)), 'code-invalid');
  assert.equal(reason(await verifyAccount(core, 'nobody', 'nonsense', ip)), 'code-invalid');
  assert.equal(reason(await verifyAccount(core, 'alice', confirmationCode(core, 'verify', alice), ip)), undefined);
  assert.equal(reason(await verifyPassword(core, 'alice', 'secret', ip)), undefined);
  assert.equal(reason(await verifyAccount(core, 'alice', confirmationCode(core, 'verify', alice), ip)), 'code-invalid');
  const bob = await register('bob');
  assert.equal(reason(await register('bob')), 'account-exists');
  clock.advance(86_400_001);
  assert.equal(reason(await verifyAccount(core, 'bob', confirmationCode(core, 'verify', bob), ip)), 'code-invalid');
  assert.equal(reason(await register('bob')), undefined);
  assert.equal(reason(await vouchFor(core, 'bob')), undefined);
  assert.equal(reason(await verifyPassword(core, 'bob', 'secret', ip)), undefined);
});
