import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { account, guest, makeAccount, makeServer, type Peer, type Server } from './harness.ts';

const everything = 'message-tags server-time batch labeled-response echo-message account-tag extended-join';

async function together(caps = ['', '']): Promise<{ server: Server; ann: Peer; ben: Peer }> {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps[0]), await guest(server, 'ben', caps[1])];
  await ann.ask('JOIN #c');
  await ben.ask('JOIN #c');
  ann.read();
  return { server, ann, ben };
}

const text = (line: string | undefined) => line?.replace(/@[0-9a-f]+\.guests\.example\.org/, '');

// RFC 2812 3.3.1
test('a message reaches everybody else in the room, and its speaker only with echo-message', async () => {
  const { ann, ben } = await together();
  assert.deepEqual(await ann.ask('PRIVMSG #c :hello'), []);
  assert.deepEqual(ben.read().map(text), [':ann!~ann PRIVMSG #c :hello']);
  await ann.ask('CAP REQ :echo-message');
  assert.deepEqual((await ann.ask('NOTICE #c :psst')).map(text), [':ann!~ann NOTICE #c :psst']);
  assert.deepEqual(ben.read().map(text), [':ann!~ann NOTICE #c :psst']);
});

test('a client without capabilities sees no tags and no batches, whatever the others have', async () => {
  const { ann, ben } = await together([everything, '']);
  await ann.ask('@label=1;+typing=active TAGMSG #c', '@label=2;+x=y PRIVMSG #c :hi');
  await ann.ask('PRIVMSG ben :you', 'TOPIC #c :t', 'PART #c');
  const lines = ben.read();
  assert.deepEqual(lines.map(text), [
    ':ann!~ann PRIVMSG #c :hi',
    ':ann!~ann PRIVMSG ben :you',
    ':ann!~ann TOPIC #c :t',
    ':ann!~ann PART #c',
  ]);
});

// IRCv3 server-time, message-ids, account-tag, message-tags
test('tags say when, who and which; client tags travel, the server’s own cannot be forged', async () => {
  const server = await makeServer();
  const [alice, bob] = [await account(server, 'alice', everything), await account(server, 'bob', everything)];
  await alice.ask('JOIN #c');
  await bob.ask('JOIN #c');
  await alice.ask('@account=root;time=x;msgid=1;+draft/reply=7 PRIVMSG #c :hi');
  const [line] = bob.read().filter((each) => each.includes('PRIVMSG'));
  assert.match(
    line ?? '',
    /^@time=2023-11-14T22:13:20\.000Z;account=alice;msgid=[0-9a-f-]{36};\+draft\/reply=7 :alice!alice@example\.org PRIVMSG #c :hi$/,
  );
  await alice.ask('@+typing=active TAGMSG #c');
  assert.match(bob.read()[0] ?? '', /;\+typing=active :alice!alice@example\.org TAGMSG #c$/);
});

test('nothing to say, nobody to say it to, nowhere to say it', async () => {
  const { ann } = await together();
  assert.deepEqual(
    await ann.ask('PRIVMSG', 'PRIVMSG #c', 'PRIVMSG #c :', 'PRIVMSG #nowhere :x', 'PRIVMSG &x :y', 'PRIVMSG nobody :x'),
    [
      ':irc.example.org 411 ann :No recipient given (PRIVMSG)',
      ':irc.example.org 412 ann :No text to send',
      ':irc.example.org 412 ann :No text to send',
      ':irc.example.org 403 ann #nowhere :No such channel',
      ':irc.example.org 401 ann &x :No such nick/channel',
      ':irc.example.org 401 ann nobody :No such nick/channel',
    ],
  );
  // RFC 2812 3.3.2: a NOTICE is never answered.
  assert.deepEqual(await ann.ask('NOTICE', 'NOTICE #nowhere :x', 'NOTICE nobody :x', 'NOTICE ann'), []);
});

test('who is not in the room is not heard there', async () => {
  const { server, ben } = await together();
  const out = await guest(server, 'out');
  assert.deepEqual(await out.ask('PRIVMSG #c :hello?'), [':irc.example.org 404 out #c :Cannot send to channel (+n)']);
  assert.deepEqual(ben.read(), []);
});

test('several targets are several messages, four at most', async () => {
  const { ann, ben } = await together();
  await ann.ask('PRIVMSG #c,ben,#c :twice');
  assert.deepEqual(ben.read().map(text).sort(), [':ann!~ann PRIVMSG #c :twice', ':ann!~ann PRIVMSG ben :twice']);
  assert.deepEqual(await ann.ask('PRIVMSG a,b,c,d,e :x'), [':irc.example.org 407 ann PRIVMSG :Too many targets']);
});

// SEMANTICS 5, "DM to offline"
test('somebody with an account can be written to while away from here; somebody without cannot', async () => {
  const server = await makeServer();
  await makeAccount(server, 'alice');
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('PRIVMSG Alice :are you there?'), [
    ':irc.example.org 301 ann Alice :Not here; the message is kept',
  ]);
  assert.deepEqual(await ann.ask('PRIVMSG alice :hello?'), [], 'once in a quarter of an hour');
  for (let minute = 0; minute < 15; minute++) {
    server.clock.advance(60_000);
    await ann.ask('PONG');
  }
  assert.equal((await ann.ask('PRIVMSG alice :no?')).length, 1);
  const alice = await account(server, 'alice', 'draft/chathistory batch message-tags server-time');
  const lines = await alice.ask('CHATHISTORY LATEST ann * 10');
  assert.match(lines[1] ?? '', / :ann!~ann@\S+ PRIVMSG alice :are you there\?$/);
});

test('who is away answers with 301', async () => {
  const { ann, ben } = await together(['', '']);
  assert.deepEqual(await ben.ask('AWAY :at lunch'), [':irc.example.org 306 ben :You have been marked as being away']);
  assert.deepEqual(await ann.ask('PRIVMSG ben :hi', 'NOTICE ben :hi'), [':irc.example.org 301 ann ben :at lunch']);
  ben.read();
  assert.deepEqual(await ben.ask('AWAY'), [':irc.example.org 305 ben :You are no longer marked as being away']);
  assert.deepEqual(await ann.ask('PRIVMSG ben :hi'), []);
});

// IRCv3 away-notify
test('away-notify tells who wants to know', async () => {
  const { ann, ben } = await together(['away-notify', '']);
  await ben.ask('AWAY :tea', 'AWAY');
  assert.deepEqual(ann.read().map(text), [':ben!~ben AWAY :tea', ':ben!~ben AWAY']);
});

// SEMANTICS 5.5
test('ACTION is an act; other CTCP passes as it is, but what asks for a direct connection', async () => {
  const { ann, ben } = await together(['', '']);
  await ann.ask('PRIVMSG #c :\x01ACTION waves\x01', 'PRIVMSG ben :\x01VERSION\x01', 'NOTICE ben :\x01VERSION x\x01');
  assert.deepEqual(ben.read().map(text), [
    ':ann!~ann PRIVMSG #c :\x01ACTION waves\x01',
    ':ann!~ann PRIVMSG ben :\x01VERSION\x01',
    ':ann!~ann NOTICE ben :\x01VERSION x\x01',
  ]);
  assert.deepEqual(await ann.ask('PRIVMSG #c :\x01DCC CHAT x 1 2\x01', 'PRIVMSG ben :\x01DCC SEND x 1 2\x01'), [
    ':irc.example.org 404 ann #c :Direct connections are not passed on',
    ':irc.example.org 404 ann ben :Direct connections are not passed on',
  ]);
  // RELIABILITY I-13
  await ann.ask(
    'PRIVMSG ben :\x01ACTION half',
    'PRIVMSG ben :\x01\x01A\x01B\x01',
    'PRIVMSG ben :\x01',
    'PRIVMSG ben :\x01ACTION\x01',
  );
  assert.deepEqual(ben.read().map(text), [
    ':ann!~ann PRIVMSG ben :\x01ACTION half\x01',
    ':ann!~ann PRIVMSG ben :\x01AB\x01',
    ':ann!~ann PRIVMSG ben :\x01\x01',
  ]);
});

test('formatting passes as typed, other control characters do not', async () => {
  const { ann, ben } = await together();
  await ann.ask('PRIVMSG #c :\x02b\x02\x0304,1c\x0f\x11m\x16r\x1di\x1es\x1fu\x07\x1b\x08\x7f!');
  assert.deepEqual(ben.read().map(text), [':ann!~ann PRIVMSG #c :\x02b\x02\x0304,1c\x0f\x11m\x16r\x1di\x1es\x1fu!']);
});

// RELIABILITY B-06
test('a line that would be too long as others see it is refused with 417; a notice, which is never answered, arrives in pieces', async () => {
  const { ann, ben } = await together(['', 'message-tags']);
  const long = 'word '.repeat(99).trim();
  assert.deepEqual(await ann.ask(`PRIVMSG #c :${long}`), [':irc.example.org 417 ann :Input line was too long']);
  assert.deepEqual(ben.read(), []);
  await ann.ask(`NOTICE #c :${long}`);
  const lines = ben.read();
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^@msgid=/);
  assert.doesNotMatch(lines[1] ?? '', /msgid/);
  for (const line of lines) assert.ok(Buffer.byteLength(line.replace(/^@\S+ /, '')) <= 510);
  assert.equal(lines.map((line) => line.replace(/^.* #c :/, '')).join(''), long);
});

test('one’s other sessions see what one says, and where one goes', async () => {
  const server = await makeServer();
  const ben = await guest(server, 'ben');
  const [desk, phone] = [await account(server, 'alice'), await account(server, 'alice')];
  await ben.ask('JOIN #c');
  await desk.ask('JOIN #c');
  assert.deepEqual(phone.read(), [
    ':alice!alice@example.org JOIN #c',
    ':irc.example.org 353 alice = #c :@ben alice',
    ':irc.example.org 366 alice #c :End of /NAMES list',
  ]);
  assert.equal(ben.read().filter((line) => line.includes('JOIN')).length, 1);
  await desk.ask('PRIVMSG #c :hi', 'PRIVMSG ben :psst');
  assert.deepEqual(phone.read().sort(), [
    ':alice!alice@example.org PRIVMSG #c :hi',
    ':alice!alice@example.org PRIVMSG ben :psst',
  ]);
  await phone.ask('PART #c :enough');
  assert.deepEqual(desk.read(), [':alice!alice@example.org PART #c :enough']);
});

test('a session that comes later finds itself in the rooms', async () => {
  const server = await makeServer();
  const first = await account(server, 'alice');
  await first.ask('JOIN #c', 'TOPIC #c :Here we are');
  const second = await account(server, 'alice', 'extended-join');
  second.say('PING :end');
  await turns();
  const lines = second.read();
  assert.ok(lines.length === 0 || lines.some((line) => line.includes('PONG')));
  const all = await second.ask('NAMES #c');
  assert.match(all[0] ?? '', / 353 alice = #c :~alice$/);
  await first.ask('QUIT');
  assert.equal(server.core.people.byNickname('alice')?.sessions.length, 1);
});

// RELIABILITY P9
test('a message that could not be stored is refused, never echoed', async () => {
  const { server, ann, ben } = await together(['echo-message batch labeled-response standard-replies', '']);
  server.faults.away = true;
  ann.say('@label=7 PRIVMSG #c :lost');
  await turns();
  server.clock.advance(5000);
  await turns(20);
  assert.match(ann.read().join('\n'), /^@label=7 :irc\.example\.org FAIL PRIVMSG TEMPORARILY_UNAVAILABLE #c :/m);
  assert.deepEqual(ben.read(), []);
});

// RELIABILITY P2
test('a retry with the same nonce is stored and shown once, and answered with the first id', async () => {
  const { ann, ben } = await together(['message-tags echo-message', '']);
  const [first] = await ann.ask('@+nonce=n1 PRIVMSG #c :once');
  const [second] = await ann.ask('@+nonce=n1 PRIVMSG #c :once');
  const idOf = (line = '') => /msgid=([^; ]+)/.exec(line)?.[1];
  assert.ok(idOf(first));
  assert.equal(idOf(second), idOf(first));
  assert.equal(ben.read().length, 1);
});
