import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const caps =
  'batch message-tags echo-message labeled-response draft/chathistory draft/event-playback causeway.chat/edit';
const NO_ID = '018bcfe5-6800-7000-8000-000000000000';

async function said(peer: Peer, target: string, text: string): Promise<string> {
  const line = (await peer.ask(`PRIVMSG ${target} :${text}`)).find((each) => each.endsWith(` :${text}`));
  return /msgid=([^; ]+)/.exec(line ?? '')?.[1] ?? '';
}

const plain = (lines: readonly string[]) => lines.map((line) => line.replace(/^@\S+ /, ''));

async function inRoom(): Promise<{ server: Server; alice: Peer; bob: Peer; tagged: Peer; old: Peer }> {
  const server = await makeServer();
  const alice = await account(server, 'alice', caps);
  const bob = await account(server, 'bob', caps);
  const tagged = await guest(server, 'tagged', 'message-tags');
  const old = await guest(server, 'old');
  const all = { server, alice, bob, tagged, old };
  for (const each of [alice, bob, tagged, old]) await each.ask('JOIN #c');
  for (const each of [alice, bob, tagged, old]) each.read();
  return all;
}

// Capability causeway.chat/edit, "EDIT": confirmed to who asked, shown to who knows it at once
test('EDIT gives a message another text; who knows no EDIT is told four seconds later what changed', async () => {
  const { server, alice, bob, tagged, old } = await inRoom();
  const id = await said(alice, '#c', 'teh cat sat');
  for (const each of [bob, tagged, old]) each.read();
  assert.match(
    (await alice.ask(`@label=1 EDIT #c ${id} :the cat sat`))[0] ?? '',
    /label=1.* EDIT #c \S+ :the cat sat$/,
  );
  assert.deepEqual(plain(bob.read()), [`:alice!alice@example.org EDIT #c ${id} :the cat sat`]);
  server.clock.advance(3999);
  assert.deepEqual([...tagged.read(), ...old.read()], []);
  server.clock.advance(1);
  assert.deepEqual(old.read(), [':alice!alice@example.org PRIVMSG #c :* the cat']);
  const [line = ''] = tagged.read();
  assert.match(
    line,
    new RegExp(`;\\+reply=${id};\\+draft/reply=${id};causeway.chat/edit=${id} .*PRIVMSG #c :\\* the cat$`),
  );
  assert.deepEqual([...alice.read(), ...bob.read()], [], 'they have seen it');
});

// SEMANTICS 5.1: successive edits collapse to the last
test('several edits in a row are told as one, and none of a message that was taken back meanwhile', async () => {
  const { server, alice, old } = await inRoom();
  const [id, gone] = [await said(alice, '#c', 'see you'), await said(alice, '#c', 'oops')];
  old.read();
  await alice.ask(`EDIT #c ${id} :see yuo tomorrow`, `EDIT #c ${gone} :ooops`);
  server.clock.advance(3000);
  await alice.ask(`EDIT #c ${id} :see you tomorrow`, 'CAP REQ draft/message-redaction', `REDACT #c ${gone}`);
  server.clock.advance(3000);
  assert.equal(old.read().filter((line) => line.includes('PRIVMSG')).length, 0);
  server.clock.advance(1000);
  assert.deepEqual(old.read(), [':alice!alice@example.org PRIVMSG #c :tomorrow']);
  server.clock.advance(9000);
  assert.deepEqual(old.read(), []);
});

test('actions and notices stay what they are', async () => {
  const { server, alice, old } = await inRoom();
  const act = /msgid=([^; ]+)/.exec((await alice.ask('PRIVMSG #c :\x01ACTION waves\x01'))[0] ?? '')?.[1];
  const note = /msgid=([^; ]+)/.exec((await alice.ask('NOTICE #c :lunch is raedy'))[0] ?? '')?.[1];
  old.read();
  await alice.ask(`EDIT #c ${act} :\x01ACTION nods\x01`, `EDIT #c ${note} :lunch is ready`);
  server.clock.advance(4000);
  assert.deepEqual(old.read(), [
    ':alice!alice@example.org PRIVMSG #c :\x01ACTION * nods\x01',
    ':alice!alice@example.org NOTICE #c :* is ready',
  ]);
});

// FAIL EDIT: INVALID_TARGET, UNKNOWN_MSGID, EDIT_FORBIDDEN, EDIT_WINDOW_EXPIRED
test('each refusal has its code, and nobody else hears of it', async () => {
  const { server, alice, bob } = await inRoom();
  const [hers, his] = [await said(alice, '#c', 'a'), await said(bob, '#c', 'b')];
  for (const each of [alice, bob]) each.read();
  const fails = async (query: string) => (await alice.ask(`EDIT ${query}`))[0] ?? '';
  assert.match(await fails(`#nowhere ${hers} :x`), / FAIL EDIT INVALID_TARGET #nowhere :/);
  assert.match(await fails(`#c ${NO_ID} :x`), new RegExp(` FAIL EDIT UNKNOWN_MSGID #c ${NO_ID} :`));
  assert.match(await fails('#c zzz :x'), / FAIL EDIT UNKNOWN_MSGID #c zzz :/);
  assert.match(await fails(`#c ${his} :x`), new RegExp(` FAIL EDIT EDIT_FORBIDDEN #c ${his} :`));
  assert.match(await fails(`#c ${hers} :`), / 412 alice :/);
  assert.match(await fails(`#c`), / 461 alice EDIT :/);
  const { config } = server.core;
  server.core.config = { ...config, history: { ...config.history, editWindow: 2000 } };
  server.clock.advance(2001);
  assert.match(await fails(`#c ${hers} :x`), new RegExp(` FAIL EDIT EDIT_WINDOW_EXPIRED #c ${hers} 2 :`));
  assert.deepEqual(bob.read(), []);
  await alice.ask('CAP REQ -causeway.chat/edit');
  assert.match(await fails(`#c ${hers} :x`), / 421 alice EDIT :/);
});

// SEMANTICS 5.1: the ORIGINAL id once with the FINAL text; with event-playback also the edit line
test('history shows the text that a message has, and when it got it; what was redacted has none, nor have its edits', async () => {
  const { server, alice, bob } = await inRoom();
  const id = await said(alice, '#c', 'teh secret');
  await alice.ask(`EDIT #c ${id} :the secret`, `EDIT #c ${id} :the real secret`);
  bob.read();
  const lines = await bob.ask('CHATHISTORY AROUND #c msgid=' + id + ' 2');
  assert.match(
    lines[2] ?? '',
    new RegExp(`msgid=${id};causeway.chat/edited=\\d+-\\S+Z .* PRIVMSG #c :the real secret$`),
  );
  assert.deepEqual(plain(await bob.ask(`CHATHISTORY AFTER #c msgid=${id} 9`)).slice(1, -1), [
    `:alice!alice@example.org EDIT #c ${id} :the secret`,
    `:alice!alice@example.org EDIT #c ${id} :the real secret`,
  ]);
  await alice.ask('CAP REQ draft/message-redaction', `REDACT #c ${id}`);
  assert.ok(!(await bob.ask('CHATHISTORY LATEST #c * 50')).join().includes('secret'));
  const room = server.core.rooms.find('c@rooms.example.org' as never);
  const { messages } = await server.core.storage.archive.page(room?.record.id ?? '', { limit: 50, fromEnd: true });
  assert.ok(!JSON.stringify(messages).includes('secret'));
  assert.match((await alice.ask(`EDIT #c ${id} :x`))[0] ?? '', / UNKNOWN_MSGID /);
});

test('direct messages are edited, too', async () => {
  const { server, alice, bob, old } = await inRoom();
  const id = await said(alice, 'bob', 'teh end');
  const toOld = await said(alice, 'old', 'teh end');
  for (const each of [bob, old]) each.read();
  assert.deepEqual(plain(await alice.ask(`EDIT bob ${id} :the end`)), [
    `:alice!alice@example.org EDIT bob ${id} :the end`,
  ]);
  assert.deepEqual(plain(bob.read()), [`:alice!alice@example.org EDIT bob ${id} :the end`]);
  await alice.ask(`EDIT old ${toOld} :the end`);
  server.clock.advance(4000);
  assert.deepEqual(old.read(), [':alice!alice@example.org PRIVMSG old :* the end']);
  assert.deepEqual(bob.read(), []);
});
