import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainSettings } from '../../../src/core/rooms/settings.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const caps = 'batch message-tags server-time draft/chathistory';

/** A channel in which `count` numbered messages were said, a second apart. */
async function talked(count: number): Promise<{ server: Server; alice: Peer; ids: string[] }> {
  const server = await makeServer({ core: { roomDefaults: { ...plainSettings, openHistory: true } } });
  const alice = await account(server, 'alice', `${caps} echo-message`);
  await alice.ask('JOIN #c');
  const ids: string[] = [];
  for (let i = 1; i <= count; i++) {
    const [line] = await alice.ask(`PRIVMSG #c :${i}`);
    ids.push(/msgid=([^; ]+)/.exec(line ?? '')?.[1] ?? '');
    server.clock.advance(1000);
  }
  return { server, alice, ids };
}

/** The texts of a batch, and that it is one. */
function texts(lines: readonly string[], target = '#c'): string[] {
  const reference = /BATCH \+(\w+) chathistory (\S+)$/.exec(lines[0] ?? '');
  assert.equal(reference?.[2], target, lines.join('\n'));
  assert.equal(lines.at(-1), `:irc.example.org BATCH -${reference?.[1]}`);
  return lines.slice(1, -1).map((line) => {
    assert.ok(line.startsWith(`@batch=${reference?.[1]};time=`), line);
    return line.split(' :').at(-1) ?? '';
  });
}

const at = (second: number) => `timestamp=${new Date(1_700_000_000_000 + second * 1000).toISOString()}`;

// IRCv3 draft/chathistory, SEMANTICS 6.1
test('LATEST, BEFORE, AFTER, AROUND and BETWEEN give what they say, oldest first', async () => {
  const { alice, ids } = await talked(9);
  const ask = async (query: string) => texts(await alice.ask(`CHATHISTORY ${query}`)).join('');
  const id = (n: number) => `msgid=${ids[n - 1]}`;
  assert.equal(await ask('LATEST #c * 4'), '6789');
  assert.equal(await ask(`LATEST #c ${id(7)} 4`), '89');
  assert.equal(await ask(`latest #C ${id(2)} 4`), '6789');
  assert.equal(await ask(`BEFORE #c ${id(4)} 2`), '23');
  assert.equal(await ask(`BEFORE #c ${id(1)} 2`), '');
  assert.equal(await ask(`AFTER #c ${id(4)} 2`), '56');
  assert.equal(await ask(`AFTER #c ${id(9)} 2`), '');
  assert.equal(await ask(`AROUND #c ${id(5)} 4`), '3456');
  assert.equal(await ask(`AROUND #c ${id(1)} 3`), '123');
  assert.equal(await ask(`AROUND #c ${id(7)} 1`), '7');
  assert.equal(await ask(`BETWEEN #c ${id(2)} ${id(6)} 10`), '345');
  assert.equal(await ask(`BETWEEN #c ${id(6)} ${id(2)} 2`), '45');
  assert.equal(await ask(`BETWEEN #c ${id(2)} ${id(8)} 2`), '34');
});

test('times are references, too: before and after exclude the very moment', async () => {
  const { alice } = await talked(5);
  const ask = async (query: string) => texts(await alice.ask(`CHATHISTORY ${query}`)).join('');
  assert.equal(await ask(`BEFORE #c ${at(2)} 9`), '12');
  assert.equal(await ask(`AFTER #c ${at(2)} 9`), '45');
  assert.equal(await ask(`LATEST #c ${at(0)} 9`), '2345');
  assert.equal(await ask(`BETWEEN #c ${at(0)} ${at(4)} 9`), '234');
  assert.equal(await ask(`AROUND #c ${at(2)} 3`), '234');
  assert.equal(await ask(`AROUND #c ${at(2)} 1`), '3');
});

test('history has the ids and times that were shown live', async () => {
  const { server, alice, ids } = await talked(1);
  const ben = await guest(server, 'ben', caps);
  await ben.ask('JOIN #c');
  const [, line] = await ben.ask('CHATHISTORY LATEST #c * 1');
  assert.match(
    line ?? '',
    new RegExp(`^@batch=1;time=2023-11-14T22:13:20\\.000Z;msgid=${ids[0]} :alice!alice@example\\.org PRIVMSG #c :1$`),
  );
  alice.read();
  assert.deepEqual(texts(await alice.ask('CHATHISTORY LATEST #c * 5')), ['1']);
});

test('direct messages have a history with whom they were', async () => {
  const server = await makeServer();
  const [alice, bob] = [await account(server, 'alice', caps), await account(server, 'bob', caps)];
  const ann = await guest(server, 'ann');
  await alice.ask('PRIVMSG bob :one');
  await bob.ask('PRIVMSG alice :two');
  await ann.ask('PRIVMSG alice :other');
  bob.read();
  alice.read();
  assert.deepEqual(texts(await alice.ask('CHATHISTORY LATEST Bob * 5'), 'Bob'), ['one', 'two']);
  assert.deepEqual(texts(await bob.ask('CHATHISTORY LATEST alice * 5'), 'alice'), ['one', 'two']);
});

test('TARGETS lists conversations by their last message', async () => {
  const { server, alice } = await talked(2);
  const bob = await account(server, 'bob');
  await bob.ask('PRIVMSG alice :early');
  server.clock.advance(1000);
  await alice.ask('JOIN #d', 'PRIVMSG #d :late');
  server.clock.advance(1000);
  const targets = async (query: string) => {
    const lines = await alice.ask(`CHATHISTORY TARGETS ${query}`);
    assert.match(lines[0] ?? '', /BATCH \+\w+ draft\/chathistory-targets$/);
    return lines.slice(1, -1).map((line) => line.replace(/^.* CHATHISTORY TARGETS /, ''));
  };
  alice.read();
  const all = ['#c 2023-11-14T22:13:21.000Z', 'bob 2023-11-14T22:13:22.000Z', '#d 2023-11-14T22:13:23.000Z'];
  assert.deepEqual(await targets(`${at(-1)} ${at(60)} 10`), all);
  assert.deepEqual(await targets(`${at(60)} ${at(-1)} 2`), all.slice(1));
  assert.deepEqual(await targets(`${at(-1)} ${at(60)} 1`), all.slice(0, 1));
  assert.deepEqual(await targets(`${at(1)} ${at(3)} 10`), all.slice(1, 2));
  assert.match(
    (await alice.ask('CHATHISTORY TARGETS msgid=x * 5'))[0] ?? '',
    / INVALID_PARAMS TARGETS :Invalid timestamp$/,
  );
});

test('who may not read is told no more than where there is nothing', async () => {
  const { server, alice } = await talked(1);
  const out = await guest(server, 'out', caps);
  for (const target of ['#c', '#nowhere', '&x']) {
    assert.deepEqual(await out.ask(`CHATHISTORY LATEST ${target} * 5`), [
      `:irc.example.org FAIL CHATHISTORY INVALID_TARGET LATEST ${target} :Messages could not be retrieved`,
    ]);
  }
  assert.equal(alice.read().length, 0);
});

test('what cannot be understood is refused with its code', async () => {
  const { alice } = await talked(1);
  const fails = async (query: string) =>
    (await alice.ask(`CHATHISTORY ${query}`)).map((line) => line.replace(/^\S+ FAIL CHATHISTORY /, ''));
  assert.deepEqual(await fails('NONSENSE #c * 5'), ['INVALID_PARAMS NONSENSE :Unknown command']);
  assert.deepEqual(await fails('constructor #c * 5'), ['INVALID_PARAMS CONSTRUCTOR :Unknown command']);
  assert.deepEqual(await fails('LATEST #c *'), ['INVALID_PARAMS LATEST :Insufficient parameters']);
  assert.deepEqual(await fails('LATEST #c * 5 6'), ['INVALID_PARAMS LATEST :Too many parameters']);
  for (const limit of ['0', '-1', 'x', '1e9999'])
    assert.deepEqual(await fails(`LATEST #c * ${limit}`), ['INVALID_PARAMS LATEST :Invalid limit']);
  assert.match(
    (await fails('BEFORE #c timestamp=yesterday 5'))[0] ?? '',
    /^INVALID_PARAMS BEFORE #c timestamp=yesterday :/,
  );
  assert.match((await fails('BEFORE #c timestamp=2023-13-45T99:99:99.000Z 5'))[0] ?? '', /^INVALID_PARAMS /);
  assert.match((await fails('BEFORE #c seq=7 5'))[0] ?? '', /^INVALID_MSGREFTYPE BEFORE #c seq=7 :/);
  assert.match((await fails('BEFORE #c * 5'))[0] ?? '', /^INVALID_MSGREFTYPE BEFORE #c \* :/);
  assert.match((await fails("BEFORE #c msgid='; 5"))[0] ?? '', /^MESSAGE_ERROR BEFORE #c msgid='; :/);
});

test('a page has no more than the server gives, and comes without a batch to who knows none', async () => {
  const { server } = await talked(3);
  server.core.config = { ...server.core.config, history: { ...server.core.config.history, page: 2 } };
  const ben = await guest(server, 'ben');
  await ben.ask('JOIN #c');
  assert.deepEqual(await ben.ask('CHATHISTORY LATEST #c * 50'), [
    ':alice!alice@example.org PRIVMSG #c :2',
    ':alice!alice@example.org PRIVMSG #c :3',
  ]);
});

test('a database that does not answer is an error, not an empty history', async () => {
  const { server, alice } = await talked(1);
  server.faults.away = true;
  assert.deepEqual(await alice.ask('CHATHISTORY LATEST #c * 5'), [
    ':irc.example.org FAIL CHATHISTORY MESSAGE_ERROR LATEST #c :Messages could not be retrieved',
  ]);
});
