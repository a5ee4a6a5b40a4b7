import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmationCode } from '../../../src/core/accounts/confirmation.ts';
import type { CoreConfig } from '../../../src/core/core.ts';
import type { IrcConfig } from '../../../src/protocols/irc/config.ts';
import { guest, makeAccount, makeServer, Peer, type Server } from './harness.ts';

const CAP = 'draft/account-registration';

async function register(peer: Peer, line: string): Promise<string[]> {
  peer.say(line);
  return peer.until(/ (FAIL|900|464|461) /);
}

async function fails(line: string, options: { irc?: Partial<IrcConfig>; core?: Partial<CoreConfig> } = {}) {
  const peer = await guest(await makeServer(options), 'ann');
  return (await register(peer, line)).join('\n');
}

async function value(server: Server): Promise<string | undefined> {
  const lines = await new Peer(server).ask('CAP LS 302');
  return /draft\/account-registration(\S*)/.exec(lines.join(' '))?.[1];
}

// IRCv3 account-registration, "Capability"
test('the capability says what registering takes, and is there only where it can be done', async () => {
  assert.equal(await value(await makeServer()), '=before-connect');
  assert.equal(await value(await makeServer({ irc: { registersBeforeConnect: false } })), '');
  const strict = { core: { email: 'required' }, irc: { registersBeforeConnect: false } } as const;
  assert.equal(await value(await makeServer(strict)), '=email-required');
  assert.equal(await value(await makeServer({ core: { registration: 'closed' } })), undefined);
  const far = await new Peer(await makeServer(), '192.0.2.1').ask('CAP LS 302');
  assert.ok(!far.join(' ').includes(CAP), 'nobody is to send a password in clear');
});

// "REGISTER SUCCESS": "the client is assumed to be authenticated to the <account> as if it used SASL"
test('who is here registers under the nick, is told so, and is the account', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'Ann', CAP);
  const lines = await register(ann, 'REGISTER * * :long enough');
  assert.deepEqual(lines, [
    ':irc.example.org REGISTER SUCCESS Ann :Account successfully registered',
    ':irc.example.org 900 Ann Ann!ann@example.org Ann :You are now logged in as Ann',
  ]);
  assert.equal(server.core.people.byNickname('ann')?.account?.name, 'Ann');
  assert.match(
    (await register(ann, 'REGISTER ann * :long enough'))[0] ?? '',
    /FAIL REGISTER ALREADY_AUTHENTICATED ann :/,
  );
});

// INTERFACES 3, `admins`
test('an account of `admins` is not for whoever comes first', async () => {
  const server = await makeServer({ core: { admins: new Set(['ann']) } });
  assert.match(
    (await register(await guest(server, 'Ann'), 'REGISTER * * :long enough'))[0] ?? '',
    / FAIL REGISTER BAD_ACCOUNT_NAME Ann :Only whoever runs the server makes that account/,
  );
});

// "Examples", "before-connect"
test('before the connection is registered, a nick is needed, and the account is what enters', async () => {
  const server = await makeServer();
  const ann = new Peer(server);
  await ann.ask('CAP LS 302');
  assert.match((await register(ann, 'REGISTER * * secret1'))[0] ?? '', /FAIL REGISTER NEED_NICK \* :/);
  assert.match((await register(ann, 'REGISTER ann * secret1'))[0] ?? '', /FAIL REGISTER NEED_NICK ann :/);
  const lines = await register(ann, 'NICK ann\r\nREGISTER ann * secret1');
  assert.match(lines[0] ?? '', / REGISTER SUCCESS ann :/);
  assert.match(lines[1] ?? '', / 900 ann ann!\*@example\.org ann :/);
  assert.match((await ann.ask('USER a 0 * :A', 'CAP END'))[0] ?? '', / 001 ann .*ann!ann@example\.org$/);
});

test('where that is not wanted the connection comes first', async () => {
  const server = await makeServer({ irc: { registersBeforeConnect: false } });
  const ann = new Peer(server);
  const lines = await register(ann, 'NICK ann\r\nREGISTER ann * secret1');
  assert.match(lines[0] ?? '', /FAIL REGISTER COMPLETE_CONNECTION_REQUIRED ann :/);
});

// "Server considerations": it "cannot be used to bypass any authentication restrictions"
test('registering early is no way around the password of the server', async () => {
  const checkPassword = (given: string) => Promise.resolve(given === 'sesame');
  const server = await makeServer({ irc: { checkPassword } });
  const ann = new Peer(server);
  assert.match((await register(ann, 'PASS wrong\r\nNICK ann\r\nREGISTER * * secret1')).join(), / 464 .*ERROR/);
  const ben = new Peer(server);
  assert.match((await register(ben, 'PASS sesame\r\nNICK ben\r\nREGISTER * * secret1')).join(), /REGISTER SUCCESS ben/);
  assert.match((await ben.ask('USER b 0 * :B'))[0] ?? '', / 001 ben /);
});

// "Responses"
test('each refusal has its code', async () => {
  assert.match(await fails('REGISTER other * secret1'), /FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK other :/);
  assert.match(await fails('REGISTER * * 12345'), /FAIL REGISTER WEAK_PASSWORD ann :/);
  assert.match(await fails('REGISTER * * :sec\tret12'), /FAIL REGISTER UNACCEPTABLE_PASSWORD ann :/);
  assert.match(await fails('REGISTER * nonsense secret1'), /FAIL REGISTER INVALID_EMAIL ann :/);
  assert.match(await fails('REGISTER * a@b.invalid secret1'), /FAIL REGISTER UNACCEPTABLE_EMAIL ann :/);
  assert.match(
    await fails('REGISTER * * secret1', { core: { email: 'required' } }),
    /FAIL REGISTER INVALID_EMAIL ann :/,
  );
  assert.match(
    await fails('REGISTER * * secret1', { core: { registration: 'invite' } }),
    /FAIL REGISTER DISALLOWED ann :/,
  );
  assert.match(await fails('REGISTER ann *'), / 461 ann REGISTER :/);
});

test('an address for mail is not looked at where none is asked for', async () => {
  assert.match(await fails('REGISTER * nonsense secret1', { core: { email: 'off' } }), /REGISTER SUCCESS ann/);
});

test('nobody registers the name of a service or of the operator, but clients run by root may be here', async () => {
  const server = await makeServer();
  const root = await guest(server, 'root');
  assert.match((await register(root, 'REGISTER * * secret1'))[0] ?? '', /FAIL REGISTER BAD_ACCOUNT_NAME root :/);
});

// "ACCOUNT_EXISTS": registered already, or somebody else's nick at the moment
test('nobody loses a name or a nick to somebody who registers it', async () => {
  const server = await makeServer();
  await guest(server, 'ann');
  const other = new Peer(server);
  assert.match(
    (await register(other, 'NICK ann\r\nREGISTER * * secret1'))[0] ?? '',
    /FAIL REGISTER ACCOUNT_EXISTS ann :/,
  );
  await makeAccount(server, 'ben');
  const third = new Peer(server);
  assert.match(
    (await register(third, 'NICK ben\r\nREGISTER * * secret1'))[0] ?? '',
    /FAIL REGISTER ACCOUNT_EXISTS ben :/,
  );
});

// "TEMPORARILY_UNAVAILABLE"
test('too many new accounts from one place have to wait', async () => {
  const server = await makeServer({ core: { registrationsPerHour: 1 } });
  await register(await guest(server, 'ann'), 'REGISTER * * secret1');
  const ben = await guest(server, 'ben');
  assert.match((await register(ben, 'REGISTER * * secret1'))[0] ?? '', /FAIL REGISTER TEMPORARILY_UNAVAILABLE ben :/);
});

// "VERIFY", "Examples": VERIFICATION_REQUIRED, then VERIFY SUCCESS and 900
test('where an address is required the account waits for its code', async () => {
  const server = await makeServer({ core: { email: 'required' } });
  const ann = await guest(server, 'ann');
  ann.say('REGISTER * ann@example.org secret1');
  assert.match((await ann.until(/ REGISTER /))[0] ?? '', /^:irc\.example\.org REGISTER VERIFICATION_REQUIRED ann :/);
  ann.say('VERIFY ann nonsense');
  assert.match((await ann.until(/ VERIFY /))[0] ?? '', /FAIL VERIFY INVALID_CODE ann :/);
  const made = server.core.accounts.peek('ann');
  assert.ok(made);
  ann.say(`VERIFY ann ${confirmationCode(server.core, 'verify', made)}`);
  const lines = await ann.until(/ 900 /);
  assert.match(lines[0] ?? '', /^:irc\.example\.org VERIFY SUCCESS ann :/);
  assert.match(lines[1] ?? '', / 900 ann ann!ann@example\.org ann :/);
  ann.say('VERIFY ann nonsense');
  assert.match((await ann.until(/ VERIFY /))[0] ?? '', /FAIL VERIFY ALREADY_AUTHENTICATED ann :/);
});

test('VERIFY waits for the connection too, and guesses are counted', async () => {
  const late = new Peer(await makeServer({ irc: { registersBeforeConnect: false } }));
  assert.match((await late.ask('VERIFY ann code'))[0] ?? '', /FAIL VERIFY COMPLETE_CONNECTION_REQUIRED ann :/);
  const ann = await guest(await makeServer({ core: { loginAttemptsPerMinute: 1 } }), 'ann');
  ann.say('VERIFY bob x', 'VERIFY bob y');
  const lines = await ann.until(/UNAVAILABLE/);
  assert.match(lines.join('\n'), /INVALID_CODE bob :.*\n.*FAIL VERIFY TEMPORARILY_UNAVAILABLE bob :/);
});

// "ISUPPORT token", and `FAIL * ACCOUNT_REQUIRED`
test('where guests are not let in 005 says so, and so does the door', async () => {
  const server = await makeServer({ core: { guests: { enabled: false, forcePrefix: false } } });
  const ann = new Peer(server);
  await register(ann, 'NICK ann\r\nREGISTER * * secret1');
  assert.ok((await ann.ask('USER a 0 * :A')).some((line) => / 005 .* draft\/ACCOUNTREQUIRED /.test(line)));
  const ben = new Peer(server);
  assert.match((await ben.ask('NICK ben', 'USER b 0 * :B'))[0] ?? '', / FAIL \* ACCOUNT_REQUIRED :/);
});
