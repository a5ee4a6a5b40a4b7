import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

async function talk(): Promise<{ server: Server; alice: Peer; bob: Peer }> {
  const server = await makeServer();
  const bob = await guest(server, 'bob');
  const alice = await account(server, 'alice', 'soju.im/search batch server-time message-tags');
  await bob.ask('JOIN #a', 'JOIN #b', 'PRIVMSG alice :fast and private');
  await alice.ask('JOIN #a');
  for (const text of ['That was fast!', 'slow', 'Fasting; is hard', '100% sure', 'under_score']) {
    server.clock.advance(1000);
    await bob.ask(`PRIVMSG #a :${text}`, `PRIVMSG #b :elsewhere ${text}`);
  }
  await alice.ask('PRIVMSG #a :fast me too', 'PING x');
  return { server, alice, bob };
}

const texts = (lines: readonly string[]): string[] =>
  lines
    .filter((line) => / PRIVMSG /.test(line))
    .map((line) => line.slice(line.indexOf(' :', line.indexOf(' PRIVMSG ')) + 2));

// soju.im/search, "Standard search attributes"
test('SEARCH finds by text, sender, place and time, in a batch of its own, oldest first', async () => {
  const { alice } = await talk();
  const found = await alice.ask('SEARCH text=fast;in=#a;limit=2');
  assert.match(found[0] ?? '', /^:irc\.example\.org BATCH \+\w+ soju\.im\/search$/);
  assert.match(found.at(-1) ?? '', /BATCH -\w+$/);
  assert.match(found[1] ?? '', /^@batch=\w+;time=\S+;msgid=\S+ :bob!\S+ PRIVMSG #a :Fasting; is hard$/);
  assert.deepEqual(texts(found), ['Fasting; is hard', 'fast me too']);
  assert.deepEqual(texts(await alice.ask('SEARCH text=fast;from=BOB')), [
    'fast and private',
    'That was fast!',
    'Fasting; is hard',
  ]);
  assert.deepEqual(texts(await alice.ask('SEARCH text=fast;in=bob')), ['fast and private']);
  const [from, to] = [2000, 3000].map((ms) => new Date(1_700_000_000_000 + ms).toISOString());
  assert.deepEqual(texts(await alice.ask(`SEARCH in=#a;after=${from};before=${to}`)), ['slow', 'Fasting; is hard']);
  // Attributes are spelt as message tags: a semicolon is \:
  assert.deepEqual(texts(await alice.ask('SEARCH text=fasting\\:\\sis')), ['Fasting; is hard']);
});

test('what looks like a pattern is text', async () => {
  const { alice } = await talk();
  assert.deepEqual(texts(await alice.ask('SEARCH text=0%')), ['100% sure']);
  assert.deepEqual(texts(await alice.ask('SEARCH text=r_s')), ['under_score']);
  assert.deepEqual(texts(await alice.ask('SEARCH text=%')), ['100% sure']);
});

// soju.im/search: "If no content exists to return, the server SHOULD return an empty batch"
test('nothing found is an empty batch', async () => {
  const { alice } = await talk();
  assert.equal((await alice.ask('SEARCH before=2010-01-01T00:00:00.000Z;in=#a')).length, 2);
});

// RELIABILITY H-01: search is a way to history like any other
test('nobody finds what they may not read', async () => {
  const { server, alice } = await talk();
  assert.deepEqual(texts(await alice.ask('SEARCH text=elsewhere')), []);
  assert.deepEqual(await alice.ask('SEARCH text=elsewhere;in=#b'), [
    ':irc.example.org FAIL SEARCH INVALID_PARAMS in :You may not read that',
  ]);
  const eve = await account(server, 'eve', 'soju.im/search batch');
  assert.equal((await eve.ask('SEARCH text=fast')).length, 2);
  assert.equal((await eve.ask('SEARCH text=fast;in=bob')).length, 2);
});

// soju.im/search, "Errors and Warnings"; "The capability MUST be negotiated"
test('wrong attributes are named, a failure is told, and without the capability there is no SEARCH', async () => {
  const { server, alice, bob } = await talk();
  for (const [given, name] of [
    ['after=yesterday', 'after'],
    ['before=2020', 'before'],
    ['limit=-1', 'limit'],
    ['in=#nowhere', 'in'],
  ]) {
    assert.deepEqual(await alice.ask(`SEARCH ${given}`), [
      `:irc.example.org FAIL SEARCH INVALID_PARAMS ${name} :Invalid parameters`,
    ]);
  }
  server.faults.fail('search.search');
  assert.match((await alice.ask('SEARCH text=x'))[0] ?? '', /FAIL SEARCH INTERNAL_ERROR :/);
  assert.match((await bob.ask('SEARCH text=x')).at(-1) ?? '', / 421 bob SEARCH /);
  assert.match((await alice.ask('SEARCH'))[0] ?? '', / 461 alice SEARCH /);
});
