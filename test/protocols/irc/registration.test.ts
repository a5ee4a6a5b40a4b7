import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { account, guest, makeAccount, makeServer, password, Peer } from './harness.ts';

const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);

// RFC 2812 3.1, 5.1
test('NICK and USER, in either order, make a client welcome', async () => {
  const server = await makeServer({ irc: { motd: ['Be kind.'] } });
  for (const [nick, lines] of [
    ['ann', ['NICK ann', 'USER ann 0 * :Ann']],
    ['ben', ['USER ben 0 * :Ben', 'NICK ben']],
  ] as const) {
    const peer = new Peer(server);
    const welcome = await peer.ask(...lines);
    const expected = [
      '001',
      '002',
      '003',
      '004',
      '005',
      '251',
      '252',
      '253',
      '254',
      '255',
      '265',
      '266',
      '375',
      '372',
      '376',
    ];
    const heard = codes(welcome);
    assert.deepEqual(
      heard.filter((code, i) => code !== '005' || heard[i - 1] !== '005'),
      expected,
    );
    assert.match(
      welcome[0] ?? '',
      new RegExp(
        `^:irc.example.org 001 ${nick} :Welcome to the ExampleNet IRC Network ${nick}!~${nick}@[0-9a-f]+\\.guests\\.example\\.org$`,
      ),
    );
    assert.ok(peer.isAuthenticated);
  }
});

test('without a message of the day 422 ends the welcome', async () => {
  const peer = new Peer(await makeServer());
  assert.match((await peer.ask('NICK ann', 'USER ann 0 * :Ann')).at(-1) ?? '', / 422 ann :MOTD File is missing$/);
});

// RFC 2812 5.2
test('before registration 451 is the answer to what needs one, and PING is answered', async () => {
  const peer = new Peer(await makeServer());
  assert.deepEqual(await peer.ask('JOIN #c', 'NOSUCH', 'PING :x', 'PONG :y'), [
    ':irc.example.org 451 * :You have not registered',
    ':irc.example.org 451 * :You have not registered',
    ':irc.example.org PONG irc.example.org :x',
  ]);
});

test('after registration USER and PASS are refused with 462', async () => {
  const peer = await guest(await makeServer(), 'ann');
  assert.deepEqual(codes(await peer.ask('USER a 0 * :b', 'PASS x')), ['462', '462']);
});

test('nicks that cannot be are refused: none 431, ill-formed 432, in use 433', async () => {
  const server = await makeServer();
  await guest(server, 'ann');
  await makeAccount(server, 'Owner');
  const peer = new Peer(server);
  assert.deepEqual(codes(await peer.ask('NICK', 'NICK 1abc', 'NICK a.b', 'NICK NickServ', 'USER x 0 * :x')), [
    '431',
    '432',
    '432',
    '432',
  ]);
  assert.deepEqual(await peer.ask('NICK ANN'), [':irc.example.org 433 * ANN :Nickname is already in use']);
  // SEMANTICS 1.4: a guest never has the name of an account.
  assert.deepEqual(await peer.ask('NICK owner'), [':irc.example.org 433 * owner :Nickname is already in use']);
  assert.match((await peer.ask('NICK free'))[0] ?? '', / 001 free /);
});

test('a guest changes the nick, but not to a name that is somebody’s', async () => {
  const server = await makeServer();
  await makeAccount(server, 'owner');
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  ann.say('JOIN #c');
  await ben.ask('JOIN #c');
  ann.read();
  const [renamed] = await ann.ask('NICK anna');
  assert.match(renamed ?? '', /^:ann!~ann@\S+ NICK anna$/);
  assert.deepEqual(ben.read(), [renamed]);
  assert.deepEqual(codes(await ann.ask('NICK ben', 'NICK OWNER', 'NICK ?')), ['433', '433', '432']);
  assert.deepEqual(ben.read(), []);
});

// SEMANTICS 1.3
test('the nick of somebody logged in is the account name: only its case can change', async () => {
  const server = await makeServer();
  const alice = await account(server, 'alice', 'standard-replies');
  assert.match((await alice.ask('NICK other'))[0] ?? '', /FAIL NICK NICK_IS_ACCOUNT other :/);
  assert.deepEqual(await alice.ask('NICK Alice'), [':alice!alice@example.org NICK Alice']);
  const plain = await account(server, 'bob');
  assert.match((await plain.ask('NICK other'))[0] ?? '', / 447 bob :You are logged in/);
});

test('001 tells somebody logged in the real nick, whatever was asked for', async () => {
  const server = await makeServer();
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  peer.say(`PASS :alice:${password}`, 'NICK wanted', 'USER x 0 * :A');
  const [welcome] = await peer.until(/ 422 /);
  assert.match(welcome ?? '', / 001 alice :.* alice!alice@example\.org$/);
});

test('a wrong account password in PASS ends the connection', async () => {
  const server = await makeServer();
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  peer.say('PASS alice:wrong', 'NICK alice', 'USER x 0 * :A');
  assert.deepEqual(codes(await peer.until(/ERROR/)), ['464', ':Closing']);
  assert.ok(peer.isClosed);
});

test('the server’s own password is asked for where there is one', async () => {
  const server = await makeServer({ irc: { checkPassword: (given) => Promise.resolve(given === 'sesame') } });
  const [right, wrong, none] = [new Peer(server), new Peer(server), new Peer(server)];
  assert.match((await right.ask('PASS sesame', 'NICK ann', 'USER a 0 * :A'))[0] ?? '', / 001 /);
  for (const peer of [wrong, none]) {
    if (peer === wrong) peer.say('PASS simsim');
    assert.deepEqual(codes(await peer.ask('NICK ben', 'USER a 0 * :A')), ['464', ':Closing']);
  }
});

test('where guests are not admitted, who does not log in is told so and closed', async () => {
  const server = await makeServer({ core: { guests: { enabled: false, forcePrefix: false } } });
  const peer = new Peer(server);
  const lines = await peer.ask('NICK ann', 'USER a 0 * :A');
  assert.match(lines[0] ?? '', /FAIL \* ACCOUNT_REQUIRED :/);
  assert.match(lines[1] ?? '', /^ERROR :/);
  await account(server, 'alice');
  assert.equal(server.core.people.size, 1);
});

// RELIABILITY I-08
test('who has not registered after 64 lines is closed', async () => {
  const server = await makeServer();
  const peer = new Peer(server);
  for (let i = 0; i < 1000; i++) peer.say(`NICK n${i}`);
  await turns();
  assert.ok(peer.isClosed);
  assert.match(peer.read().join('\n'), /^ERROR :Closing link: Too many lines/m);
  assert.equal(server.core.people.size, 0);
});

// RELIABILITY I-05
test('a browser is no client', async () => {
  for (const line of ['POST / HTTP/1.1', 'GET /x HTTP/1.0', 'CONNECT a:1 HTTP/1.1']) {
    const peer = new Peer(await makeServer());
    assert.deepEqual(await peer.ask(line, 'Host: x', 'NICK a', 'USER a 0 * :a'), []);
    assert.ok(peer.isClosed);
  }
});

// RFC 2812 3.1.7
test('QUIT is answered with ERROR, before registration too, and others see the reason', async () => {
  const server = await makeServer();
  const early = new Peer(server);
  assert.deepEqual(await early.ask('QUIT'), ['ERROR :Closing link: Quit']);
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #a', 'JOIN #b');
  await ben.ask('JOIN #a', 'JOIN #b');
  ann.read();
  const answer = await ann.ask('QUIT :gone home', 'JOIN #c');
  assert.match(answer.shift() ?? '', /^:ann!\S+ QUIT :Quit: gone home$/);
  assert.deepEqual(answer, ['ERROR :Closing link: Quit: gone home']);
  assert.deepEqual(
    ben.read().map((line) => line.replace(/@\S+/, '')),
    [':ann!~ann QUIT :Quit: gone home'],
  );
  assert.equal(server.core.people.byNickname('ann'), undefined);
});

test('a lost connection and an expired registration end without a trace', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #a');
  await ben.ask('JOIN #a');
  ann.drop('reset');
  await turns();
  assert.match(ben.read()[0] ?? '', /^:ann!\S+ QUIT :Connection reset$/);
  const slow = new Peer(server);
  slow.expire();
  assert.deepEqual(slow.read(), ['ERROR :Closing link: Registration timed out']);
});

test('who is silent is asked, and given up at last', async () => {
  const server = await makeServer();
  const [talks, silent] = [await guest(server, 'talks'), await guest(server, 'silent')];
  await talks.ask('JOIN #c');
  await silent.ask('JOIN #c');
  talks.read();
  const heard: string[] = [];
  for (let minute = 0; minute < 5; minute++) {
    server.clock.advance(60_000);
    heard.push(...(await talks.ask('PONG :irc.example.org')));
  }
  assert.ok(!talks.isClosed);
  assert.ok(silent.isClosed);
  assert.match(heard.at(-1) ?? '', /^:silent!\S+ QUIT :Ping timeout$/, 'others are told why');
  const lines = silent.read();
  assert.equal(lines[0], 'PING :irc.example.org');
  assert.equal(lines.at(-1), 'ERROR :Closing link: Ping timeout');
});

test('005 names what the server does, thirteen tokens to a line', async () => {
  const peer = new Peer(await makeServer());
  const lines = (await peer.ask('NICK ann', 'USER a 0 * :A')).filter((line) => line.includes(' 005 '));
  const tokens = lines.flatMap((line) => line.split(' :')[0]?.split(' ').slice(3) ?? []);
  for (const token of [
    'CASEMAPPING=ascii',
    'UTF8ONLY',
    'PREFIX=(qaov)~&@+',
    'CHANMODES=beI,k,fl,CDEMRUcimnprstuz',
    'EXTBAN=,am',
    'ACCOUNTEXTBAN=a',
    'NICKLEN=32',
    'CHATHISTORY=100',
  ]) {
    assert.ok(tokens.includes(token), token);
  }
  assert.ok(lines.every((line) => line.split(' ').length <= 3 + 13 + 5 && Buffer.byteLength(line) <= 510));
});
