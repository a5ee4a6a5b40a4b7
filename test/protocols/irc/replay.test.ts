import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoreConfig } from '../../../src/core/core.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { BEAT_MS } from '../../../src/protocols/irc/heartbeat.ts';
import { turns } from '../../core/world.ts';
import { guest, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

const core: Partial<CoreConfig> = { alwaysOn: { policy: 'opt-out', expiry: Infinity } };
const makeBouncer = (replay = 200): Promise<Server> => makeServer({ irc: { replay, requireTls: false }, core });

/** Logs in as `alice/<device>`, and gives what it was sent up to the end of everything. */
async function attach(server: Server, device: string, caps = ''): Promise<{ peer: Peer; lines: string[] }> {
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  if (caps !== '') peer.say('CAP LS 302', `CAP REQ :${caps}`);
  peer.say(`PASS :alice${device && `/${device}`}:${password}`, 'NICK alice', 'USER alice 0 * :Alice');
  if (caps !== '') peer.say('CAP END');
  const welcome = await peer.until(/ (376|422) /);
  await turns(30);
  return { peer, lines: [...welcome, ...peer.read()].filter((line) => !/ (00\d|25\d|26\d|422|CAP) /.test(line)) };
}

async function leave(peer: Peer): Promise<void> {
  await peer.ask('QUIT');
}

const said = (lines: readonly string[]): string[] =>
  lines.filter((line) => / PRIVMSG /.test(line)).map((line) => line.slice(line.indexOf(' PRIVMSG ') + 9));

// SEMANTICS 6.3: "Per account+device cursor ... On attach: since the device's cursor, oldest first"
test('each device is shown what it missed since it was last here, and nothing twice', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const phone = await attach(server, 'phone');
  await phone.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  const desk = await attach(server, 'desk');
  await leave(phone.peer);
  await bob.ask('PRIVMSG #a :one', 'PRIVMSG alice :psst');
  assert.deepEqual(said(desk.peer.read()), ['#a :one', 'alice :psst']);
  await leave(desk.peer);
  await bob.ask('PRIVMSG #a :two');
  const again = await attach(server, 'phone', 'server-time');
  assert.deepEqual(said(again.lines), ['#a :one', '#a :two', 'alice :psst']);
  const other = await attach(server, 'desk', 'server-time');
  assert.deepEqual(said(other.lines), ['#a :two']);
  await leave(again.peer);
  await leave(other.peer);
  assert.deepEqual(said((await attach(server, 'phone')).lines), []);
});

// SEMANTICS 6.3: "`@time` or `[12:03]` prefix when no server-time"; never both
test('a replayed line has its time as a tag or in front, not both', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await leave(first.peer);
  await bob.ask('PRIVMSG #a :hello', 'PRIVMSG #a :\x01ACTION waves\x01');
  const plain = await attach(server, 'x');
  assert.deepEqual(said(plain.lines), ['#a :[22:13] hello', '#a :\x01ACTION [22:13] waves\x01']);
  await leave(plain.peer);
  await bob.ask('PRIVMSG #a :more');
  const tagged = await attach(server, 'x', 'server-time batch');
  const [line = ''] = tagged.lines.filter((each) => each.includes('PRIVMSG'));
  assert.match(line, /^@batch=\w+;time=2023-11-14T22:13:20\.000Z :bob!\S+ PRIVMSG #a :more$/);
  // IRCv3 chathistory, "batch": the batch names the conversation and is closed
  assert.equal(tagged.lines.filter((each) => / BATCH [+-]/.test(each)).length, 2);
  assert.ok(tagged.lines.some((each) => / BATCH \+\w+ chathistory #a$/.test(each)));
});

test('at most history.replay lines of a conversation, the newest', async () => {
  const server = await makeBouncer(3);
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await leave(first.peer);
  for (let i = 0; i < 10; i++) await bob.ask(`PRIVMSG #a :${i}`, `PRIVMSG alice :dm ${i}`);
  const lines = said((await attach(server, 'x', 'server-time')).lines);
  assert.deepEqual(lines, ['#a :7', '#a :8', '#a :9', 'alice :dm 7', 'alice :dm 8', 'alice :dm 9']);
});

// SEMANTICS 6.3: "NOT sent if draft/chathistory was negotiated"
test('who reads history by itself is replayed none', async () => {
  for (const cap of ['draft/chathistory', 'znc.in/playback']) {
    const server = await makeBouncer();
    const bob = await guest(server, 'bob');
    const first = await attach(server, 'x');
    await first.peer.ask('JOIN #a');
    await bob.ask('JOIN #a');
    await leave(first.peer);
    await bob.ask('PRIVMSG #a :one');
    assert.deepEqual(said((await attach(server, 'x', cap)).lines), []);
  }
});

test('a device that was never here goes on where the account’s last one did', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'old');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await bob.ask('PRIVMSG #a :seen');
  await leave(first.peer);
  await bob.ask('PRIVMSG #a :unseen');
  assert.deepEqual(said((await attach(server, 'new', 'server-time')).lines), ['#a :unseen']);
});

// SEMANTICS 6.3: a device that is cut off before it is known to have been shown anything goes on where it began.
test('a new device that is cut off at once misses nothing of what came meanwhile', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  await makeAccount(server, 'alice');
  const first = new Peer(server);
  first.queued = 1; // nothing that is written reaches the client
  first.say(`PASS :alice/x:${password}`, 'NICK alice', 'USER alice 0 * :Alice');
  await first.until(/ 422 /);
  await first.ask('JOIN #a');
  await bob.ask('JOIN #a', 'PRIVMSG #a :perhaps lost');
  first.drop('reset');
  await turns();
  await bob.ask('PRIVMSG #a :missed');
  await leave((await attach(server, 'y', 'server-time')).peer);
  assert.deepEqual(said((await attach(server, 'x', 'server-time')).lines), ['#a :perhaps lost', '#a :missed']);
});

// A lost connection: what was sent into the void is shown again, nothing is skipped.
test('what may have been lost with the connection is replayed', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await bob.ask('PRIVMSG #a :long ago');
  for (let i = 0; i < 4; i++) {
    server.clock.advance(BEAT_MS);
    await first.peer.ask('PING here');
    await bob.ask('PING here');
  }
  await bob.ask('PRIVMSG #a :perhaps lost');
  first.peer.drop('reset');
  await turns();
  await bob.ask('PRIVMSG #a :missed');
  const lines = said((await attach(server, 'x', 'server-time')).lines);
  assert.deepEqual(lines, ['#a :perhaps lost', '#a :missed']);
});

test('a message on its way into the archive is neither skipped nor shown twice', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  server.faults.hold('archive.append');
  await bob.ask('PRIVMSG #a :in flight');
  await leave(first.peer);
  server.faults.release('archive.append');
  await turns();
  const { lines, peer } = await attach(server, 'x', 'server-time');
  assert.deepEqual(said(lines), ['#a :in flight']);
  server.faults.hold('archive.append');
  await bob.ask('PRIVMSG #a :in flight again');
  await leave(peer);
  const next = await attach(server, 'x', 'server-time');
  server.faults.release('archive.append');
  await turns(20);
  assert.deepEqual([...said(next.lines), ...said(next.peer.read())], ['#a :in flight again']);
});

test('where storage cannot tell, the position stays', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  await leave(first.peer);
  await bob.ask('PRIVMSG #a :one');
  server.faults.fail('archive.page');
  const second = await attach(server, 'x', 'server-time');
  assert.deepEqual(said(second.lines), []);
  await leave(second.peer);
  server.faults.fail('bouncer.positions');
  const third = await attach(server, 'x', 'server-time');
  assert.deepEqual(said(third.lines), []);
  await leave(third.peer);
  assert.deepEqual(said((await attach(server, 'x', 'server-time')).lines), ['#a :one']);
});

test('the label comes from the user name too, and is no part of the ident', async () => {
  const server = await makeBouncer();
  const peer = new Peer(server);
  await makeAccount(server, 'alice');
  peer.say(`PASS :alice:${password}`, 'NICK alice', 'USER alice/tablet 0 * :Alice');
  await peer.until(/ 422 /);
  await leave(peer);
  await server.core.bouncer.changes.flush();
  const stored = await server.core.storage.bouncer.positions('alice@example.org' as Bare);
  assert.deepEqual(
    stored.map(({ device }) => device),
    ['tablet'],
  );
});

test('devices without end are not kept', async () => {
  const server = await makeBouncer();
  for (let i = 0; i < 45; i++) await leave((await attach(server, `d${i}`)).peer);
  await attach(server, 'last');
  await server.core.bouncer.changes.flush();
  const stored = await server.core.storage.bouncer.positions('alice@example.org' as Bare);
  assert.ok(stored.length <= 41, String(stored.length));
});

// SEMANTICS 6.3: nothing is lost between the cursor and the live lines
test('what was said after the very first session broke off is shown to a program without history of its own', async () => {
  const server = await makeBouncer();
  const bob = await guest(server, 'bob');
  const first = await attach(server, 'x', 'batch draft/chathistory');
  await first.peer.ask('JOIN #a');
  await bob.ask('JOIN #a');
  first.peer.drop('reset');
  await turns(10);
  await bob.ask('PRIVMSG #a :while away');
  assert.deepEqual(said((await attach(server, 'y', 'server-time')).lines), ['#a :while away']);
});
