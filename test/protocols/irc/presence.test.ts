import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, Peer } from './harness.ts';

// IRCv3 setname
test('SETNAME is confirmed, shown to neighbours with the capability, and seen in WHOIS', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', 'setname');
  const bob = await guest(server, 'bob', 'setname');
  const old = await guest(server, 'old');
  for (const each of [ann, bob, old]) await each.ask('JOIN #garden');
  for (const each of [ann, bob, old]) each.read();
  assert.match((await ann.ask('SETNAME :Ann  of the Garden')).join(), /^:ann!~ann@\S+ SETNAME :Ann +of the Garden$/);
  assert.match(bob.read().join(), / SETNAME :Ann/);
  // "MUST NOT be sent to clients which do not have the setname capability"; "handle it silently"
  assert.deepEqual(old.read(), []);
  assert.deepEqual(await old.ask('SETNAME Oldie'), []);
  bob.read();
  assert.match((await bob.ask('WHOIS old'))[0] ?? '', / 311 bob old \S+ \S+ \* :Oldie$/);
});

// IRCv3 setname, "Errors"
test('a real name that is too long or empty is refused with INVALID_REALNAME', async () => {
  const ann = await guest(await makeServer(), 'ann', 'setname standard-replies');
  assert.deepEqual(await ann.ask(`SETNAME :${'x'.repeat(151)}`, 'SETNAME :\x02', 'SETNAME'), [
    ':irc.example.org FAIL SETNAME INVALID_REALNAME :That real name is too long or empty',
    ':irc.example.org FAIL SETNAME INVALID_REALNAME :That real name is too long or empty',
    ':irc.example.org 461 ann SETNAME :Not enough parameters',
  ]);
});

test("an account's display name is kept, and not changed by the next client's USER", async () => {
  const server = await makeServer();
  const ann = await account(server, 'ann', 'setname');
  assert.match((await ann.ask('SETNAME :Ann A')).join(), / SETNAME :Ann A$/);
  assert.equal((await server.core.storage.accounts.find('ann'))?.displayName, 'Ann A');
  ann.say('QUIT');
  const again = await account(server, 'ann');
  assert.match((await again.ask('WHOIS ann'))[0] ?? '', / 311 ann ann ann example\.org \* :Ann A$/);
});

test('where it cannot be stored it is not changed', async () => {
  const server = await makeServer();
  const ann = await account(server, 'ann', 'setname standard-replies');
  server.faults.away = true;
  assert.match((await ann.ask('SETNAME :Ann A')).join(), /^:\S+ FAIL SETNAME TEMPORARILY_UNAVAILABLE :/);
});

// IRCv3 away-notify: "Clients will be sent an AWAY message [...] when a user joins and has an away message set"
test('who comes in being away is shown so, but not to itself', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', 'away-notify');
  const bob = await guest(server, 'bob', 'away-notify');
  await ann.ask('JOIN #garden');
  await bob.ask('AWAY :lunch');
  assert.ok((await bob.ask('JOIN #garden')).every((line) => !line.includes(' AWAY ')));
  const [join, away] = ann.read();
  assert.match(join ?? '', / JOIN #garden$/);
  assert.match(away ?? '', /^:bob!\S+ AWAY :lunch$/);
});

// IRCv3 pre-away
test('AWAY before registration holds from the first moment on', async () => {
  const server = await makeServer();
  const ann = new Peer(server);
  assert.deepEqual(await ann.ask('AWAY :early'), [':irc.example.org 451 * :You have not registered']);
  await ann.ask('CAP LS 302', 'CAP REQ :draft/pre-away', 'NICK ann', 'USER a 0 * :A');
  assert.match((await ann.ask('AWAY :early')).join(), /^:irc\.example\.org 306 ann :/);
  await ann.ask('CAP END');
  const bob = await guest(server, 'bob');
  assert.ok((await bob.ask('WHOIS ann')).includes(':irc.example.org 301 bob ann :early'));
});

// IRCv3 pre-away: `AWAY *` "should be treated as though the connection did not exist at all"
test('a session that is AWAY * counts only where there is no other', async () => {
  const server = await makeServer();
  const phone = await account(server, 'ann', 'draft/pre-away');
  const desk = await account(server, 'ann');
  const bob = await guest(server, 'bob');
  const away = async () => (await bob.ask('WHOIS ann')).filter((line) => line.includes(' 301 '));
  assert.match((await phone.ask('AWAY *')).join(), / 306 ann /);
  assert.deepEqual(await away(), []);
  await desk.ask('AWAY :lunch');
  assert.deepEqual(await away(), [':irc.example.org 301 bob ann :lunch']);
  desk.drop();
  await turns();
  assert.deepEqual(await away(), [':irc.example.org 301 bob ann :Away']);
  await phone.ask('AWAY');
  assert.deepEqual(await away(), []);
});

// IRCv3 no-implicit-names: "MUST NOT send an implicit NAMES reply", "MUST reply to explicit NAMES commands"
test('with no-implicit-names, by either name, names come only when asked for', async () => {
  const server = await makeServer();
  for (const [nick, cap] of [
    ['ann', 'no-implicit-names'],
    ['bob', 'draft/no-implicit-names'],
  ] as const) {
    const peer = await guest(server, nick, cap);
    assert.ok((await peer.ask('JOIN #garden')).every((line) => !/ (353|366) /.test(line)));
    assert.equal((await peer.ask('NAMES #garden')).length, 2);
    assert.ok((await peer.ask('CAP LIST')).join().endsWith(` :${['cap-notify', cap].sort().join(' ')}`));
  }
});

// IRCv3 extended-isupport
test('ISUPPORT is answered before registration, in its batch for clients that have both capabilities', async () => {
  const server = await makeServer();
  const peer = new Peer(server);
  assert.deepEqual(await peer.ask('ISUPPORT'), [':irc.example.org 451 * :You have not registered']);
  await peer.ask('CAP LS 302', 'CAP REQ :draft/extended-isupport');
  assert.ok((await peer.ask('ISUPPORT')).every((line) => line.startsWith(':irc.example.org 005 * ')));
  await peer.ask('CAP REQ :batch labeled-response');
  const lines = await peer.ask('ISUPPORT');
  const reference = /^:irc\.example\.org BATCH \+(\w+) draft\/isupport$/.exec(lines[0] ?? '')?.[1] ?? 'none';
  assert.ok(lines.slice(1, -1).every((line) => line.startsWith(`@batch=${reference} :irc.example.org 005 * `)));
  assert.equal(lines.at(-1), `:irc.example.org BATCH -${reference}`);
  await peer.ask('NICK ann', 'USER a 0 * :A');
  // "The server MUST NOT send any unbatched RPL_ISUPPORT message"
  const welcome = await peer.ask('CAP END');
  assert.ok(welcome.filter((line) => line.includes(' 005 ')).every((line) => line.startsWith('@batch=')));
  assert.ok(welcome.some((line) => line.includes(' 251 ') && !line.startsWith('@')));
  // Inside the answer to a label the batch stands in the label's.
  const labelled = await peer.ask('@label=7 VERSION');
  const outer = /^@label=7 :irc\.example\.org BATCH \+(\w+) labeled-response$/.exec(labelled[0] ?? '')?.[1] ?? 'none';
  assert.match(labelled[1] ?? '', new RegExp(`^@batch=${outer} :irc\\.example\\.org 351 `));
  assert.match(labelled[2] ?? '', new RegExp(`^@batch=${outer} :irc\\.example\\.org BATCH \\+\\w+ draft/isupport$`));
  assert.match(labelled[3] ?? '', /^@batch=\w+ :irc\.example\.org 005 ann /);
  assert.equal(labelled.at(-1), `:irc.example.org BATCH -${outer}`);
});
