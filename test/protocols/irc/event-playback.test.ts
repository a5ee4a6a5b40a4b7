import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const plain = 'batch message-tags server-time echo-message draft/chathistory';
const playback = `${plain} draft/event-playback`;

/** What is in the batch, without its tags. */
async function history(peer: Peer, query: string): Promise<string[]> {
  const lines = await peer.ask(`CHATHISTORY ${query}`);
  assert.match(lines[0] ?? '', /BATCH \+\w+ chathistory /, lines.join('\n'));
  return lines.slice(1, -1).map((line) => line.replace(/^@\S+ :(\w+)!\S+ /, '$1 '));
}

/** Somebody for whom each act is a second later. */
async function step(server: Server, peer: Peer, ...lines: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const line of lines) {
    answers.push(...(await peer.ask(line)));
    server.clock.advance(1000);
  }
  return answers;
}

// IRCv3 draft/chathistory, "CHATHISTORY Command": TAGMSG, JOIN, PART, QUIT, MODE, TOPIC and NICK with draft/event-playback.
test('what happened is shown among what was said to who has event-playback, and to nobody else', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', playback);
  await step(server, alice, 'JOIN #c');
  const bob = await guest(server, 'bob', plain);
  await step(server, bob, 'JOIN #c', 'PRIVMSG #c :hi');
  await step(server, alice, 'TOPIC #c :news', 'MODE #c +o bob', 'MODE #c +k secret', 'MODE #c +b x!*@*');
  await step(server, bob, 'NICK ben', 'PART #c :bye');
  const cyd = await guest(server, 'cyd');
  await step(server, cyd, 'JOIN #c secret');
  await step(server, alice, 'KICK #c cyd :out');
  await step(server, cyd, 'JOIN #c secret', 'QUIT :gone');
  alice.read();
  const acts = [
    'alice JOIN #c',
    'bob JOIN #c',
    'bob PRIVMSG #c :hi',
    'alice TOPIC #c :news',
    'alice MODE #c +o bob',
    'alice MODE #c +k *',
    'alice MODE #c +b x!*@*',
    'bob NICK ben',
    'ben PART #c :bye',
    'cyd JOIN #c',
    'alice KICK #c cyd :out',
    'cyd JOIN #c',
    'cyd QUIT :Quit: gone',
  ];
  assert.deepEqual(await history(alice, 'LATEST #c * 50'), acts);
  assert.deepEqual(await history(alice, 'LATEST #c * 2'), acts.slice(-2));
  await alice.ask('CAP REQ :-draft/event-playback');
  assert.deepEqual(await history(alice, 'LATEST #c * 2'), ['bob PRIVMSG #c :hi'], 'others are not counted');
});

// IRCv3 draft/chathistory, "Returned message notes": the msgid as originally sent.
test('an event has the same msgid and time live and in history, and can be gone on from', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', playback);
  await alice.ask('JOIN #c');
  server.clock.advance(1000);
  const [topic = ''] = await step(server, alice, 'TOPIC #c :news');
  const [, tags, id] = /^@(\S*msgid=([^;\s]+)) /.exec(topic) ?? [];
  const [, line = ''] = await alice.ask('CHATHISTORY LATEST #c * 1');
  assert.equal(line.replace(/batch=\w+;/, ''), topic);
  assert.ok(tags?.includes('time='));
  await step(server, alice, 'PRIVMSG #c :later');
  assert.deepEqual(await history(alice, `AFTER #c msgid=${id} 5`), ['alice PRIVMSG #c :later']);
  assert.deepEqual(await history(alice, `AROUND #c msgid=${id} 1`), ['alice TOPIC #c :news']);
});

test('a room that keeps nothing keeps no events, and a crowd that comes delays nobody', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', playback);
  server.faults.hold('archive.append');
  await alice.ask('JOIN #c');
  assert.ok(alice.pending === '', 'the join was shown before it was kept');
  server.faults.release('archive.append');
  server.core.config = { ...server.core.config, history: { ...server.core.config.history, enabled: false } };
  await alice.ask('TOPIC #c :unkept');
  assert.deepEqual(await history(alice, 'LATEST #c * 5'), ['alice JOIN #c']);
});

// SEMANTICS 6.1, RELIABILITY H-02
test('who is no member reads from the first visit on, also after coming back; guests from when they came', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', plain);
  await step(server, alice, 'JOIN #c', 'PRIVMSG #c :before');
  const bob = await account(server, 'bob', plain);
  const ann = await guest(server, 'ann', plain);
  for (const each of [bob, ann]) await step(server, each, 'JOIN #c');
  await step(server, alice, 'PRIVMSG #c :during');
  for (const each of [bob, ann]) await step(server, each, 'PART #c');
  await step(server, alice, 'PRIVMSG #c :away');
  for (const each of [bob, ann]) {
    assert.match(
      (await each.ask('CHATHISTORY LATEST #c * 5')).at(-1) ?? '',
      / FAIL CHATHISTORY INVALID_TARGET LATEST #c /,
    );
    await step(server, each, 'JOIN #c');
  }
  await step(server, alice, 'PRIVMSG #c :after');
  for (const each of [bob, ann]) each.read();
  const said = async (peer: Peer, query = 'LATEST #c * 9') =>
    (await history(peer, query)).map((line) => line.split(':').at(-1));
  assert.deepEqual(await said(bob), ['during', 'away', 'after']);
  assert.deepEqual(await said(ann), ['after']);
  assert.deepEqual(await said(ann, 'BEFORE #c timestamp=2099-01-01T00:00:00.000Z 9'), ['after']);
  assert.deepEqual(await said(ann, 'AFTER #c timestamp=1999-01-01T00:00:00.000Z 9'), ['after']);
  assert.deepEqual(await said(alice), ['before', 'during', 'away', 'after']);
});

test('a member reads everything, and everybody where the room says so', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', plain);
  await step(server, alice, 'JOIN #c', 'PRIVMSG #c :before');
  const bob = await account(server, 'bob', plain);
  await step(server, bob, 'JOIN #c');
  assert.deepEqual(await history(bob, 'LATEST #c * 5'), []);
  await step(server, alice, 'MODE #c +v bob');
  bob.read();
  assert.deepEqual(await history(bob, 'LATEST #c * 5'), ['alice PRIVMSG #c :before']);
});
