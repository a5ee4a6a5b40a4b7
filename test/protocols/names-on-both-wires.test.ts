import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '../../src/core/accounts/create-account.ts';
import { registerAccount } from '../../src/core/accounts/register.ts';
import type { CoreConfig } from '../../src/core/core.ts';
import { isRefusal } from '../../src/core/refusal.ts';
import { createIrcProtocol } from '../../src/protocols/irc/protocol.ts';
import { turns } from '../core/world.ts';
import { guest, ircConfig, Peer, type Server } from './irc/harness.ts';
import { makeStreamWorld, PASSWORD, RawClient, register, type StreamWorld } from './xmpp/stream-world.ts';

type BothWires = Server & StreamWorld;

async function bothWires(core: Partial<CoreConfig> = {}): Promise<BothWires> {
  const world = await makeStreamWorld({ core: { createRooms: 'anyone', ...core } });
  return { ...world, irc: createIrcProtocol(world.core, ircConfig) };
}

const enter = (nickname: string) =>
  `<presence to='garden@rooms.example.org/${nickname}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`;
const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
const refused = (server: BothWires, nick: string) => new Peer(server).ask(`NICK ${nick}`, `USER x 0 * :x`);

// RELIABILITY N-03
test('nobody on XMPP is called as a service is: not in a room, not as an account', async () => {
  for (const nicknames of ['account', 'free'] as const) {
    const server = await bothWires({ nicknames });
    await register(server, 'alice');
    const ann = await guest(server, 'ann');
    await ann.ask('JOIN #garden');
    const alice = await new RawClient(server).appear('alice');
    for (const name of ['ChanServ', 'nickserv', 'NickServ', 'HistServ', 'Guest-1234', 'postmaster', 'admin']) {
      const answer = await alice.send(enter(name));
      assert.ok(/garden@rooms\.example\.org\/alice'/.test(answer) || /type='error'/.test(answer), `${name}: ${answer}`);
      assert.equal(server.core.people.byNickname(name), undefined, name);
      const onIrc = codes(await refused(server, name)).filter((code) => code === '001');
      // Guests have names of that kind, accounts never.
      assert.deepEqual(onIrc, name.startsWith('Guest-') ? ['001'] : [], name);
      const made = await registerAccount(server.core, { name, password: PASSWORD, ip: '192.0.2.1' });
      assert.ok(isRefusal(made), name);
    }
    assert.doesNotMatch(ann.read().join('\n'), /serv|Guest|postmaster|admin/i);
  }
});

// RELIABILITY N-04
test('a name that somebody has on one wire is nobody else’s on the other', async () => {
  const server = await bothWires();
  await register(server, 'alice', 'bob', 'carol');
  const bob = await guest(server, 'gus');
  await bob.ask('JOIN #garden');
  const alice = await new RawClient(server).appear('alice');
  // An account on XMPP, here or not, is no nick for a guest on IRC, however it is cased.
  for (const nick of ['alice', 'ALICE', 'carol', 'Carol'])
    assert.deepEqual(codes(await refused(server, nick)), ['433'], nick);
  assert.deepEqual(codes(await bob.ask('NICK alice', 'NICK carol')), ['433', '433']);
  // A nick on IRC, or the account of somebody else, is no nickname for an account on XMPP: it keeps its own, and is told so.
  for (const nickname of ['gus', 'bob', 'GUS']) {
    const answer = await alice.send(enter(nickname));
    assert.match(answer, /from='garden@rooms\.example\.org\/alice'/, nickname);
    assert.match(answer, /<status code='210'\/>/, nickname);
    await alice.send(`<presence to='garden@rooms.example.org/alice' type='unavailable'/>`);
  }
  assert.equal(server.core.people.byNickname('gus')?.kind, 'guest');
});

// RELIABILITY N-06
test('whoever was called so before the account was made is called otherwise when its holder comes, on both wires', async () => {
  const server = await bothWires();
  await register(server, 'bob');
  const squatter = await guest(server, 'alice');
  await squatter.ask('JOIN #garden');
  const bob = await new RawClient(server).appear('bob');
  await bob.send(enter('bob'));
  await createAccount(server.core, 'alice', PASSWORD);
  const alice = await new RawClient(server).appear('alice');
  assert.match(squatter.read().join('\n'), /^:alice!\S+ NICK :?Guest-[0-9a-f]{8}$/m);
  assert.match(
    bob.take(),
    /garden@rooms\.example\.org\/alice'[^]*<item [^>]*nick='Guest-[0-9a-f]{8}'[^]*<status code='303'\/>/,
  );
  assert.match(await alice.send(enter('alice')), /from='garden@rooms\.example\.org\/alice'[^]*<status code='110'\/>/);
  assert.match(squatter.read().join('\n'), /^:alice!alice@example\.org JOIN #garden/m);
});

// RELIABILITY N-09
test('a nickname that cannot be had is said to be so, and who asked keeps its place', async () => {
  const server = await bothWires({ nicknames: 'free' });
  await register(server, 'alice');
  const bob = await guest(server, 'bob');
  await bob.ask('JOIN #garden');
  const alice = await new RawClient(server).appear('alice');
  await alice.send(enter('alice'));
  const answer = await alice.send(`<presence to='garden@rooms.example.org/bob'/>`);
  assert.match(answer, /type='error'[^]*<conflict /);
  bob.read();
  await alice.send(`<message to='garden@rooms.example.org' type='groupchat'><body>still here</body></message>`);
  assert.match(bob.read().join(), /^:alice!\S+ PRIVMSG #garden :still here$/);
  assert.deepEqual(codes(await bob.ask('NICK alice', 'JOIN #garden', 'PRIVMSG #garden :me too')), ['433']);
  assert.match(alice.take(), /me too/);
});

/** Two orders of the same race. */
const orders = <T>(i: number, a: T, b: T): readonly [T, T] => (i % 2 === 0 ? [a, b] : [b, a]);

// RELIABILITY N-05
test('of two that claim one name at the same moment exactly one has it: four hundred nicks', async () => {
  const server = await bothWires({ nicknames: 'free' });
  await register(server, 'alice');
  const alice = await new RawClient(server).appear('alice');
  await alice.send(enter('alice'));
  for (let i = 0; i < 400; i++) {
    const name = `nick${i}`;
    const peer = new Peer(server);
    const acts = orders(
      i,
      () => peer.say(`NICK ${name}`, `USER x 0 * :x`),
      () => alice.write(`<presence to='garden@rooms.example.org/${name}'/>`),
    );
    for (const act of acts) act();
    await turns(4);
    const [onIrc, onXmpp] = [/ 001 /.test(peer.pending), !/<conflict |type='error'/.test(alice.take())];
    assert.notEqual(onIrc, onXmpp, name);
    assert.match(onIrc ? ' 433 ' : peer.read().join(), / 433 /);
    const wearer = server.core.people.byNickname(name);
    assert.equal(wearer?.kind, onIrc ? 'guest' : 'account', name);
    peer.drop();
    await turns(2);
  }
  assert.equal(server.core.people.size, 1);
});

// RELIABILITY N-05
test(
  'three hundred logins on XMPP against guests of that name on IRC: the holder has it',
  { timeout: 60_000 },
  async () => {
    const server = await bothWires();
    for (let i = 0; i < 300; i++) {
      const name = `user${i}`;
      await createAccount(server.core, name, PASSWORD);
      server.core.accounts.forget(name); // as it is found after a start
      const client = new RawClient(server);
      await client.logIn(name);
      const peer = new Peer(server);
      const acts = orders(
        i,
        () => peer.say(`NICK ${name}`, `USER x 0 * :x`),
        () => client.write(`<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`),
      );
      for (const act of acts) act();
      await turns(4);
      assert.match(client.take(), /<jid>/);
      assert.equal(server.core.people.byNickname(name)?.account?.key, name);
      assert.match(peer.read().join(), / 433 |NICK :?Guest-/);
      peer.drop();
      await client.drop();
    }
  },
);

// RELIABILITY N-05
test('three hundred accounts registered from two connections at once are one each', { timeout: 60_000 }, async () => {
  const server = await bothWires({ iterations: 4096 });
  for (let i = 0; i < 300; i++) {
    const name = `twice${i}`;
    const peer = new Peer(server);
    await peer.ask('CAP LS 302', `NICK ${name}`);
    const other = registerAccount(server.core, { name, password: 'another secret', ip: '192.0.2.2' });
    peer.say(`REGISTER * * ${PASSWORD.replace(' ', '-')}`);
    const [made, lines] = await Promise.all([other, peer.until(/REGISTER/)]);
    const onIrc = / REGISTER SUCCESS |:?REGISTER SUCCESS /.test(lines.join('\n'));
    assert.notEqual(onIrc, !isRefusal(made), lines.join('\n'));
    assert.ok(onIrc || /FAIL REGISTER (ACCOUNT_EXISTS|USERNAME_EXISTS) /.test(lines.join('\n')), lines.join('\n'));
    peer.drop();
    await turns(1);
  }
  assert.equal(server.core.logins.changes.size, 0);
});

// RELIABILITY N-07; RFC 7613 3.1, RFC 8264 9.10: what Unicode has not assigned is in no name, so that none changes with its version
test('code points that mean nothing yet are refused on both wires, whatever names may have', async () => {
  for (const nameProfile of ['ascii', 'precis'] as const) {
    const server = await bothWires({ nameProfile, nicknames: 'free' });
    await register(server, 'alice');
    const alice = await new RawClient(server).appear('alice');
    const ann = await guest(server, 'ann');
    for (const odd of ['al\u0378', '\u{e0001}x', 'a\u200bb', 'a\u2060', 'a\ufdd0', '\u{10fffe}']) {
      assert.deepEqual(codes(await ann.ask(`NICK ${odd}`)), ['432'], JSON.stringify(odd));
      assert.match(codes(await ann.ask(`JOIN #${odd}`)).join(), /^(403|479)$/, JSON.stringify(odd));
      const room = await alice.send(enter('alice').replace('garden', odd));
      assert.match(
        room,
        /type='error'[^]*<(jid-malformed|not-acceptable) |<stream:error><(bad-format|invalid-xml)/,
        JSON.stringify(odd),
      );
      if (alice.connection.isClosed) break; // not even XML
    }
    assert.equal(server.core.rooms.size, 0);
    assert.equal(server.core.people.byNickname('ann')?.kind, 'guest');
  }
});
