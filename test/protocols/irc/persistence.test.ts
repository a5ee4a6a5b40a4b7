import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlwaysOnPolicy } from '../../../src/core/bouncer/policy.ts';
import { account, guest, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

const makeBouncer = (policy: AlwaysOnPolicy): Promise<Server> =>
  makeServer({ core: { alwaysOn: { policy, expiry: Infinity } } });

// draft/persistence: STATUS <client setting> <effective setting>
test('PERSISTENCE tells and changes whether the account stays, and tells its other clients', async () => {
  const server = await makeBouncer('opt-in');
  const alice = await account(server, 'alice', 'draft/persistence');
  const other = await account(server, 'alice', 'draft/persistence');
  const plain = await account(server, 'alice');
  const status = (said: string, effect: string) => [`:irc.example.org PERSISTENCE STATUS ${said} ${effect}`];
  assert.deepEqual(await alice.ask('PERSISTENCE GET'), status('DEFAULT', 'OFF'));
  other.read();
  assert.deepEqual(await alice.ask('PERSISTENCE SET on'), status('ON', 'ON'));
  assert.deepEqual(other.read(), status('ON', 'ON'));
  assert.deepEqual(plain.read(), []);
  assert.deepEqual(await alice.ask('PERSISTENCE SET OFF'), status('OFF', 'OFF'));
  assert.deepEqual(await alice.ask('PERSISTENCE SET DEFAULT'), status('DEFAULT', 'OFF'));
});

// RFC 2812 3.2.1, JOIN 0; SEMANTICS 3, "Limits": "refused for always-on with NOTE"
test('JOIN 0 of an account that is always on leaves nothing, and says so', async () => {
  const server = await makeBouncer('opt-out');
  const [alice, other] = [await account(server, 'alice', 'standard-replies'), await account(server, 'alice')];
  await alice.ask('JOIN #a,#b');
  other.read();
  const text = 'You are always on: JOIN 0 does not leave your channels; PART those you mean';
  assert.deepEqual(await alice.ask('JOIN 0'), [`:irc.example.org NOTE JOIN ALWAYS_ON 0 :${text}`]);
  assert.deepEqual(await other.ask('JOIN 0'), [`:irc.example.org NOTICE alice :${text}`]);
  assert.match((await alice.ask('WHOIS alice')).find((line) => line.includes(' 319 ')) ?? '', /#a.*#b/);
});

// INTERFACES 3, accounts.user_modes
test('the modes that everybody starts with are not given again to who comes back', async () => {
  const alwaysOn = { policy: 'mandatory', expiry: Infinity } as const;
  const server = await makeServer({ irc: { userModes: 'i' }, core: { alwaysOn } });
  const alice = await account(server, 'alice');
  assert.match((await alice.ask('MODE alice')).join(), / 221 alice :\+ir/);
  await alice.ask('MODE alice -i', 'JOIN #a');
  await alice.ask('QUIT');
  const again = await account(server, 'alice');
  assert.match((await again.ask('MODE alice')).join(), / 221 alice :\+r$/);
});

// draft/persistence: told at the end of registration to clients that negotiated it
test('who has the capability is told when the connection is registered', async () => {
  const server = await makeBouncer('opt-out');
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  const plain = Buffer.from(`\0alice\0${password}`).toString('base64');
  peer.say('CAP REQ :sasl draft/persistence', 'AUTHENTICATE PLAIN', `AUTHENTICATE ${plain}`);
  await peer.until(/ 903 /);
  peer.say('NICK alice', 'USER alice 0 * :Alice', 'CAP END');
  assert.ok((await peer.until(/PERSISTENCE/)).includes(':irc.example.org PERSISTENCE STATUS DEFAULT ON'));
});

test('where the server decided, the choice changes nothing', async () => {
  const server = await makeBouncer('mandatory');
  const alice = await account(server, 'alice', 'draft/persistence');
  assert.deepEqual(await alice.ask('PERSISTENCE SET OFF'), [':irc.example.org PERSISTENCE STATUS DEFAULT ON']);
});

test('guests and wrong words are refused with the codes of the specification', async () => {
  const server = await makeBouncer('opt-in');
  const bob = await guest(server, 'bob');
  assert.match((await bob.ask('PERSISTENCE GET'))[0] ?? '', /FAIL PERSISTENCE ACCOUNT_REQUIRED :/);
  const alice = await account(server, 'alice');
  for (const wrong of ['WHAT', 'SET', 'SET maybe']) {
    assert.match((await alice.ask(`PERSISTENCE ${wrong}`))[0] ?? '', /FAIL PERSISTENCE INVALID_PARAMS :/);
  }
  server.faults.fail('accounts.update');
  assert.match((await alice.ask('PERSISTENCE SET ON'))[0] ?? '', /FAIL PERSISTENCE UNKNOWN_ERROR :/);
});

test('NickServ changes the same, and whether there may be several connections', async () => {
  const server = await makeBouncer('opt-in');
  const alice = await account(server, 'alice', 'draft/persistence');
  assert.match((await alice.ask('NS SET ALWAYS-ON true'))[0] ?? '', /NOTICE alice :You stay/);
  assert.match((await alice.ask('PERSISTENCE GET'))[0] ?? '', /STATUS ON ON/);
  assert.match((await alice.ask('NS SET MULTICLIENT OFF'))[0] ?? '', /NOTICE alice :A second connection is refused/);
  const second = new Peer(server, '127.0.0.1');
  const plain = Buffer.from(`\0alice\0${password}`).toString('base64');
  second.say('CAP REQ :sasl', 'AUTHENTICATE PLAIN', `AUTHENTICATE ${plain}`);
  await second.until(/ 903 /);
  assert.match((await second.ask('NICK alice', 'USER a 0 * :a', 'CAP END')).join(), / 433 \S+ alice /);
});
