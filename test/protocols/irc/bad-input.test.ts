import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { turns } from '../../core/world.ts';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { account, guest, makeServer, Peer } from './harness.ts';

const caps = 'message-tags batch labeled-response echo-message';

// RELIABILITY I-01
test('ten megabytes without a newline end the connection, registered or not', async () => {
  const server = await makeServer();
  for (const peer of [new Peer(server), await guest(server, 'ann')]) {
    for (let i = 0; i < 160; i++) peer.raw(Buffer.alloc(65_536, 0x41));
    await turns();
    assert.deepEqual(peer.read(), ['ERROR :Closing link: Input line was too long']);
    assert.ok(peer.isClosed);
  }
});

// RELIABILITY I-01: also where the newline does come
test('a line of more than 8191 and 512 bytes ends the connection', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  assert.match((await ann.ask(`PRIVMSG ben :${'a'.repeat(8700 - 13)}`))[0] ?? '', / 417 ann /);
  assert.deepEqual(await ann.ask(`PRIVMSG ben :${'a'.repeat(16_384)}`, 'PRIVMSG ben :more'), [
    'ERROR :Closing link: Input line was too long',
  ]);
  assert.ok(ann.isClosed);
  assert.deepEqual(ben.read(), []);
});

test('a line that is too long is refused with 417, and the next is taken', async () => {
  const ann = await guest(await makeServer(), 'ann', caps);
  assert.deepEqual(await ann.ask(`@label=7 PRIVMSG ann :${'x'.repeat(600)}`, 'PING :x'), [
    '@label=7 :irc.example.org 417 ann :Input line was too long',
    ':irc.example.org PONG irc.example.org :x',
  ]);
});

// RELIABILITY I-02, I-04
test('nobody puts lines into another’s mouth', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #c');
  await ben.ask('JOIN #c');
  ann.read();
  const lines = await ann.ask(
    'PRIVMSG #c :a\rQUIT',
    'PRIVMSG #c :a\0b',
    ':ChanServ!s@services PRIVMSG #c :obey',
    'TOPIC #c :x\rKICK #c ben',
  );
  assert.equal(lines.filter((line) => line.includes(' 400 ')).length, 3);
  assert.match(ben.read().join('\n'), /^:ann!~ann@\S+ PRIVMSG #c :obey$/);
});

// RELIABILITY I-03
test('a thousand tags and bad escapes are read, and none of ours is believed', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', caps)];
  const many = Array.from({ length: 1000 }, (_, i) => `t${i}`).join(';');
  await ann.ask(
    `@${many.slice(0, 4000)} PRIVMSG ben :one`,
    '@account=root;time=1;msgid=x;+a=\\;;+b=\\q\\ PRIVMSG ben :two',
  );
  const lines = ben.read();
  assert.match(lines[0] ?? '', /^@msgid=[0-9a-f-]{36} :ann!\S+ PRIVMSG ben :one$/);
  assert.match(lines[1] ?? '', /^@msgid=[0-9a-f-]{36};\+a;\+b=q :ann!\S+ PRIVMSG ben :two$/);
});

// RELIABILITY I-09, IRCv3 utf8-only
test('what is not UTF-8 is refused, and goes nowhere', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben')];
  ann.raw(Buffer.from('@label=1 PRIVMSG ben :caf\xe9\r\n', 'latin1'));
  await turns();
  assert.match(ann.read()[0] ?? '', /^@label=1 :irc\.example\.org FAIL PRIVMSG INVALID_UTF8 :/);
  assert.deepEqual(ben.read(), []);
});

// RELIABILITY I-15
test('every command with none to fifteen parameters is answered by its numeric, never by a bug', async () => {
  const server = await makeServer();
  const values = [
    '#c',
    'alice',
    '#nowhere',
    'nobody',
    '',
    '*',
    '+o',
    '0',
    '-',
    'x'.repeat(300),
    '😀',
    ':',
    ',',
    '\x01',
  ];
  for (const name of commands.keys()) {
    if (name === 'QUIT') continue;
    for (let count = 0; count <= 15; count++) {
      const early = new Peer(server);
      const late = await guest(server, `g${count}`);
      for (let first = 0; first < values.length; first += 5) {
        const params = Array.from({ length: count }, (_, i) => values[(first + i * 3) % values.length] || 'y');
        const line = [name, ...params.slice(0, -1), ...params.slice(-1).map((last) => `:${last}`)].join(' ');
        early.say(line);
        late.say(line);
      }
      await turns(3);
      for (const peer of [early, late]) {
        assert.doesNotMatch(peer.read().join('\n'), /Internal error/, name);
        peer.drop();
      }
      await turns(2);
    }
  }
  assert.deepEqual(
    server.log.filter((line) => line.includes('failed')),
    [],
  );
});

test('whatever bytes come, in whatever pieces, nothing breaks and others hear only lines of known kinds', async () => {
  const verbs = fc.constantFrom(...commands.keys(), 'NOSUCH', '001', '');
  const word = fc.constantFrom(
    '#c',
    'ann',
    'ben',
    '*',
    '0',
    '+ov-b',
    '@a=b',
    ':x',
    'LATEST',
    'msgid=1',
    '\x01ACTION',
    'é',
    '\xff\xfe',
    '',
    ',',
  );
  const line = fc.tuple(verbs, fc.array(word, { maxLength: 6 })).map(([verb, words]) => [verb, ...words].join(' '));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 15 }), fc.nat(40), async (lines, cut) => {
      const server = await makeServer();
      const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben')];
      await ann.ask('JOIN #c');
      await ben.ask('JOIN #c');
      ben.read();
      const bytes = Buffer.from(lines.map((text) => `${text}\r\n`).join(''), 'latin1');
      ann.raw(bytes.subarray(0, cut));
      ann.raw(bytes.subarray(cut));
      await turns(8);
      assert.deepEqual(server.log, []);
      for (const text of ben.read()) {
        assert.match(text, /^:\S+ (PRIVMSG|NOTICE|JOIN|PART|MODE|TOPIC|KICK|NICK|QUIT|INVITE) /);
      }
    }),
    { numRuns: 60 },
  );
});

test('a bug in a command is the end of that command only', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', caps);
  const { rooms } = server.core;
  const { open } = rooms;
  rooms.open = () => {
    throw new Error('boom');
  };
  const [line] = await ann.ask('@label=1 TOPIC #c');
  rooms.open = open;
  assert.match(
    line ?? '',
    /^@label=1 :irc\.example\.org 400 ann TOPIC :Internal error [0-9a-f]{12}; tell the operators$/,
  );
  assert.match(server.log[0] ?? '', /irc: a command failed .*"command":"TOPIC","params":\[2\]/);
  assert.deepEqual(await ann.ask('PING :x'), [':irc.example.org PONG irc.example.org :x']);
});

// SEMANTICS 10
test('who is too fast is delayed, then refused, and closed only after going on regardless', async () => {
  const server = await makeServer({ irc: { flood: { burst: 3, perSecond: 2 } } });
  const ann = await guest(server, 'ann');
  const pings = (count: number) => Array.from({ length: count }, (_, i) => `PING :${i}`);
  assert.equal((await ann.ask(...pings(10))).length, 3);
  server.clock.advance(500);
  assert.deepEqual(await ann.ask(), [':irc.example.org PONG irc.example.org :3']);
  server.clock.advance(3000);
  assert.equal((await ann.ask()).length, 6);
  server.clock.advance(60_000);
  const lines = await ann.ask(...pings(40));
  assert.equal(lines.filter((line) => line.includes(' PONG ')).length, 3);
  assert.equal(lines.filter((line) => line.includes(' 263 ')).length, 40 - 3 - 20);
  assert.ok(!ann.isClosed);
  assert.equal((await ann.ask(...pings(200))).at(-1), 'ERROR :Closing link: Excess flood');
});

test('a session that waits holds its input back, and takes it up in order', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice');
  await alice.ask('JOIN #c');
  server.faults.hold('archive.append');
  alice.say('PRIVMSG #c :one', 'PING :first', ...Array.from({ length: 400 }, (_, i) => `PING :${'x'.repeat(100)}${i}`));
  await turns();
  assert.deepEqual(alice.read(), []);
  assert.ok(alice.isPaused);
  server.faults.release('archive.append');
  await turns();
  const lines = alice.read();
  assert.equal(lines[0], ':irc.example.org PONG irc.example.org :first');
  assert.equal(lines.length, 401);
  assert.ok(!alice.isPaused);
});
