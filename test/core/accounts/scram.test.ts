import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { startSasl } from '../../../src/core/accounts/sasl.ts';
import type { SaslExchange, SaslStep } from '../../../src/core/accounts/sasl-step.ts';
import { startScram } from '../../../src/core/accounts/scram.ts';
import { deriveScramKeys, type ScramHash } from '../../../src/core/accounts/scram-keys.ts';
import { parseClientFinal, parseClientFirst } from '../../../src/core/accounts/scram-messages.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import type { Core } from '../../../src/core/core.ts';
import { createAccount } from '../../../src/core/accounts/create-account.ts';
import { setPassword } from '../../../src/core/accounts/set-password.ts';
import { lockAccount } from '../../../src/core/accounts/lock-account.ts';
import { makeAccount, makeWorld } from '../world.ts';

const ip = '192.0.2.1';

async function say(exchange: SaslExchange, text: string): Promise<SaslStep> {
  return exchange.step(Buffer.from(text));
}

function challengeOf(step: SaslStep): string {
  assert.ok('challenge' in step, JSON.stringify(step));
  return step.challenge.toString();
}

async function userWithVector(core: Core, hash: ScramHash, salt: string): Promise<void> {
  const keys = await deriveScramKeys(hash, 'pencil', { salt: Buffer.from(salt, 'base64'), iterations: 4096 });
  await core.storage.accounts.create({ ...makeAccount('user'), [hash]: keys });
}

// RFC 5802 5
test('SCRAM-SHA-1 follows the example of RFC 5802', async () => {
  const { core } = await makeWorld();
  await userWithVector(core, 'sha1', 'QSXCR+Q6sek8bf92');
  const exchange = startScram(core, 'sha1', { ip }, { nonce: '3rfcNHYJY1ZVvWVs7j' });
  assert.equal(
    challengeOf(await say(exchange, 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL')),
    'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
  );
  const end = await say(exchange, 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=');
  assert.ok('success' in end, JSON.stringify(end));
  assert.equal(end.finalData?.toString(), 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=');
});

// RFC 7677 3
test('SCRAM-SHA-256 follows the example of RFC 7677', async () => {
  const { core } = await makeWorld();
  await userWithVector(core, 'sha256', 'W22ZaJ0SNY7soEsUEjb6gQ==');
  const exchange = startScram(core, 'sha256', { ip }, { nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0' });
  assert.equal(
    challengeOf(await say(exchange, 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO')),
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  );
  const end = await say(
    exchange,
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  );
  assert.ok('success' in end, JSON.stringify(end));
  assert.equal(end.finalData?.toString(), 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

interface ClientOptions {
  readonly header?: string;
  readonly binding?: string;
  readonly nonce?: string;
  readonly changeNonce?: (nonce: string) => string;
  readonly changeProof?: (proof: Buffer) => Buffer;
  readonly meanwhile?: () => Promise<unknown>;
}

/** A client of its own, so that the server is not checked against itself. */
async function logIn(core: Core, user: string, password: string, options: ClientOptions = {}): Promise<SaslStep> {
  const { header = 'n,,', nonce = 'clientnonce', changeNonce = (x) => x, changeProof = (x) => x } = options;
  const exchange = startSasl(core, 'SCRAM-SHA-256', { ip }) as SaslExchange;
  const bare = `n=${user},r=${nonce}`;
  const first = await say(exchange, header + bare);
  if (!('challenge' in first)) return first;
  await options.meanwhile?.();
  const serverFirst = first.challenge.toString();
  const [, full = '', salt = '', rounds = ''] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
  const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const c = Buffer.from(options.binding ?? header).toString('base64');
  const withoutProof = `c=${c},r=${changeNonce(full)}`;
  const signature = hmac(storedKey, `${bare},${serverFirst},${withoutProof}`);
  const proof = changeProof(Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] as number))));
  return say(exchange, `${withoutProof},p=${proof.toString('base64')}`);
}

const refused = (step: SaslStep): unknown =>
  isRefusal(step) ? [step.reason, ...('fault' in step ? [step.fault] : [])] : 'success';

test('an independent client logs in with either flag, with the domain and with a device label', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'Alice', 'pencil');
  const forms: [string, string, string | undefined][] = [
    ['alice', 'n,,', undefined],
    ['ALICE', 'y,,', undefined], // RFC 5802 6: the client could bind, and rightly thinks that we cannot
    ['alice@example.org', 'n,a=alice,', undefined],
    ['alice/phone', 'n,a=alice@example.org,', 'phone'],
  ];
  for (const [user, header, device] of forms) {
    const step = await logIn(core, user, 'pencil', { header });
    assert.ok('success' in step, `${user} ${header} ${JSON.stringify(step)}`);
    assert.equal(step.success.name, 'Alice');
    assert.equal(step.device, device);
  }
});

// RELIABILITY A-04
test('a wrong proof, a short one, a changed nonce and a changed binding fail', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  const cases: [ClientOptions & { password?: string }, unknown][] = [
    [{ password: 'pencils' }, ['login-failed']],
    [{ changeProof: (proof) => proof.subarray(0, 16) }, ['login-failed']],
    [{ changeProof: () => Buffer.alloc(32) }, ['login-failed']],
    [{ changeProof: (proof) => Buffer.concat([proof, Buffer.alloc(1)]) }, ['login-failed']],
    [{ changeNonce: (nonce) => nonce.slice(0, -1) }, ['login-failed', 'malformed-request']],
    [{ changeNonce: () => 'clientnonce' }, ['login-failed', 'malformed-request']],
    [{ header: 'y,,', binding: 'n,,' }, ['login-failed', 'malformed-request']],
    [{ header: 'p=tls-exporter,,' }, ['login-failed', 'malformed-request']],
    [{ header: 'n,a=bob,' }, ['login-failed', 'invalid-authzid']],
    [{ nonce: 'x'.repeat(257) }, ['login-failed', 'malformed-request']],
  ];
  for (const [options, expected] of cases) {
    const { password = 'pencil', ...rest } = options;
    assert.deepEqual(refused(await logIn(core, 'alice', password, rest)), expected, JSON.stringify(rest));
  }
});

test('grammar that RFC 5802 does not have is refused', () => {
  const bad = ['', 'n,,', 'n,,r=x', 'n,,m=x,n=user,r=x', 'x,,n=user,r=x', 'n,n=user,r=x', 'n,,n=,r=x', 'n,,n=a=b,r=x'];
  for (const text of [...bad, 'n,,n=user,r=a b', 'n,,n=user,r=', 'n,,n=a=2c,r=x']) {
    assert.equal(parseClientFirst(text), undefined, text);
  }
  assert.equal(parseClientFirst('n,,n=a=2Cb=3D,r=x,ext=1')?.username, 'a,b=');
  for (const text of ['', 'c=biws,r=x', 'c=biws,p=AAAA', 'r=x,c=biws,p=AAAA', 'c=bi,r=x,p=AAAA', 'c=biws,r=x,p=AA=A']) {
    assert.equal(parseClientFinal(text), undefined, text);
  }
  assert.equal(parseClientFinal('c=biws,r=x,z=1,p=AAAA')?.withoutProof, 'c=biws,r=x,z=1');
});

test('no message makes the parsers throw or take long', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'nyp=,acrm2CDx+/ \u00e9'), maxLength: 200 }), (text) => {
      parseClientFirst(text);
      parseClientFinal(text);
    }),
  );
  const long = `c=biws,r=x${',a=b'.repeat(1000)}`;
  assert.equal(parseClientFinal(long), undefined);
});

// RELIABILITY A-01, RFC 5802 9
test('an unknown account looks like a known one with a wrong password, and the same each time', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  const salts: string[] = [];
  for (const user of ['alice', 'nobody', 'nobody', 'NOBODY', '1invalid', 'other']) {
    const step = await say(startSasl(core, 'SCRAM-SHA-256', { ip }) as SaslExchange, `n,,n=${user},r=abc`);
    const [, salt = '', rounds] = /,s=(.*),i=(\d+)$/.exec(challengeOf(step)) ?? [];
    assert.equal(Buffer.from(salt, 'base64').length, 16);
    assert.equal(rounds, '4096');
    salts.push(salt);
    assert.deepEqual(refused(await logIn(core, user, 'wrong')), ['login-failed']);
  }
  assert.equal(salts[1], salts[2]);
  assert.equal(salts[1], salts[3]);
  assert.equal(new Set(salts).size, 4);
});

test('what changed between challenge and proof counts: another password, a lock', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  const changed = await logIn(core, 'alice', 'pencil', { meanwhile: () => setPassword(core, 'alice', 'other1') });
  assert.deepEqual(refused(changed), ['login-failed']);
  const locked = await logIn(core, 'alice', 'other1', { meanwhile: () => lockAccount(core, 'alice') });
  assert.deepEqual(refused(locked), ['account-locked']);
  assert.deepEqual(refused(await logIn(core, 'alice', 'wrong!')), ['login-failed']);
});

test('an exchange is used once, one step at a time, and takes no long message', async () => {
  const { core } = await makeWorld();
  await createAccount(core, 'alice', 'pencil');
  const plain = (): SaslExchange => startSasl(core, 'PLAIN', { ip }) as SaslExchange;
  const over = plain();
  assert.ok('success' in (await say(over, '\0alice\0pencil')));
  assert.deepEqual(refused(await say(over, '\0alice\0pencil')), ['login-failed', 'malformed-request']);
  const twice = plain();
  const both = await Promise.all([say(twice, '\0alice\0pencil'), say(twice, '\0alice\0pencil')]);
  assert.deepEqual(both.map(refused).at(-1), ['login-failed', 'malformed-request']);
  assert.deepEqual(refused(await plain().step(Buffer.alloc(65_536, 97))), ['login-failed', 'malformed-request']);
});

test('only what is offered can be asked for', async () => {
  const { core } = await makeWorld({ mechanisms: ['SCRAM-SHA-256', 'EXTERNAL'] });
  for (const name of ['PLAIN', 'SCRAM-SHA-1', 'EXTERNAL', 'toString', 'scram-sha-256', 'SCRAM-SHA-256-PLUS']) {
    assert.deepEqual(startSasl(core, name, { ip }), { reason: 'unsupported', about: name });
  }
  assert.ok('step' in startSasl(core, 'SCRAM-SHA-256', { ip }));
});
