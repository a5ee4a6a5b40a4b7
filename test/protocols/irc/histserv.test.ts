import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer } from './harness.ts';
import { ask } from './services-harness.ts';

test('PLAY shows what was said in a room again, with the time in front for who has no tags', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann'), await account(server, 'bob', 'server-time batch message-tags')];
  await ann.ask('JOIN #den');
  await bob.ask('JOIN #den');
  await ann.ask('PRIVMSG #den :one');
  server.clock.advance(40_000);
  await ann.ask('PRIVMSG #den :two');
  bob.read();
  const plain = await ask(ann, 'HS PLAY #den');
  assert.match(
    plain.join('\n'),
    /^:ann!ann@example\.org PRIVMSG #den :\[\d\d:\d\d\] one\n:ann!\S+ PRIVMSG #den :\[\S+\] two$/,
  );
  const tagged = await ask(bob, 'PRIVMSG HistServ :play #den 1');
  assert.equal(tagged.length, 3);
  assert.match(tagged[0] ?? '', /BATCH \+\S+ chathistory #den/);
  assert.match(tagged[1] ?? '', /^@\S*time=\S+ :ann!ann@example\.org PRIVMSG #den :two$/);
  assert.match((await ask(ann, 'HS PLAY #den 30s')).join('\n'), /^\S+ PRIVMSG #den :\[\S+\] two$/);
});

test('PLAY shows direct messages of the asker, and nothing to who may not read', async () => {
  const server = await makeServer();
  const [ann, bob, cat] = [await account(server, 'ann'), await account(server, 'bob'), await guest(server, 'cat')];
  await bob.ask('PRIVMSG ann :psst', 'JOIN #den', 'PRIVMSG #den :hidden');
  ann.read();
  assert.match((await ask(ann, 'HS PLAY bob')).join('\n'), /^:bob!\S+ PRIVMSG ann :\[\S+\] psst$/);
  assert.deepEqual(await ask(cat, 'HS PLAY bob'), ['< There is nothing to show of bob.']);
  assert.deepEqual(await ask(cat, 'HS PLAY #den'), ['< #den: you may not read what was said there']);
  assert.deepEqual(await ask(cat, 'HS PLAY #nowhere'), ['< #nowhere: there is no such room']);
  await bob.ask('MODE #den +s');
  assert.deepEqual(await ask(cat, 'HS PLAY #den'), ['< #den: there is no such room']);
  for (const extent of ['0', '1001', 'yesterday']) {
    const [first, how] = await ask(ann, `HS PLAY bob ${extent}`);
    assert.equal(first, '< extent must be a number up to 1000, or a time such as 30m, 2h or 1d', extent);
    assert.equal(how, '< It goes: PLAY <place> [extent]');
  }
});

test('DELETE takes a message away, for who may', async () => {
  const server = await makeServer();
  const caps = 'draft/message-redaction message-tags echo-message';
  const [ann, bob] = [await account(server, 'ann', caps), await account(server, 'bob', caps)];
  await ann.ask('JOIN #den');
  await bob.ask('JOIN #den');
  ann.read();
  const [said = ''] = await ann.ask('PRIVMSG #den :secret');
  const id = /msgid=([^ ;]+)/.exec(said)?.[1] ?? '';
  bob.read();
  assert.deepEqual(await ask(bob, `HS DELETE #den ${id}`), [`< ${id}: that is not yours to delete`]);
  assert.deepEqual(await ask(bob, 'HS DELETE #den nonsense'), ['< nonsense: there is no such message']);
  const lines = (await ann.ask(`HS DELETE #den ${id} slipped out`)).join('\n');
  assert.match(lines, new RegExp(`REDACT #den ${id} :slipped out`));
  assert.match(lines, /NOTICE ann :The message is deleted\./);
  assert.match(bob.read().join('\n'), new RegExp(`REDACT #den ${id} :slipped out`));
  await bob.ask('PRIVMSG ann :oops');
  assert.match((await bob.ask('HS DELETE ann last')).join('\n'), /The message is deleted/);
  assert.match(ann.read().join('\n'), /REDACT ann /);
  assert.match((await bob.ask('HS DELETE ann last')).join('\n'), /last: there is no such message/);
});
