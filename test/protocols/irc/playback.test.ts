import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime } from '../../../src/protocols/irc/status/playback.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const start = 1_700_000_000_000;

/** Ten messages in #a, a tenth of a second apart, and one to alice before them. */
async function talk(
  options: Parameters<typeof makeServer>[0] = {},
): Promise<{ server: Server; alice: Peer; bob: Peer }> {
  const server = await makeServer(options);
  const bob = await guest(server, 'bob');
  const alice = await account(server, 'alice', 'server-time');
  await bob.ask('JOIN #a', 'PRIVMSG alice :psst');
  await alice.ask('JOIN #a');
  for (let i = 0; i < 10; i++) {
    server.clock.advance(100);
    await bob.ask(`PRIVMSG #a :${i}`);
  }
  await alice.ask('PING x');
  return { server, alice, bob };
}

const texts = (lines: readonly string[]): string[] =>
  lines.filter((line) => / PRIVMSG (#a|alice) /.test(line)).map((line) => line.slice(line.lastIndexOf(':') + 1));

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => String(from + i));

// ZNC wiki, "Playback": "Play <buffer(s)> [timestamp]", timestamps in seconds with a fraction
test('*playback plays all, one channel, one person, and an interval that begins with its first moment', async () => {
  const { alice } = await talk();
  assert.deepEqual(texts(await alice.ask('PRIVMSG *playback :play * 0')), [...numbers(0, 10), 'psst']);
  assert.deepEqual(texts(await alice.ask('PRIVMSG *playback :play #A')), numbers(0, 10));
  assert.deepEqual(texts(await alice.ask('PRIVMSG *playback :play BOB 0')), ['psst']);
  const [from, to] = [start + 300, start + 700].map((at) => (at / 1000).toFixed(3));
  assert.deepEqual(texts(await alice.ask(`PRIVMSG *playback :play #a ${from} ${to}`)), numbers(2, 6));
});

test('the answer has at most irc.playback lines, the newest', async () => {
  const { alice } = await talk({ irc: { playback: 4 } });
  assert.deepEqual(texts(await alice.ask('PRIVMSG *playback :play * 0')), numbers(6, 10));
});

test('nobody is played what they may not read', async () => {
  const { server } = await talk();
  const eve = await account(server, 'eve');
  assert.deepEqual(texts(await eve.ask('PRIVMSG *playback :play #a,bob,alice,* 0')), []);
});

test('*playback lists conversations with the time of the last message, clears nothing, and says how it goes', async () => {
  const { alice } = await talk();
  const listed = await alice.ask('PRIVMSG *playback :list');
  assert.match(listed[0] ?? '', /:\*playback!\S+ PRIVMSG alice :#a 0 1700000001\.000$/);
  assert.match(listed[1] ?? '', /PRIVMSG alice :bob 0 1700000000\.000$/);
  assert.match((await alice.ask('PRIVMSG *playback :clear *'))[0] ?? '', /nothing was cleared/);
  for (const wrong of ['play', 'play * yesterday', 'play * 1 2 3', 'what']) {
    assert.match((await alice.ask(`PRIVMSG *playback :${wrong}`))[0] ?? '', /:\*playback!\S+ PRIVMSG alice :/);
  }
});

test('times are seconds with a fraction, and nothing else', () => {
  assert.equal(readTime('1700000000.1239999'), 1_700_000_000_124);
  assert.equal(readTime('0'), 0);
  for (const wrong of ['', '-1', '1e9', '1.', 'NaN', '9'.repeat(40)]) assert.equal(readTime(wrong), undefined, wrong);
});
