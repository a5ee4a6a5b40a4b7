import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';
import { ask } from './services-harness.ts';

const REQUEST = (who: string, to: string) =>
  `:ContactServ!ContactServ@services NOTICE ${to} :${who} wants to see when you are online. ` +
  `/msg ContactServ ACCEPT ${who} (or DENY ${who})`;

// SEMANTICS 7: the roster is account data, and IRC has it through a service.
test('ADD asks, ACCEPT lets see, and both lists say so', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob')];
  assert.deepEqual(await ask(ann, 'CONTACTSERV LIST'), ['< You have no contacts. ADD adds one.']);
  assert.deepEqual(await ask(ann, 'PRIVMSG ContactServ :add bob Bob from work'), [
    '< bob is your contact; when they accept you see when they are online.',
  ]);
  assert.deepEqual(bob.read(), [REQUEST('ann', 'bob')]);
  assert.deepEqual(await ask(ann, 'CONTACTSERV LIST'), [
    '< bob  Bob from work, neither sees the other, you have asked',
  ]);
  assert.deepEqual(await ask(bob, 'CONTACTSERV LIST'), [
    '< ann asks to see when you are online: ACCEPT ann, or DENY ann',
  ]);
  assert.deepEqual(await ask(bob, 'CONTACTSERV ACCEPT ann'), ['< ann sees when you are online.']);
  assert.deepEqual(await ask(ann, 'CONTACTSERV LIST'), ['< bob  Bob from work, you see them, online']);
  assert.deepEqual(await ask(bob, 'CONTACTSERV DENY ann'), ['< ann does not see when you are online.']);
  assert.deepEqual(await ask(bob, 'CONTACTSERV DENY ann'), ['< ann: they do not ask to see when you are online']);
  assert.deepEqual(await ask(ann, 'CONTACTSERV REMOVE bob'), ['< bob is no contact of yours any more.']);
  assert.deepEqual(await ask(ann, 'CONTACTSERV REMOVE bob'), ['< bob: that is no contact of yours']);
});

test('a request waits for who is not there, and is told behind the welcome', async () => {
  const server = await makeServer();
  for (const name of ['a', 'b', 'c', 'd', 'dora']) await makeAccount(server, name);
  for (const name of ['a', 'b', 'c', 'd']) await ask(await account(server, name), 'CONTACTSERV ADD dora');
  for (const isHereAlready of [false, true]) {
    const lines = await welcomed(server, 'dora');
    const told = lines.filter((line) => line.startsWith(':ContactServ!'));
    assert.deepEqual(told, [
      ...['a', 'b', 'c'].map((who) => REQUEST(who, 'dora')),
      ':ContactServ!ContactServ@services NOTICE dora :1 more ask the same. /msg ContactServ LIST',
    ]);
    assert.match(lines[0] ?? '', / 001 /, `a session before this one: ${isHereAlready}`);
  }
});

/** What a client is told from its registration on. */
async function welcomed(server: Server, name: string): Promise<string[]> {
  const peer = new Peer(server);
  await peer.ask('CAP LS 302', 'CAP REQ :sasl', 'AUTHENTICATE PLAIN');
  peer.say(`AUTHENTICATE ${Buffer.from(`\0${name}\0${password}`).toString('base64')}`);
  await peer.until(/ 903 /);
  return peer.ask(`NICK ${name}`, `USER ${name} 0 * :Real ${name}`, 'CAP END');
}

test('what cannot be is refused', async () => {
  const server = await makeServer();
  const [ann, cat] = [await account(server, 'ann'), await guest(server, 'cat')];
  for (const line of ['LIST', 'ADD ann', 'ACCEPT ann', 'DENY ann', 'REMOVE ann']) {
    assert.deepEqual(await ask(cat, `CONTACTSERV ${line}`), [
      '< that needs an account: log in, or make one with REGISTER',
    ]);
  }
  assert.deepEqual(await ask(ann, 'CONTACTSERV ADD zoe'), ['< zoe: there is no such account']);
  assert.deepEqual(await ask(ann, 'CONTACTSERV ADD ann'), ['< ann: You are not your own contact.']);
  assert.deepEqual(await ask(ann, 'CONTACTSERV ACCEPT zoe'), ['< zoe: they do not ask to see when you are online']);
  const [first] = await ask(ann, 'CONTACTSERV ADD cat');
  assert.match(first ?? '', /^< \S+: /);
});
