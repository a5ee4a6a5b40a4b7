import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logOut } from '../../../src/protocols/irc/log-out.ts';
import { createIrcProtocol } from '../../../src/protocols/irc/protocol.ts';
import type { Pseudo } from '../../../src/protocols/irc/pseudo.ts';
import { makeWorld } from '../../core/world.ts';
import { account, guest, ircConfig, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

const free = () => makeServer({ core: { nicknames: 'free' } });
const plain = (name: string) => Buffer.from(`\0${name}\0${password}`).toString('base64');

/** Logs in to `name`, wanting to be called `nick`; the first line after the negotiation. */
async function enter(server: Server, name: string, nick: string): Promise<{ peer: Peer; first: string }> {
  const peer = new Peer(server);
  await peer.ask('CAP LS 302', 'CAP REQ :sasl', 'AUTHENTICATE PLAIN');
  peer.say(`AUTHENTICATE ${plain(name)}`);
  await peer.until(/ 903 /);
  const lines = await peer.ask(`NICK ${nick}`, `USER ${nick} 0 * :Real ${nick}`, 'CAP END');
  return { peer, first: lines[0] ?? '' };
}

async function logIn(peer: Peer, name: string): Promise<string[]> {
  peer.say('AUTHENTICATE PLAIN', `AUTHENTICATE ${plain(name)}`);
  return (await peer.until(/ 90[34] /)).slice(1);
}

// SEMANTICS 1.3, `names.nick = "free"`
test('where nicknames are free an account is called as it asks to be, all its sessions alike', async () => {
  const server = await free();
  await makeAccount(server, 'alice');
  const one = await enter(server, 'alice', 'wonder');
  assert.match(one.first, / 001 wonder .*wonder!alice@example\.org$/);
  const two = await enter(server, 'alice', 'other');
  assert.match(two.first, / 001 wonder /);
  const ben = await guest(server, 'ben');
  await one.peer.ask('JOIN #c');
  await two.peer.ask();
  await ben.ask('JOIN #c');
  await one.peer.ask();
  two.peer.read();
  const line = ':wonder!alice@example.org NICK carol';
  assert.deepEqual(await one.peer.ask('NICK carol'), [line]);
  assert.deepEqual(two.peer.read(), [line]);
  assert.deepEqual(ben.read(), [line]);
});

// SEMANTICS 4.1, 5: who is here under another nick is here
test('whoever is written to by the name of the account is not called absent', async () => {
  const server = await free();
  await makeAccount(server, 'alice');
  const { peer } = await enter(server, 'alice', 'wonder');
  const ben = await guest(server, 'ben');
  await ben.ask('JOIN #c');
  assert.deepEqual(await ben.ask('PRIVMSG alice :hi'), []);
  assert.match((await ben.ask('INVITE alice #c'))[0] ?? '', / 341 ben wonder :?#c$/);
  assert.match(peer.read().at(-1) ?? '', / INVITE wonder #c$/);
  await peer.ask('JOIN #c');
  assert.match((await ben.ask('INVITE alice #c')).at(-1) ?? '', / 443 ben wonder #c :/);
});

// SEMANTICS 1.3, "Conflict"; 1.4: refused at once
test('a nick that is somebody’s, or another account’s, is 433 for everybody', async () => {
  const server = await free();
  await makeAccount(server, 'alice');
  await makeAccount(server, 'bob');
  await guest(server, 'gus');
  const { peer, first } = await enter(server, 'alice', 'bob');
  assert.match(first, / 433 \* bob :/);
  assert.match((await peer.ask('NICK gus'))[0] ?? '', / 433 \* gus :/);
  assert.match((await peer.ask('NICK Alice'))[0] ?? '', / 001 Alice /);
  for (const nick of ['Bob', 'GUS']) assert.match((await peer.ask(`NICK ${nick}`))[0] ?? '', / 433 Alice /);
  for (const nick of ['Guest-1', 'NickServ', 'a.b'])
    assert.match((await peer.ask(`NICK ${nick}`))[0] ?? '', / 432 Alice /);
  const visitor = await guest(server, 'visitor');
  assert.match((await visitor.ask('NICK alice'))[0] ?? '', / 433 visitor alice :/);
});

// SEMANTICS 1.3: numeric 447, and FAIL NICK NICK_IS_ACCOUNT for clients with standard-replies
test('where they are not free only the case of letters changes', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice');
  assert.match((await alice.ask('NICK other'))[0] ?? '', /^:irc\.example\.org 447 alice :/);
  assert.deepEqual(await alice.ask('NICK ALICE'), [':alice!alice@example.org NICK ALICE']);
  const modern = await account(server, 'modern', 'standard-replies');
  assert.match((await modern.ask('NICK other'))[0] ?? '', /^:irc\.example\.org FAIL NICK NICK_IS_ACCOUNT other :/);
});

// SEMANTICS 1.4, `guests.force_prefix`
test('with a forced prefix guests are called Guest-something, and the holders of accounts are not', async () => {
  const server = await makeServer({ core: { nicknames: 'free', guests: { enabled: true, forcePrefix: true } } });
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  assert.match((await peer.ask('NICK ann', 'USER a 0 * :A'))[0] ?? '', / 432 \* ann :/);
  assert.match((await peer.ask('NICK Guest-ann'))[0] ?? '', / 001 Guest-ann /);
  assert.match((await enter(server, 'alice', 'wonder')).first, / 001 wonder /);
});

// IRCv3 account-notify; chghost: "servers MUST send the CHGHOST message"
test('others see a login as ACCOUNT and CHGHOST, and whoever knows neither as a QUIT and a JOIN', async () => {
  const server = await free();
  await makeAccount(server, 'alice');
  const old = await guest(server, 'old');
  const modern = await guest(server, 'modern', 'account-notify chghost');
  const half = await guest(server, 'half', 'account-notify extended-join');
  const ann = await guest(server, 'ann', 'account-notify chghost');
  for (const peer of [old, modern, half, ann]) await peer.ask('JOIN #c');
  for (const peer of [old, modern, half, ann]) peer.read();
  const own = await logIn(ann, 'alice');
  assert.deepEqual(
    own.splice(0, 2).map((line) => line.split(' ')[1]),
    ['900', '903'],
  );
  const mask = /^:(\S+) ACCOUNT alice$/.exec(own[0] ?? '')?.[1] ?? '';
  assert.match(mask, /^ann!~ann@[0-9a-f]+\.guests\.example\.org$/);
  assert.deepEqual(own, [`:${mask} ACCOUNT alice`, `:${mask} CHGHOST alice example.org`]);
  assert.deepEqual(modern.read(), [`:${mask} ACCOUNT alice`, `:${mask} CHGHOST alice example.org`]);
  assert.deepEqual(old.read(), [`:${mask} QUIT :Changing host`, ':ann!alice@example.org JOIN #c']);
  assert.deepEqual(half.read(), [
    `:${mask} ACCOUNT alice`,
    `:${mask} QUIT :Changing host`,
    ':ann!alice@example.org JOIN #c alice :Real ann',
  ]);
});

test('where the nick is the account’s it changes with the login', async () => {
  const server = await makeServer();
  await makeAccount(server, 'alice');
  const ann = await guest(server, 'ann');
  const [said, , nick] = await logIn(ann, 'alice');
  assert.match(said ?? '', / 900 ann ann!alice@example\.org alice :/);
  assert.equal(nick, ':ann!alice@example.org NICK alice');
});

test('the rank that an account has in a room comes with the login', async () => {
  const server = await free();
  const alice = await account(server, 'alice');
  await alice.ask('JOIN #c');
  const old = await guest(server, 'old');
  const modern = await guest(server, 'modern', 'chghost');
  for (const peer of [old, modern]) await peer.ask('JOIN #c');
  await alice.ask('QUIT');
  const ann = await guest(server, 'ann');
  await ann.ask('JOIN #c');
  for (const peer of [old, modern]) peer.read();
  assert.equal((await logIn(ann, 'alice')).at(-1), ':irc.example.org MODE #c +q ann');
  assert.deepEqual(modern.read().slice(1), [':irc.example.org MODE #c +q ann']);
  assert.deepEqual(old.read().slice(1), [':ann!alice@example.org JOIN #c', ':irc.example.org MODE #c +q ann']);
});

// SEMANTICS 1.2: never two occupants for one account
test('who logs in to an account that is here becomes one of its sessions, and brings its rooms along', async () => {
  const server = await free();
  const alice = await account(server, 'alice');
  const ben = await guest(server, 'ben');
  await alice.ask('JOIN #a,#both');
  await ben.ask('JOIN #b,#both');
  const ann = await guest(server, 'ann');
  await ann.ask('JOIN #b,#both');
  for (const peer of [alice, ben]) await peer.ask();
  const lines = await logIn(ann, 'alice');
  const later = await ann.ask();
  assert.match(lines.slice(0, 3).join('\n'), /^:ann!\S+ PART #b\n:ann!\S+ PART #both\n:ann!\S+ NICK alice$/);
  assert.match(lines[3] ?? '', / 900 alice alice!alice@example\.org alice :/);
  const joins = [...lines, ...later].filter((line) => / JOIN /.test(line));
  assert.deepEqual(joins.map((line) => line.split(' ')[2]).sort(), ['#a', '#b', '#both']);
  const seen = ben.read().map((line) => line.replace(/@\S+/, '@…'));
  assert.deepEqual(seen, [':ann!~ann@… QUIT :Logged in as alice', ':alice!alice@… JOIN #b']);
  assert.equal(server.core.people.size, 2);
  assert.ok(
    alice.read().some((line) => line.endsWith(' JOIN #b')),
    'all sessions of a person are in its rooms',
  );
});

// IRCv3 sasl-3.1, 901: "sent when the user's account name is unset"; account-notify: an asterisk "has logged out"
test('who logs out is told 901, and others see ACCOUNT *', async () => {
  const world = await makeWorld({ createRooms: 'anyone', nicknames: 'free', alwaysOn: { policy: 'off', expiry: 1 } });
  const doorman: Pseudo = { name: 'Doorman', mask: 'door@man', told: (client) => logOut(client) };
  const server = { ...world, irc: createIrcProtocol(world.core, ircConfig, [doorman]) };
  await makeAccount(server, 'alice');
  const { peer: alice } = await enter(server, 'alice', 'wonder');
  const ben = await guest(server, 'ben', 'account-notify chghost');
  await alice.ask('JOIN #c');
  await ben.ask('JOIN #c');
  await alice.ask();
  alice.say('PRIVMSG Doorman :out');
  const lines = await alice.until(/ 901 /);
  const mask = String.raw`wonder!~wonder@[0-9a-f]+\.guests\.example\.org`;
  assert.match(lines.at(-1) ?? '', new RegExp(`^:irc\\.example\\.org 901 wonder ${mask} :You are now logged out$`));
  const [account, host, modes] = ben.read();
  assert.equal(account, ':wonder!alice@example.org ACCOUNT *');
  assert.match(host ?? '', /^:wonder!alice@example\.org CHGHOST ~wonder [0-9a-f]+\.guests\.example\.org$/);
  assert.equal(modes, ':irc.example.org MODE #c -q wonder');
  assert.deepEqual(
    (await alice.ask('NICK alice')).map((line) => line.split(' ')[1]),
    ['433'],
  );
});
