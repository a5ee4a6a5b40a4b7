import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer } from './harness.ts';
import { ask, oper } from './services-harness.ts';

const NOTICE = /NOTICE \S+ :/;

test('what operators say to NickServ nobody else finds', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const lines = [
    'SAREGISTER bob hunter22',
    'SAPASSWD ann hunter22',
    'SUSPEND ann',
    'ERASE ann',
    'LIST',
    'SAVERIFY ann',
  ];
  for (const line of lines) {
    assert.deepEqual(await ask(ann, `NS ${line}`), ['< I do not know that. /msg NickServ HELP lists what I do.'], line);
  }
  assert.doesNotMatch((await ask(ann, 'NS HELP')).join('\n'), /SAREGISTER/);
  assert.match((await ask(await oper(ann), 'NS HELP')).join('\n'), /SAREGISTER/);
});

test('an operator without the right is nobody to NickServ', async () => {
  const server = await makeServer();
  const ann = await oper(await guest(server, 'ann'));
  const { operators } = server.core.config;
  server.core.config = { ...server.core.config, operators: { ...operators, classes: new Map() } };
  assert.match((await ask(ann, 'NS LIST'))[0] ?? '', /I do not know that/);
});

test('SAREGISTER and SAPASSWD make accounts and passwords, whatever the rules are', async () => {
  const server = await makeServer({ core: { registration: 'closed' } });
  const boss = await oper(await guest(server, 'boss'));
  assert.deepEqual(await ask(boss, 'NS SAREGISTER bob hunter22', NOTICE), ['< bob is registered.']);
  assert.deepEqual(await ask(boss, 'NS SAREGISTER bob hunter22', NOTICE), [
    '< bob: there is an account of that name already',
  ]);
  const bob = await guest(server, 'bobby');
  assert.equal((await ask(bob, 'NS IDENTIFY bob hunter22', NOTICE)).at(-1), '< You are logged in to bob.');
  await ask(boss, 'NS SAPASSWD bob hunter33', NOTICE);
  assert.equal(bob.isClosed, true);
  assert.match((await ask(boss, 'NS SAPASSWD zoe hunter33', NOTICE))[0] ?? '', /there is no such account/);
});

test('SUSPEND ends sessions and keeps out until UNSUSPEND', async () => {
  const server = await makeServer();
  const [ann, boss] = [await account(server, 'ann'), await oper(await guest(server, 'boss'))];
  await ask(boss, 'NS SAPASSWD ann hunter22', NOTICE);
  assert.equal(ann.isClosed, true);
  assert.deepEqual(await ask(boss, 'NS SUSPEND ann'), ['< ann is suspended.']);
  assert.match((await ask(boss, 'NS LIST')).join('\n'), /^< ann {2}made \S+ {2}suspended$/);
  const again = await guest(server, 'anna');
  assert.deepEqual(await ask(again, 'NS IDENTIFY ann hunter22', NOTICE), ['< the account is locked']);
  assert.deepEqual(await ask(boss, 'NS UNSUSPEND ann'), ['< ann is let in again.']);
  assert.equal((await ask(again, 'NS IDENTIFY ann hunter22', NOTICE)).at(-1), '< You are logged in to ann.');
  assert.deepEqual(await ask(boss, 'NS SUSPEND zoe'), ['< zoe: there is no such account']);
});

test('ERASE asks once more before it removes an account', async () => {
  const server = await makeServer();
  const [ann, boss] = [await account(server, 'ann'), await oper(await guest(server, 'boss'))];
  const [question = ''] = await ask(boss, 'NS ERASE ann');
  const code = /ERASE ann (\w{16})$/.exec(question)?.[1] ?? '';
  assert.match((await ask(boss, 'NS ERASE ann nonsense'))[0] ?? '', /cannot be undone/);
  assert.equal(ann.isClosed, false);
  assert.deepEqual(await ask(boss, `NS ERASE ann ${code}`), ['< ann is removed.']);
  assert.equal(ann.isClosed, true);
  assert.deepEqual(await ask(boss, 'NS ERASE ann'), ['< ann: there is no such account']);
});

test('other operators are told what was done to accounts', async () => {
  const server = await makeServer();
  const [boss, other] = [await oper(await guest(server, 'boss')), await oper(await guest(server, 'other'))];
  await other.ask('MODE other +s a');
  await ask(boss, 'NS SAREGISTER bob hunter22', NOTICE);
  assert.match(other.pending, /the account bob was registered by boss/);
  assert.doesNotMatch(other.pending, /hunter22/);
});

// RELIABILITY O-08: nobody rises by the password of somebody who has every right
test('accounts of admins are for operators with every right only', async () => {
  const server = await makeServer();
  const [boss, clerk] = [await oper(await guest(server, 'boss')), await oper(await guest(server, 'clerk'))];
  const person = server.core.people.byNickname('clerk');
  assert.ok(person?.operator);
  const { operators } = server.core.config;
  const classes = new Map([...operators.classes, ['clerk', new Set(['accounts'] as const)] as const]);
  server.core.config = { ...server.core.config, operators: { ...operators, classes } };
  server.core.people.setModes(person, { operator: { ...person.operator, class: 'clerk' } });
  for (const line of ['NS SAREGISTER root hunter22', 'NS SAPASSWD root hunter22', 'NS ERASE root']) {
    assert.doesNotMatch((await ask(clerk, line, NOTICE)).join('\n'), / is (registered|given)/, line);
  }
  assert.match((await clerk.ask('SAREGISTER root hunter22')).join('\n'), / 723 /);
  assert.match((await ask(clerk, 'NS SAREGISTER carol hunter22', NOTICE)).join('\n'), /carol is registered/);
  assert.match((await ask(boss, 'NS SAREGISTER root hunter22', NOTICE)).join('\n'), /root is registered/);
});

test('who holds a removed account is gone at once', async () => {
  const server = await makeServer();
  const [ann, boss] = [await account(server, 'ann'), await oper(await guest(server, 'boss'))];
  await ann.ask('JOIN #den');
  await boss.ask('JOIN #den');
  const [question = ''] = await ask(boss, 'NS ERASE ann', NOTICE);
  await ask(boss, question.replace(/^.*say: /, 'NS '), / QUIT :Account removed/);
  assert.equal(server.core.people.byNickname('ann'), undefined);
});
