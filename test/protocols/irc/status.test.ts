import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer } from './harness.ts';

const always = { core: { alwaysOn: { policy: 'opt-out', expiry: Infinity } } } as const;

// soju(1), "detached": no lines of the channel, highlights are relayed
test('a detached channel is silent but for mentions, until JOIN', async () => {
  const server = await makeServer(always);
  const bob = await guest(server, 'bob');
  const alice = await account(server, 'alice');
  await alice.ask('JOIN #a');
  await bob.ask('JOIN #a');
  const other = await account(server, 'alice');
  other.read();
  alice.read();
  const detached = await alice.ask('PRIVMSG *status :detach #a');
  assert.match(detached[0] ?? '', /^:alice!\S+ PART #a :Detached$/);
  assert.match(detached[1] ?? '', /^:\*status!\S+ PRIVMSG alice :Detached from #a/);
  assert.deepEqual(bob.read(), []);
  await bob.ask('PRIVMSG #a :hello', 'PRIVMSG #a :malice and alicee', 'PRIVMSG #a :Alice: there?');
  assert.deepEqual(alice.read(), [':*status!status@services NOTICE alice :highlight in #a: <bob> Alice: there?']);
  assert.equal(other.read().length, 3);
  // It is in the channel still: others see it, and it may write.
  assert.match((await bob.ask('NAMES #a')).join(), /alice/);
  await alice.ask('PRIVMSG #a :from afar');
  assert.match(bob.read().join(), /:alice!\S+ PRIVMSG #a :from afar/);
  await alice.ask('CAP REQ :server-time');
  await bob.ask('PRIVMSG #a :quiet');
  assert.deepEqual(alice.read(), []);
  const joined = await alice.ask('JOIN #a');
  assert.match(joined[0] ?? '', /:alice!\S+ JOIN #a/);
  await bob.ask('PRIVMSG #a :loud');
  assert.match(alice.read().join(), /PRIVMSG #a :loud/);
});

test('a device stays detached over sessions, and another one does not', async () => {
  const server = await makeServer({ ...always, irc: { replay: 100 } });
  const bob = await guest(server, 'bob');
  const alice = await account(server, 'alice');
  await alice.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await alice.ask('PART #a :detach', 'QUIT');
  await bob.ask('PRIVMSG #a :missed');
  const again = await account(server, 'alice', 'server-time');
  await again.ask('PRIVMSG *status :listchannels');
  assert.match((await again.ask('PRIVMSG *status :channels')).join(), /#a \(2 people, detached here\)/);
  await bob.ask('PRIVMSG #a :unseen');
  assert.deepEqual(again.read(), []);
  const joined = (await again.ask('PRIVMSG *status :attach #a', 'PING 1', 'PING 2')).filter((line) =>
    / (JOIN|PRIVMSG) #a/.test(line),
  );
  assert.deepEqual(
    joined.map((line) => line.split(' ').slice(2).join(' ')),
    ['JOIN #a', 'PRIVMSG #a :missed', 'PRIVMSG #a :unseen'],
  );
});

test('*status lists sessions, searches, helps, and says what it does not know', async () => {
  const server = await makeServer(always);
  const alice = await account(server, 'alice');
  await account(server, 'alice');
  await alice.ask('JOIN #a', 'PRIVMSG #a :needle in hay');
  const clients = await alice.ask('PRIVMSG *status :listclients');
  assert.equal(clients.length, 2);
  assert.match(clients[0] ?? '', /irc, no TLS, from 127\.0\.0\.1, idle for 0 min \(this one\)$/);
  assert.match((await alice.ask('PRIVMSG *status :search NEEDLE')).join(), /#a <alice> needle in hay.*Found 1\./);
  assert.match((await alice.ask('PRIVMSG *status :search nothing like it')).join(), /Nothing was found/);
  assert.match((await alice.ask('PRIVMSG *status :HELP')).join(), /detach <channel>: /);
  for (const wrong of ['what', 'detach', 'detach #nowhere', 'attach #a', 'toString', 'search']) {
    assert.match((await alice.ask(`PRIVMSG *status :${wrong}`)).join(), /^:\*status!\S+ PRIVMSG alice :/, wrong);
  }
  assert.deepEqual(await alice.ask('NOTICE *status :help'), []);
});
