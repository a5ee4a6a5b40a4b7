import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeAccount, makeServer, Peer } from './harness.ts';
import { ask, oper } from './services-harness.ts';

const free = { core: { nicknames: 'free' } } as const;
const NOTICE = /NOTICE \S+ :/;

// SEMANTICS 8: `/msg NickServ REGISTER pw [mail]` is REGISTER, and logs in as that does.
test('REGISTER makes an account of the nick, and logs in to it', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ask(ann, 'PRIVMSG NickServ :REGISTER hunter22', NOTICE), [
    ':irc.example.org 900 ann ann!ann@example.org ann :You are now logged in as ann',
    '< ann is registered, and you are logged in to it.',
  ]);
  assert.equal(server.core.people.byNickname('ann')?.account?.name, 'ann');
  assert.deepEqual(await ask(ann, 'NS REGISTER hunter22'), ['< you are logged in to ann already']);
});

test('REGISTER is refused as the command is', async () => {
  const server = await makeServer({ core: { email: 'required' } });
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ask(ann, 'NS REGISTER short'), ['< At least 6 characters, please.']);
  assert.deepEqual(await ask(ann, 'NS REGISTER hunter22'), ['< An address is required.']);
  assert.deepEqual(await ask(ann, 'NS REGISTER hunter22 nowhere'), [
    '< nowhere: that is no address that mail can be sent to',
  ]);
  const closed = await guest(await makeServer({ core: { registration: 'closed' } }), 'ann');
  assert.deepEqual(await ask(closed, 'NS REGISTER hunter22'), ['< registration is closed']);
  const [missing] = await ask(closed, 'NS REGISTER');
  assert.equal(missing, '< password is missing: the password, without spaces');
});

test('an account that must be verified waits for VERIFY with its code', async () => {
  const server = await makeServer({ core: { email: 'required' } });
  const [ann, boss] = [await guest(server, 'ann'), await oper(await guest(server, 'boss'))];
  const [waits] = await ask(ann, 'NS REGISTER hunter22 ann@example.org', NOTICE);
  assert.match(waits ?? '', /^< ann is registered\. Ask the operator for its code/);
  assert.deepEqual(await ask(ann, 'NS VERIFY ann 1234'), ['< ann: that is not the code']);
  assert.deepEqual(await ask(boss, 'NS SAVERIFY ann'), ['< ann is verified.']);
  assert.match((await ask(ann, 'NS IDENTIFY hunter22', NOTICE)).at(-1) ?? '', /You are logged in to ann/);
});

test('IDENTIFY logs in with the nick or with an account, and tells nobody what was wrong', async () => {
  const server = await makeServer(free);
  await makeAccount(server, 'ann');
  const peer = await guest(server, 'cat');
  const wrong = ['< wrong account name or password'];
  assert.deepEqual(await ask(peer, 'NS IDENTIFY ann mistaken', NOTICE), wrong);
  assert.deepEqual(await ask(peer, 'NS IDENTIFY nobody mistaken', NOTICE), wrong);
  assert.deepEqual(await ask(peer, 'NS IDENTIFY correct horse battery'), [
    '< There is a word too many',
    '< It goes: IDENTIFY [account] <password>',
  ]);
  server.core.config = { ...server.core.config, loginAttemptsPerMinute: 1 };
  await ask(peer, 'NS ID ann mistaken', NOTICE);
  assert.match((await ask(peer, 'NS ID ann mistaken', NOTICE))[0] ?? '', /^< too many attempts to log in \(try again/);
});

test('IDENTIFY and LOGOUT change who a session is', async () => {
  const server = await makeServer(free);
  const ann = await guest(server, 'ann');
  await ask(ann, 'NS REGISTER hunter22', NOTICE);
  const cat = await guest(server, 'cat');
  assert.equal((await ask(cat, 'NS IDENTIFY ann hunter22', NOTICE)).at(-1), '< You are logged in to ann.');
  assert.deepEqual(await ask(cat, 'NS CLIENTS LOGOUT all'), ['< One session is ended.']);
  assert.match(ann.pending, /You ended this session/);
  const out = await ask(cat, 'NS LOGOUT');
  assert.match(out.join('\n'), / 901 /);
  assert.equal(out.at(-1), '< You are logged out.');
  assert.deepEqual(await ask(cat, 'NS LOGOUT'), ['< You are not logged in.']);
});

test('passwords are taken over TLS only where that is asked for', async () => {
  const server = await makeServer();
  await makeAccount(server, 'ann');
  const far = new Peer(server, '192.0.2.1');
  await far.ask('NICK far', 'USER far 0 * :Far');
  const only = ['< passwords are taken over TLS only'];
  for (const line of ['REGISTER hunter22', 'IDENTIFY ann x', 'GHOST ann x', 'REGAIN ann x', 'PASSWD a b']) {
    assert.deepEqual(await ask(far, `NS ${line}`), only, line);
  }
});

test('no password comes back in an answer, or stands in the log', async () => {
  const server = await makeServer();
  server.core.log.isDebug = () => true;
  const ann = await guest(server, 'ann');
  const lines = [
    'REGISTER canary22 x y z',
    'REGISTER canary22 nowhere',
    'PASSWD canary22 canary22 x',
    'SAREGISTER b canary22',
  ];
  const answers: string[] = [];
  for (const line of [...lines, 'IDENTIFY b canary22']) answers.push(...(await ask(ann, `NS ${line}`, NOTICE)));
  await ask(ann, 'NS REGISTER canary22', NOTICE);
  assert.equal(answers.length, 7);
  assert.doesNotMatch(answers.join('\n'), /canary/);
  assert.doesNotMatch(server.log.join('\n'), /canary/);
});

test('INFO tells everybody that there is an account, and its holder more', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await guest(server, 'bob')];
  await ask(ann, 'NS SET email ann@mail.org');
  assert.match((await ask(bob, 'NS INFO ann')).join('\n'), /^< ann \(ann@example\.org\), made \d{4}-\d\d-\d\d$/);
  assert.ok((await ask(ann, 'NS INFO')).includes('< Mail: ann@mail.org'));
  assert.ok((await ask(await oper(bob), 'NS INFO ann')).includes('< Mail: ann@mail.org'));
  assert.deepEqual(await ask(bob, 'NS INFO zoe'), ['< zoe: there is no such account']);
});

test('GHOST ends the other sessions of an account, for who is logged in or knows its password', async () => {
  const server = await makeServer(free);
  const one = await guest(server, 'ann');
  await ask(one, 'NS REGISTER hunter22', NOTICE);
  const stranger = await guest(server, 'cat');
  assert.deepEqual(await ask(stranger, 'NS GHOST ann'), [
    '< ann: you are not logged in to that account; add its password',
  ]);
  assert.deepEqual(await ask(stranger, 'NS GHOST ann mistaken', NOTICE), ['< wrong account name or password']);
  assert.equal(one.isClosed, false);
  assert.deepEqual(await ask(stranger, 'NS GHOST ann hunter22', NOTICE), ['< The sessions of ann are ended.']);
  assert.equal(one.isClosed, true);
});

test('REGAIN gives the holder of an account its nick, whoever wears it', async () => {
  const server = await makeServer(free);
  const cat = await guest(server, 'cat');
  await makeAccount(server, 'cat');
  const owner = await guest(server, 'tom');
  assert.deepEqual(await ask(owner, 'NS REGAIN cat'), [
    '< cat: you are not logged in to that account; add its password',
  ]);
  const boss = await oper(await guest(server, 'boss'));
  assert.deepEqual(await ask(boss, 'NS SAPASSWD cat hunter22', NOTICE), ['< cat is given a new password.']);
  const lines = await ask(owner, 'NS REGAIN cat hunter22', NOTICE);
  assert.equal(lines.at(-1), '< You are cat.');
  assert.match(cat.pending, /^:cat!\S+ NICK :?Guest-/m);
});

test('PASSWD wants the password that there is, and ends the other sessions', async () => {
  const server = await makeServer(free);
  const one = await guest(server, 'ann');
  await ask(one, 'NS REGISTER hunter22', NOTICE);
  const two = await guest(server, 'cat');
  await ask(two, 'NS IDENTIFY ann hunter22', NOTICE);
  assert.deepEqual(await ask(one, 'NS PASSWD mistaken hunter33', NOTICE), ['< wrong account name or password']);
  assert.deepEqual(await ask(one, 'NS PASSWD hunter22 tiny'), ['< At least 6 characters, please.']);
  assert.deepEqual(await ask(one, 'NS PASSWD hunter22 hunter33', NOTICE), ['< ann has a new password.']);
  assert.equal(two.isClosed, true);
  const three = await guest(server, 'bob');
  assert.deepEqual(await ask(three, 'NS PASSWD hunter22 hunter33'), [
    '< that needs an account: log in, or make one with REGISTER',
  ]);
});

test('UNREGISTER asks once more, and removes only the own account', async () => {
  const server = await makeServer();
  const ann = await account(server, 'ann');
  assert.deepEqual(await ask(ann, 'NS UNREGISTER bob'), ['< bob: that is not your account']);
  const question = (await ask(ann, 'NS UNREGISTER ann')).at(-1) ?? '';
  const code = /UNREGISTER ann (\w{16})$/.exec(question)?.[1] ?? '';
  assert.deepEqual(await ask(ann, 'NS UNREGISTER ann nonsense'), ['< that is not the code']);
  await ask(ann, `NS UNREGISTER ann ${code}`);
  assert.equal(ann.isClosed, true);
  const bob = await guest(server, 'bob');
  assert.deepEqual(await ask(bob, 'NS INFO ann'), ['< ann: there is no such account']);
  assert.deepEqual(await ask(bob, 'NS UNREGISTER ann'), ['< that needs an account: log in, or make one with REGISTER']);
});

test('CLIENTS lists the sessions of an account, and ends them by number', async () => {
  const server = await makeServer();
  const [one, two] = [await account(server, 'ann'), await account(server, 'ann')];
  const list = await ask(one, 'NS CLIENTS LIST');
  assert.equal(list.length, 2);
  assert.match(list[0] ?? '', /^< 1 {2}irc from 127\.0\.0\.1, \S+, since \S+ \S+ \(this one\)$/);
  assert.deepEqual(await ask(one, 'NS CLIENTS LOGOUT 3'), ['< 3: there is no such session']);
  assert.deepEqual(await ask(one, 'NS CLIENTS LOGOUT x'), ['< x: there is no such session']);
  assert.deepEqual(await ask(one, 'NS CLIENTS LOGOUT 2'), ['< One session is ended.']);
  assert.equal(two.isClosed, true);
  const bob = await guest(server, 'bob');
  for (const line of ['CLIENTS', 'CLIENTS LOGOUT 1', 'CERT', 'CERT ADD', 'SET email none', 'GET']) {
    assert.match((await ask(bob, `NS ${line}`))[0] ?? '', /^< that needs an account/, line);
  }
});

test('CERT keeps the certificates that log in', async () => {
  const ann = await account(await makeServer(), 'ann');
  const print = 'AB:'.repeat(31) + 'ab';
  const plain = 'ab'.repeat(32);
  assert.match((await ask(ann, 'NS CERT LIST'))[0] ?? '', /^< There are none/);
  assert.deepEqual(await ask(ann, 'NS CERT ADD'), ['< You connect without a certificate; say the fingerprint of one.']);
  assert.match((await ask(ann, 'NS CERT ADD abc'))[0] ?? '', /no SHA-256 fingerprint/);
  assert.deepEqual(await ask(ann, `NS CERT ADD ${print} my laptop`), [`< ${plain} logs in to ann.`]);
  assert.match((await ask(ann, 'NS CERT'))[0] ?? '', /^< (ab){32} {2}\d{4}-\d\d-\d\d {2}my laptop$/);
  assert.deepEqual(await ask(ann, `NS CERT DEL ${plain}`), ['< It does not log in any more.']);
  assert.match((await ask(ann, `NS CERT DEL ${plain}`))[0] ?? '', /the account has no such certificate/);
});

test('SET changes how an account is, and GET shows it', async () => {
  const server = await makeServer({ core: { alwaysOn: { policy: 'opt-in', expiry: Infinity } } });
  const ann = await account(server, 'ann');
  assert.deepEqual(await ask(ann, 'NS SET MULTICLIENT OFF'), ['< A second connection is refused from now on.']);
  assert.deepEqual(await ask(ann, 'PRIVMSG NickServ :set always-on true'), [
    '< You stay in your rooms while you are not connected.',
  ]);
  assert.deepEqual(await ask(ann, 'NS SET email nowhere'), ['< nowhere: that is no address that mail can be sent to']);
  assert.deepEqual(await ask(ann, 'NS SET email ann@mail.org'), ['< email is ann@mail.org.']);
  assert.deepEqual(await ask(ann, 'NS SET real-name Ann of the Den'), ['< real-name is Ann of the Den.']);
  assert.deepEqual(await ask(ann, 'NS SET multiclient perhaps'), [
    '< multiclient can be on, off or default',
    '< It goes: SET <always-on|multiclient|email|real-name> <value>',
  ]);
  assert.deepEqual(await ask(ann, 'NS SET multiclient default'), ['< Several connections at once share your nick.']);
  const shown = await ask(ann, 'NS GET');
  assert.ok(shown.includes('< email       ann@mail.org'));
  assert.ok(shown.includes('< multiclient on (as the server is set)'));
  server.core.config = { ...server.core.config, alwaysOn: { policy: 'off', expiry: Infinity }, email: 'off' };
  assert.match((await ask(ann, 'NS SET always-on on'))[0] ?? '', /Always-on is off on this server/);
  assert.match((await ask(ann, 'NS SET email none'))[0] ?? '', /This server keeps no addresses/);
});
