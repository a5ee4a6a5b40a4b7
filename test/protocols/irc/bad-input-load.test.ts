import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, Peer, type Server } from './harness.ts';

const limited = { irc: { flood: { burst: 10, perSecond: 2 } } };

async function crowd(server: Server, count: number, channel: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (let i = 0; i < count; i++) {
    const peer = await guest(server, `n${i}`);
    peer.say(`JOIN ${channel}`);
    peers.push(peer);
  }
  await turns(20);
  for (const peer of peers) peer.read();
  return peers;
}

/** 253 of LUSERS (RFC 2812 5.1). */
async function unregistered(asker: Peer): Promise<number> {
  return Number((await asker.ask('LUSERS')).find((line) => line.includes(' 253 '))?.split(' ')[3] ?? 0);
}

// RELIABILITY L-01
test('two hundred that send a letter at a time end by the deadline, and others come in meanwhile', async () => {
  const server = await makeServer();
  const slow = Array.from({ length: 200 }, () => new Peer(server));
  for (const letter of 'NICK slowly') {
    for (const peer of slow) peer.raw(Buffer.from(letter));
    await turns(1);
  }
  const ann = await guest(server, 'ann');
  assert.equal(await unregistered(ann), 200);
  for (const peer of slow) peer.expire();
  await turns();
  assert.ok(slow.every((peer) => peer.isClosed && peer.read()[0] === 'ERROR :Closing link: Registration timed out'));
  assert.equal(await unregistered(ann), 0);
});

// RELIABILITY L-02
test('two thousand that come, do something and go leave nothing behind', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const { core } = server;
  const before = () => ({
    people: core.people.size,
    sessions: core.people.sessions,
    guests: core.blocks.guests.size,
    absent: core.bouncer.absent.size,
    subscribers: core.metadata.subscribers.size,
    subscriptions: core.metadata.subscriptions.size,
    watched: [...core.watches.watching('ann')].length,
    listeners: core.notices.listeners.size,
    changes: core.logins.changes.size,
    inside: core.rooms.find('c@rooms.example.org' as Bare)?.occupants.size,
  });
  await ann.ask('JOIN #c');
  const empty = before();
  for (let i = 0; i < 2000; i++) {
    const peer = new Peer(server);
    const early = [`CAP LS 302`, `CAP REQ :draft/metadata-2 batch`, 'METADATA * SUB avatar', `NICK p${i}`];
    // At every depth of it.
    const all = [
      ...early,
      `USER p 0 * :p`,
      'CAP END',
      'MONITOR + ann,x',
      'SILENCE +*!*@x',
      'JOIN #c',
      `JOIN #own${i % 50}`,
    ];
    peer.say(...all.slice(0, i % (all.length + 1)));
    if (i % 7 === 0) peer.raw(Buffer.from('BATCH +1 draft/multi'));
    if (i % 3 === 0) await turns(1);
    peer.drop(i % 2 === 0 ? 'reset' : 'peer');
    if (i % 100 === 0) await turns(2);
  }
  await turns(20);
  assert.deepEqual(before(), empty);
  assert.equal(await unregistered(ann), 0);
  assert.ok(core.rooms.size <= 51);
  assert.deepEqual(server.log, []);
});

// RELIABILITY L-03: what the transport does about it is in test/transport/writing.test.ts
test('those who do not read get no more than what has to be said, and nobody else waits for them', async () => {
  const server = await makeServer();
  const [alice, bob] = [await account(server, 'alice'), await account(server, 'bob')];
  await alice.ask('JOIN #c');
  const stalled = await crowd(server, 50, '#c');
  for (const peer of stalled) peer.queued = 400_000;
  await bob.ask('JOIN #c');
  alice.read();
  for (const peer of stalled) {
    peer.read();
    peer.say('NAMES #c', 'WHO #c', 'LIST', 'NAMES #c');
  }
  await turns(20);
  // Bulk waits until they have read, each at its first pause.
  assert.ok(stalled.every((peer) => peer.read().length <= 130));
  await alice.ask('PRIVMSG #c :heard');
  await turns();
  assert.match(bob.read().join(), /PRIVMSG #c :heard/);
  for (const peer of stalled) peer.drop('sendq-exceeded');
  await turns();
  const gone = alice.read().filter((line) => line.includes(' QUIT :Too slow to read'));
  assert.equal(gone.length, 50);
});

// RELIABILITY L-04
test('lists asked for by fifty at once are given in turns, between which others are answered', async () => {
  const server = await makeServer();
  const crowded = await crowd(server, 300, '#c');
  const bystander = await guest(server, 'bystander');
  const askers = crowded.slice(0, 50);
  for (const peer of askers) peer.say('WHO #c', 'WHO *', 'LIST', 'WHO #c', 'PING :last');
  bystander.say('PING :now');
  assert.match(bystander.read().join(), / PONG \S+ :now/);
  const isDone = (peer: Peer) => peer.pending.includes(':last');
  assert.ok(!askers.some(isDone), 'nobody is given all of it in one go');
  let rounds = 0;
  while (!askers.every(isDone)) {
    assert.ok(++rounds < 1000);
    bystander.say(`PING :${rounds}`);
    assert.match(bystander.read().join(), new RegExp(` PONG \\S+ :${rounds}$`));
    await turns(1);
  }
  assert.ok(rounds > 10, `${rounds}`);
});

// RELIABILITY L-04
test('who asks for lists without end waits for each, and is refused at last', async () => {
  const server = await makeServer(limited);
  const { core } = server;
  let asked = 0;
  const { list } = core.storage.rooms;
  core.storage.rooms.list = (...args) => {
    asked++;
    return list.apply(core.storage.rooms, args);
  };
  const askers = await Promise.all(Array.from({ length: 50 }, (_, i) => guest(server, `a${i}`)));
  for (const peer of askers) peer.say(...Array.from({ length: 100 }, () => 'LIST'));
  await turns(50);
  for (const peer of askers) {
    const lines = peer.read();
    assert.ok(lines.filter((line) => line.includes(' 323 ')).length <= 10);
    assert.ok(lines.some((line) => line.includes(' 263 ')));
  }
  // Those who ask together are answered together.
  assert.ok(asked <= 10, `${asked}`);
});

// RELIABILITY L-07
test('who pages through history without end has a budget for it, and a page has a limit', async () => {
  const server = await makeServer({
    ...limited,
    core: {
      history: { enabled: true, commit: 'before', direct: true, page: 20, join: 0, redactWindow: 0, editWindow: 0 },
    },
  });
  const alice = await account(server, 'alice', 'draft/chathistory batch message-tags server-time');
  await alice.ask('JOIN #c');
  for (let i = 0; i < 30; i++) {
    await alice.ask(`PRIVMSG #c :${i}`);
    server.clock.advance(1000);
  }
  server.clock.advance(60_000);
  alice.read();
  let read = 0;
  const { page } = server.core.storage.archive;
  server.core.storage.archive.page = (...args) => {
    read++;
    return page.apply(server.core.storage.archive, args);
  };
  alice.say(...Array.from({ length: 30 }, () => 'CHATHISTORY LATEST #c * 2147483647'));
  await turns(50);
  assert.ok(read <= 16, `${read}`);
  const lines = alice.read();
  assert.equal(lines.filter((line) => line.includes('PRIVMSG #c')).length, 20 * read);
});

// RELIABILITY L-08
test('a thousand targets are a few, and a repeated one is one', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const names = (sign: string, count: number) => Array.from({ length: count }, (_, i) => `${sign}${i}`).join(',');
  const code = async (line: string) => (await ann.ask(line)).map((each) => each.split(' ')[1]);
  for (const line of [
    `JOIN ${names('#', 100)}`,
    `PART ${names('#', 100)}`,
    `PRIVMSG ${names('#', 80)} :x`,
    `NAMES ${names('#', 100)}`,
  ]) {
    assert.deepEqual(await code(line), ['407'], line);
  }
  assert.deepEqual(await code(`WHOIS ${names('n', 100)}`), ['407']);
  assert.deepEqual(await code(`KICK #c ${names('n', 100)}`), ['407']);
  assert.equal(
    (await ann.ask(`JOIN ${Array.from({ length: 100 }, () => '#a').join(',')}`)).filter((line) =>
      line.includes(' JOIN '),
    ).length,
    1,
  );
  assert.equal(server.core.rooms.size, 1);
  for (let i = 0; i < 150; i++) await ann.ask(`JOIN #r${i}`);
  assert.match((await ann.ask('JOIN #one-more')).join(), / 405 ann #one-more /);
});

// RELIABILITY L-14
test('lists of what is watched and subscribed to have an end', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', 'batch draft/metadata-2');
  const names = Array.from({ length: 1000 }, (_, i) => `w${i}`);
  for (let i = 0; i < 1000; i += 50) await ann.ask(`MONITOR + ${names.slice(i, i + 50).join(',')}`);
  const session = server.core.people.byNickname('ann')?.sessions[0];
  assert.ok(session);
  assert.equal(server.core.watches.count(session), 200);
  for (let i = 0; i < 100; i++) await ann.ask(`METADATA * SUB k${i} l${i} m${i}`, `METADATA * SET k${i} :x`);
  assert.equal(server.core.metadata.subscriptions.get(session)?.size, 3);
  assert.equal(Object.keys(server.core.metadata.ofGuests.get(session.person) ?? {}).length, 5);
  for (let i = 0; i < 200; i++) await ann.ask(`SILENCE +*!*@host${i}`, `ACCEPT n${i}`);
  assert.ok((server.core.blocks.guests.get(session.person.address.bare)?.length ?? 0) <= 100);
});

test('capabilities asked for again and again cost what every line costs', async () => {
  const server = await makeServer(limited);
  const ann = await guest(server, 'ann');
  ann.say(...Array.from({ length: 500 }, () => 'CAP REQ :message-tags -message-tags batch'));
  await turns(20);
  assert.ok(ann.isClosed);
  const lines = ann.read();
  assert.ok(lines.filter((line) => line.includes(' ACK ')).length <= 10);
  assert.equal(lines.at(-1), 'ERROR :Closing link: Excess flood');
});

// RELIABILITY L-05, L-08
test('a room with a crowd at its door lets in so many a second; who is too far behind is told 263', async () => {
  const server = await makeServer({ core: { joins: { burst: 1, perSecond: 0.1 } } });
  const alice = await account(server, 'alice');
  await alice.ask('JOIN #c');
  const peers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((nick) => guest(server, nick)));
  for (const peer of peers) peer.say('JOIN #c', 'PING :then');
  await turns();
  const [a, b, , , , f] = peers as [Peer, Peer, Peer, Peer, Peer, Peer];
  assert.match(a.read().join('\n'), / JOIN #c\n[^]* PONG \S+ :then$/);
  assert.deepEqual(b.read(), []);
  assert.match(f.read().join('\n'), / 263 f JOIN :.*\n.* PONG /);
  server.clock.advance(10_000);
  await turns();
  assert.match(b.read().join('\n'), / JOIN #c\n[^]* PONG \S+ :then$/);
  assert.equal(alice.read().filter((line) => line.includes(' JOIN ')).length, 2);
});

// RELIABILITY L-04: "1 per 10 s" is what everything that looks through all is worth
test('looking through all rooms or all people costs more than a line', async () => {
  for (const line of ['LIST', 'WHO *', 'WHO a* n']) {
    const server = await makeServer(limited);
    const ann = await guest(server, 'ann');
    ann.say(...Array.from({ length: 15 }, () => line));
    for (let second = 0; second < 30; second++) {
      await turns(3);
      server.clock.advance(1000);
    }
    await turns(3);
    const answers = ann.read().filter((each) => / (323|315) /.test(each)).length;
    // Thirty seconds are sixty tokens, and ten to begin with; each of these takes nine.
    assert.ok(answers >= 6 && answers <= 9, `${line}: ${answers}`);
  }
});
