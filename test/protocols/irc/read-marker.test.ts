import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer } from './harness.ts';

const cap = 'draft/read-marker';
const ts = (second: number) => `timestamp=${new Date(1_600_000_000_000 + second * 1000).toISOString()}`;
const mark = (target: string, at: string) => `:irc.example.org MARKREAD ${target} ${at}`;

// IRCv3 draft/read-marker, "MARKREAD client set command", "Read timestamp notes"
test('a mark is set, read, and only ever rises; nobody else is told', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', cap);
  const bob = await guest(server, 'bob', cap);
  for (const each of [ann, bob]) await each.ask('JOIN #c');
  ann.read();
  assert.deepEqual(await ann.ask('MARKREAD #c'), [mark('#c', '*')]);
  assert.deepEqual(await ann.ask(`MARKREAD #C ${ts(5)}`), [mark('#c', ts(5))]);
  assert.deepEqual(await ann.ask(`MARKREAD #c ${ts(3)}`), [mark('#c', ts(5))]);
  assert.deepEqual(await ann.ask('MARKREAD #c'), [mark('#c', ts(5))]);
  assert.deepEqual(await ann.ask('MARKREAD bob'), [mark('bob', '*')]);
  assert.deepEqual(await ann.ask(`MARKREAD bob ${ts(7)}`), [mark('bob', ts(7))]);
  assert.deepEqual(bob.read(), []);
  assert.deepEqual(await bob.ask('MARKREAD #c'), [mark('#c', '*')]);
  assert.deepEqual(await ann.ask('MARKREAD bob timestamp=2262-01-01T00:00:00.000Z'), [
    mark('bob', 'timestamp=2023-11-14T22:13:20.000Z'),
  ]);
});

// "Command flows": after JOIN, before RPL_ENDOFNAMES
test('who enters is told how far they read, before 366, also in another session and after a restart of theirs', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', cap);
  const lines = await alice.ask('JOIN #c');
  assert.ok(lines.indexOf(mark('#c', '*')) < lines.findIndex((line) => line.includes(' 366 ')), lines.join('\n'));
  const phone = await account(server, 'alice', cap);
  phone.read();
  await alice.ask(`MARKREAD #c ${ts(1)}`);
  assert.deepEqual(phone.read(), [mark('#c', ts(1))]);
  await alice.ask('PART #c');
  assert.ok((await alice.ask('JOIN #c')).includes(mark('#c', ts(1))));
  server.core.marks.forget('alice@example.org');
  const later = await account(server, 'alice', cap);
  assert.deepEqual(await later.ask('MARKREAD #c'), [mark('#c', ts(1))]);
});

// "Errors and Warnings": NEED_MORE_PARAMS, INVALID_PARAMS, INTERNAL_ERROR
test('each refusal has its code', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', cap);
  const out = await guest(server, 'out', cap);
  await alice.ask('JOIN #c');
  const fails = async (query: string, who = alice) => (await who.ask(`MARKREAD${query}`))[0]?.replace(/^\S+ FAIL /, '');
  assert.equal(await fails(''), 'MARKREAD NEED_MORE_PARAMS :Missing parameters');
  for (const bad of ['*', 'timestamp=yesterday', ts(1).slice(10), 'timestamp=2023-13-01T00:00:00.000Z'])
    assert.equal(await fails(` #c ${bad}`), `MARKREAD INVALID_PARAMS #c ${bad} :Invalid parameters`);
  assert.equal(await fails(` #c ${ts(1)}`, out), 'MARKREAD INVALID_PARAMS #c :Invalid parameters');
  assert.equal(await fails(` #none ${ts(1)}`, out), 'MARKREAD INVALID_PARAMS #none :Invalid parameters');
  server.faults.away = true;
  assert.match((await fails(` #c ${ts(1)}`)) ?? '', /^MARKREAD INTERNAL_ERROR #c :/);
  server.faults.away = false;
  assert.equal(await fails(' #c'), mark('#c', '*'), 'what was refused was not done');
  assert.match((await (await guest(server, 'old')).ask('MARKREAD #c'))[0] ?? '', / 421 old MARKREAD /);
});
