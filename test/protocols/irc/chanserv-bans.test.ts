import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeAccount, makeServer } from './harness.ts';
import { ask } from './services-harness.ts';

test('BAN removes an account and keeps it out, UNBAN lets it in again', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  await ann.ask('JOIN #den');
  await bob.ask('JOIN #den');
  ann.read();
  assert.deepEqual(await ask(bob, 'CS BAN #den ann'), ['< ann: you may not do that there']);
  const lines = await ask(ann, 'CS BAN #den bob enough of that');
  assert.match(lines.join('\n'), /KICK #den bob :Banned: enough of that/);
  assert.equal(lines.at(-1), '< bob is banned from #den.');
  assert.match((await bob.ask('JOIN #den')).join('\n'), / 474 bob #den /);
  assert.deepEqual(await ask(bob, 'CS UNBAN #den bob'), ['< #den: you are not in that room']);
  assert.equal((await ask(ann, 'CS UNBAN #den bob')).at(-1), '< bob may enter #den again.');
  assert.match((await bob.ask('JOIN #den')).join('\n'), / 366 /);
  ann.read();
  assert.deepEqual(await ask(ann, 'CS UNBAN #den bob'), ['< No ban in #den names bob.']);
});

test('BAN knows guests by mask, and masks as MODE does', async () => {
  const server = await makeServer();
  const [ann, cat] = [await account(server, 'ann'), await guest(server, 'cat')];
  await ann.ask('JOIN #den');
  await cat.ask('JOIN #den');
  ann.read();
  const lines = await ask(ann, 'CS BAN #den cat');
  assert.match(lines[0] ?? '', /^:ann!ann@example\.org MODE #den \+b \*!\S+@\S+$/);
  assert.match(lines[1] ?? '', /KICK #den cat/);
  assert.match((await cat.ask('JOIN #den')).join('\n'), / 474 cat #den /);
  await ask(ann, 'CS BAN #den *!*@*.guests.example.org');
  const lifted = await ask(ann, 'CS UNBAN #den cat');
  assert.equal(lifted.filter((line) => / MODE #den -b /.test(line)).length, 2);
  assert.match((await cat.ask('JOIN #den')).join('\n'), / 366 /);
  ann.read();
  assert.deepEqual(await ask(ann, 'CS UNBAN #den *!*@nowhere'), ['< No ban in #den names *!*@nowhere.']);
  assert.deepEqual(await ask(ann, 'CS BAN #den zoe'), ['< zoe: there is no such account']);
});

test('nobody comes into a place by taking a name: ACCESS ADD wants an account', async () => {
  const ann = await account(await makeServer(), 'ann');
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(ann, 'CS ACCESS ADD #den zoe admin'), ['< zoe: there is no such account']);
  assert.deepEqual(await ask(ann, 'CS ACCESS DEL #den zoe'), ['< zoe is now on the list of #den as: none.']);
});

test('an owner acts from outside, nobody else does', async () => {
  const server = await makeServer();
  const [ann, bob, cat] = [await account(server, 'ann'), await account(server, 'bob'), await guest(server, 'cat')];
  await ann.ask('JOIN #den');
  await cat.ask('JOIN #den');
  await ask(ann, 'CS ACCESS ADD #den bob admin');
  await ann.ask('PART #den');
  cat.read();
  assert.deepEqual(await ask(bob, 'CS KICK #den cat'), ['< #den: you are not in that room']);
  assert.deepEqual(await ask(ann, 'CS OP #den cat'), ['< OP cat in #den: done.']);
  assert.deepEqual(cat.read(), [':ann!ann@example.org MODE #den +o cat']);
  assert.deepEqual(await ask(ann, 'CS TOPIC #den Back soon'), ['< #den has a new topic.']);
  assert.deepEqual(cat.read(), [':ann!ann@example.org TOPIC #den :Back soon']);
  assert.deepEqual(await ask(ann, 'CS KICK #den cat'), ['< cat is removed from #den.']);
});

test('OP of somebody who is not there says what lasts', async () => {
  const server = await makeServer();
  await makeAccount(server, 'bob');
  const ann = await account(server, 'ann');
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(ann, 'CS OP #den bob'), [
    '< bob: they are not in that room',
    '< For good, here or not: ACCESS ADD #den bob admin (or member)',
  ]);
});

test('TOPIC shows the topic, STATUS the rank; a secret room is not told of', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await guest(server, 'bob')];
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(ann, 'CS TOPIC #den'), ['< #den has no topic.']);
  await ann.ask('TOPIC #den :The den');
  assert.match((await ask(bob, 'CS TOPIC #den')).join('\n'), /^< The den\n< Set by ann, \d{4}-\d\d-\d\d\.$/);
  assert.deepEqual(await ask(bob, 'CS TOPIC #den mine'), ['< #den: you are not in that room']);
  assert.deepEqual(await ask(ann, 'CS STATUS #den'), ['< ann in #den: owner, moderator for this stay.']);
  assert.deepEqual(await ask(bob, 'CS STATUS #den'), ['< bob in #den: no lasting place, not inside.']);
  assert.deepEqual(await ask(bob, 'CS STATUS #den ann'), ['< #den: you are not in that room']);
  assert.deepEqual(await ask(ann, 'CS STATUS #den bob'), ['< bob: they are not in that room']);
  await ann.ask('MODE #den +s');
  for (const verb of ['TOPIC', 'STATUS', 'OP', 'UNBAN']) {
    const line = verb === 'UNBAN' ? 'CS UNBAN #den bob' : `CS ${verb} #den`;
    assert.deepEqual(await ask(bob, line), ['< #den: there is no such room'], verb);
  }
});

test('REGISTER of a room that is theirs already shows the owner no more than that', async () => {
  const ann = await account(await makeServer(), 'ann');
  await ann.ask('JOIN #den');
  assert.deepEqual(await ask(ann, 'CS REGISTER #den'), [':ann!ann@example.org MODE #den +q ann', '< #den is yours.']);
});
