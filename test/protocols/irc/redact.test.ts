import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const caps =
  'batch message-tags echo-message labeled-response draft/chathistory draft/event-playback draft/message-redaction';
const NO_ID = '018bcfe5-6800-7000-8000-000000000000';

async function said(peer: Peer, target: string, text: string): Promise<string> {
  const line = (await peer.ask(`PRIVMSG ${target} :${text}`)).find((each) => each.endsWith(` :${text}`));
  return /msgid=([^; ]+)/.exec(line ?? '')?.[1] ?? '';
}

async function inRoom(server: Server): Promise<[Peer, Peer]> {
  const alice = await account(server, 'alice', caps);
  const bob = await account(server, 'bob', caps);
  for (const each of [alice, bob]) await each.ask('JOIN #c');
  alice.read();
  return [alice, bob];
}

const plain = (lines: readonly string[]) => lines.map((line) => line.replace(/^@\S+ /, ''));

// IRCv3 draft/message-redaction, "Command"
test('REDACT takes back what one said, a moderator what anybody said; everybody who knows it is shown it', async () => {
  const server = await makeServer();
  const [alice, bob] = await inRoom(server);
  const own = await said(bob, '#c', 'oops');
  alice.read();
  assert.deepEqual(plain(await bob.ask(`REDACT #c ${own} :wrong one`)), [
    `:bob!bob@example.org REDACT #c ${own} :wrong one`,
  ]);
  assert.deepEqual(plain(alice.read()), [`:bob!bob@example.org REDACT #c ${own} :wrong one`]);
  const spam = await said(bob, '#c', 'spam');
  alice.read();
  assert.match((await alice.ask(`@label=x REDACT #c ${spam}`))[0] ?? '', new RegExp(`label=x.* REDACT #c ${spam}$`));
  assert.deepEqual(plain(bob.read()), [`:alice!alice@example.org REDACT #c ${spam}`]);
});

// "Chat history": exclude it entirely; and the text is gone from the database.
test('what was redacted is in no history any more; the act is, where acts are shown', async () => {
  const server = await makeServer();
  const [alice, bob] = await inRoom(server);
  const id = await said(bob, '#c', 'secret');
  await bob.ask(`REDACT #c ${id}`);
  alice.read();
  const lines = plain(await alice.ask('CHATHISTORY LATEST #c * 9'));
  assert.ok(!lines.join().includes('secret'));
  assert.ok(lines.includes(`:bob!bob@example.org REDACT #c ${id}`));
  const room = server.core.rooms.find('c@rooms.example.org' as never);
  const kept = await server.core.storage.archive.find(room?.record.id ?? '', id);
  assert.equal(kept?.kind, 'redacted');
  assert.equal(JSON.stringify(kept).includes('secret'), false);
  assert.equal(room?.recent.length, 0);
  await alice.ask('CAP REQ :-draft/message-redaction -draft/event-playback');
  assert.equal(plain(await alice.ask('CHATHISTORY LATEST #c * 9')).length, 2, 'an empty batch');
});

test('who cannot take it out of sight is told by a NOTICE, at most once in ten seconds and room', async () => {
  const server = await makeServer();
  const [alice, bob] = await inRoom(server);
  const old = await guest(server, 'old');
  await old.ask('JOIN #c');
  bob.read();
  const ids = [await said(bob, '#c', '1'), await said(bob, '#c', '2'), await said(bob, '#c', '3')];
  old.read();
  await alice.ask(`REDACT #c ${ids[0]} :spam`, `REDACT #c ${ids[1]}`);
  assert.deepEqual(old.read(), [':irc.example.org NOTICE #c :alice removed a message by bob: spam']);
  server.clock.advance(10_000);
  await bob.ask(`REDACT #c ${ids[2]}`);
  assert.deepEqual(old.read(), [':irc.example.org NOTICE #c :bob took back a message']);
});

// "Errors": INVALID_TARGET, REDACT_FORBIDDEN, REDACT_WINDOW_EXPIRED, UNKNOWN_MSGID
test('each refusal has its code, and nobody else hears of it', async () => {
  const server = await makeServer();
  const [alice, bob] = await inRoom(server);
  const [hers, his] = [await said(alice, '#c', 'a'), await said(bob, '#c', 'b')];
  for (const each of [alice, bob]) each.read();
  const fails = async (peer: Peer, query: string) =>
    (await peer.ask(`REDACT ${query}`))[0]?.replace(/^\S+ FAIL REDACT /, '');
  assert.match((await fails(bob, `#c ${hers}`)) ?? '', new RegExp(`^REDACT_FORBIDDEN #c ${hers} :`));
  assert.match((await fails(bob, `#c ${NO_ID}`)) ?? '', new RegExp(`^UNKNOWN_MSGID #c ${NO_ID} :`));
  assert.match((await fails(bob, '#c nonsense')) ?? '', /^UNKNOWN_MSGID #c nonsense :/);
  assert.match((await fails(bob, `#d ${his}`)) ?? '', /^INVALID_TARGET #d :/);
  assert.match((await fails(bob, `alice ${his}`)) ?? '', /^UNKNOWN_MSGID alice /, 'it is not there');
  const { config } = server.core;
  server.core.config = { ...config, history: { ...config.history, redactWindow: 2000 } };
  server.clock.advance(2001);
  assert.match((await fails(bob, `#c ${his}`)) ?? '', new RegExp(`^REDACT_WINDOW_EXPIRED #c ${his} 2 :`));
  assert.deepEqual(alice.read(), []);
  assert.match((await alice.ask(`REDACT #c ${his}`))[0] ?? '', / REDACT #c /, 'moderators at any time');
  assert.match((await fails(alice, `#c ${his}`)) ?? '', /^UNKNOWN_MSGID /, 'only once');
  bob.read();
  assert.match((await bob.ask('REDACT #c'))[0] ?? '', / 461 bob REDACT /);
  server.faults.away = true;
  assert.match((await bob.ask(`REDACT #c ${hers}`))[0] ?? '', /The database does not answer/);
});

test('without the capability there is no REDACT', async () => {
  const server = await makeServer();
  const old = await guest(server, 'old');
  assert.match((await old.ask(`REDACT #c ${NO_ID}`))[0] ?? '', / 421 old REDACT /);
});

test('direct messages are taken back by who sent them, and by nobody else', async () => {
  const server = await makeServer();
  const [alice, bob] = [await account(server, 'alice', caps), await account(server, 'bob', caps)];
  const id = await said(alice, 'bob', 'secret');
  bob.read();
  assert.match((await bob.ask(`REDACT alice ${id}`))[0] ?? '', / FAIL REDACT REDACT_FORBIDDEN alice /);
  assert.deepEqual(plain(await alice.ask(`REDACT bob ${id} :no`)), [`:alice!alice@example.org REDACT bob ${id} :no`]);
  assert.deepEqual(plain(bob.read()), [`:alice!alice@example.org REDACT bob ${id} :no`]);
  assert.ok(!(await bob.ask('CHATHISTORY LATEST alice * 5')).join().includes('secret'));
});

// IRCv3 draft/persist: kept, and shown with draft/event-playback only.
test('TAGMSG is kept where it says so, and what somebody thinks of a message always', async () => {
  const server = await makeServer();
  const [alice, bob] = await inRoom(server);
  const id = await said(alice, '#c', 'hi');
  await bob.ask(
    '@+typing=active TAGMSG #c',
    '@+x=1;+draft/persist TAGMSG #c',
    `@+reply=${id};+draft/react=lol TAGMSG #c`,
  );
  alice.read();
  const lines = await alice.ask('CHATHISTORY LATEST #c * 2');
  assert.equal(lines.filter((line) => line.endsWith(' TAGMSG #c')).length, 2, lines.join('\n'));
  assert.match(lines[1] ?? '', /\+x=1/);
  assert.match(lines[2] ?? '', /\+draft\/react=lol/);
  await alice.ask('CAP REQ :-draft/event-playback');
  assert.equal((await alice.ask('CHATHISTORY LATEST #c * 9')).length, 3, 'the message alone');
});
