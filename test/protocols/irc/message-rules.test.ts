import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomSettings } from '../../../src/core/rooms/settings.ts';
import { Trait } from '../../../src/core/presence/person.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const plain = (line: string) =>
  line.replace(/@[0-9a-f]+\.guests\.example\.org/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID');

async function room(
  settings: Partial<RoomSettings> = {},
  caps = '',
): Promise<{ server: Server; op: Peer; ann: Peer; ben: Peer }> {
  const server = await makeServer();
  const op = await account(server, 'op', caps);
  await op.ask('JOIN #c');
  const found = server.core.rooms.find('c@rooms.example.org' as never);
  assert.ok(found);
  found.record = { ...found.record, settings: { ...found.record.settings, ...settings } };
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', caps)];
  for (const each of [ann, ben]) await each.ask('JOIN #c');
  for (const each of [op, ann, ben]) each.read();
  return { server, op, ann, ben };
}

// Modern IRC, "STATUSMSG Parameter"
test('what is said to a rank is heard by that rank and above, and is in nobody’s history', async () => {
  const { op, ann, ben } = await room({}, 'batch draft/chathistory echo-message');
  await op.ask('MODE #c +v ann');
  for (const each of [ann, ben]) each.read();
  assert.deepEqual((await ben.ask('PRIVMSG @#c :help')).map(plain), [':ben!~ben PRIVMSG @#c :help']);
  assert.deepEqual(op.read().map(plain), [':ben!~ben PRIVMSG @#c :help']);
  assert.deepEqual(ann.read(), []);
  await ben.ask('NOTICE @+#c :both');
  assert.deepEqual(ann.read().map(plain), [':ben!~ben NOTICE +#c :both']);
  assert.deepEqual(op.read().map(plain), [':ben!~ben NOTICE +#c :both']);
  assert.equal((await op.ask('CHATHISTORY LATEST #c * 10')).length, 2);
  assert.match((await op.ask('PRIVMSG !#c :x', 'PRIVMSG @#nowhere :x')).join('\n'), / 401 op !#c .*\n.* 403 op /);
  const out = await op.ask('PRIVMSG ~#c :to myself');
  assert.deepEqual(out, [':op!op@example.org PRIVMSG ~#c :to myself']);
});

test('005 tells of the ranks, and of tags that are kept back', async () => {
  const lines = await (await guest(await makeServer({ irc: { deniedTags: ['*', '-typing'] } }), 'ann')).ask('VERSION');
  assert.match(lines.join(), / STATUSMSG=~&@\+ /);
  assert.match(lines.join(), / CLIENTTAGDENY=\*,-typing /);
  assert.doesNotMatch((await (await guest(await makeServer(), 'ann')).ask('VERSION')).join(), /CLIENTTAGDENY/);
});

// IRCv3 message-tags, "RPL_ISUPPORT Tokens": "will be silently ignored"
test('tags that are kept back are not passed on, and what they are on is', async () => {
  const server = await makeServer({ irc: { deniedTags: ['foo', 'draft/react'] } });
  const [ann, ben] = [await guest(server, 'ann', 'message-tags'), await guest(server, 'ben', 'message-tags')];
  assert.deepEqual(await ann.ask('@+foo=1;+bar=2 PRIVMSG ben :x', '@+draft/react=3 TAGMSG ben'), []);
  assert.deepEqual(ben.read().map(plain), ['@msgid=ID;+bar=2 :ann!~ann PRIVMSG ben :x']);
});

// Modern IRC, "No CTCP mode"
test('+C refuses requests but ACTION', async () => {
  const { ann, ben } = await room({ noRequests: true });
  assert.deepEqual(await ann.ask('PRIVMSG #c :\x01ACTION waves\x01', 'PRIVMSG #c :\x01PING 1\x01'), [
    ':irc.example.org 404 ann #c :Cannot send to channel (+C)',
  ]);
  assert.deepEqual(ben.read().map(plain), [':ann!~ann PRIVMSG #c :\x01ACTION waves\x01']);
});

test('+c takes formatting out, for the speaker too; what is nothing but that is empty', async () => {
  const { ann, ben } = await room({ noFormatting: true }, 'echo-message');
  assert.deepEqual((await ann.ask('PRIVMSG #c :\x02bold\x02 \x0304,01red')).map(plain), [
    ':ann!~ann PRIVMSG #c :bold red',
  ]);
  assert.deepEqual(ben.read().map(plain), [':ann!~ann PRIVMSG #c :bold red']);
  assert.match((await ann.ask('PRIVMSG #c :\x02\x02'))[0] ?? '', / 412 ann /);
});

// RFC 2811 4.2.3, "No messages to channel from clients on the outside"
test('-n lets others speak from outside, but not who is banned or has no voice', async () => {
  const { server, op, ben } = await room({ noOutside: false });
  const out = await guest(server, 'out');
  assert.deepEqual(await out.ask('PRIVMSG #c :hello in there'), []);
  assert.deepEqual(ben.read().map(plain), [':out!~out PRIVMSG #c :hello in there']);
  await op.ask('MODE #c +m');
  assert.match((await out.ask('PRIVMSG #c :x'))[0] ?? '', / 404 out #c /);
  await op.ask('MODE #c -m+b out!*@*');
  assert.match((await out.ask('PRIVMSG #c :x'))[0] ?? '', / 404 out #c /);
  assert.equal(op.read().filter((line) => line.includes('PRIVMSG')).length, 0);
});

test('+U shows what has no voice to moderators only', async () => {
  const { op, ann, ben } = await room({ opModerated: true, moderated: true }, 'batch draft/chathistory');
  assert.deepEqual(await ann.ask('PRIVMSG #c :may I?'), []);
  assert.deepEqual(op.read().map(plain), [':ann!~ann PRIVMSG #c :may I?']);
  assert.deepEqual(ben.read(), []);
  await op.ask('MODE #c +v ann');
  ben.read();
  await ann.ask('PRIVMSG #c :thanks');
  assert.deepEqual(ben.read().map(plain), [':ann!~ann PRIVMSG #c :thanks']);
});

// IRCv3 channel-context; SEMANTICS 5, "MUC PM"
test('a private message in the context of a channel goes through it, where both are in it', async () => {
  const { server, ann, ben } = await room({}, 'message-tags');
  await ann.ask('@+channel-context=#c;+x=y PRIVMSG ben :psst', '@+draft/channel-context=#d NOTICE ben :elsewhere');
  assert.deepEqual(ben.read().map(plain), [
    '@msgid=ID;+channel-context=#c;+draft/channel-context=#c;+x=y :ann!~ann PRIVMSG ben :psst',
    '@msgid=ID;+draft/channel-context=#d :ann!~ann NOTICE ben :elsewhere',
  ]);
  const found = server.core.rooms.find('c@rooms.example.org' as never);
  assert.ok(found);
  found.record = { ...found.record, settings: { ...found.record.settings, privateMessages: 'none' } };
  assert.match((await ann.ask('@+channel-context=#c PRIVMSG ben :x'))[0] ?? '', / (404|482) ann ben /);
});

// IRCv3 bot-mode, "The bot tag": "MUST only be sent to users who have requested the message-tags capability"
test('what programs do is tagged so', async () => {
  const { server, op, ann, ben } = await room({}, 'message-tags');
  const person = server.core.people.byNickname('ann');
  assert.ok(person);
  person.traits |= Trait.bot;
  await ann.ask('PRIVMSG #c :beep', 'PRIVMSG ben :boop');
  assert.deepEqual(op.read().map(plain), ['@bot;msgid=ID :ann!~ann PRIVMSG #c :beep']);
  assert.ok(ben.read().map(plain).includes('@bot;msgid=ID :ann!~ann PRIVMSG ben :boop'));
});

// IRCv3 typing, "Format": not within 3 seconds; SEMANTICS 5, "typing"
test('typing is shown once in three seconds, its end at any time, and never kept', async () => {
  const { server, op, ann } = await room({}, 'message-tags echo-message');
  const say = (state: string) => ann.ask(`@+typing=${state} TAGMSG #c`);
  const seen = () => op.read().map((line) => /typing=(\w+)/.exec(line)?.[1]);
  for (const state of ['active', 'active', 'paused', 'done', 'done', 'active']) await say(state);
  assert.deepEqual(seen(), ['active', 'done']);
  server.clock.advance(3000);
  assert.equal((await say('active')).length, 1, 'echoed');
  assert.deepEqual(seen(), ['active']);
  await ann.ask('@+typing=nonsense TAGMSG #c', '@+draft/typing=paused;+a=b TAGMSG op');
  assert.deepEqual(op.read().map(plain), [
    '@msgid=ID;+typing=nonsense :ann!~ann TAGMSG #c',
    '@msgid=ID;+typing=paused;+a=b :ann!~ann TAGMSG op',
  ]);
});

// SEMANTICS 5, "reply"
test('an answer far from what it answers begins with a name for who sees no tags', async () => {
  const { server, op, ann } = await room({}, 'message-tags');
  const old = await guest(server, 'old');
  await old.ask('JOIN #c');
  const [echo] = await ann.ask('CAP REQ :echo-message', 'PRIVMSG #c :question').then((lines) => lines.slice(-1));
  const id = /msgid=([^ ;]+)/.exec(echo ?? '')?.[1] ?? '';
  old.read();
  await op.ask(`@+reply=${id} PRIVMSG #c :near`);
  server.clock.advance(61_000);
  await op.ask(`@+reply=${id} PRIVMSG #c :far`, `@+reply=${id} PRIVMSG #c :far, Ann`);
  const said = old.read().filter((line) => line.includes('PRIVMSG'));
  assert.deepEqual(
    said.map((line) => line.replace(/^.*?#c :/, '')),
    ['near', 'ann: far', 'far, Ann'],
  );
  assert.doesNotMatch(ann.read().join('\n'), /:ann: far/);
});

// SEMANTICS 10: guests' new conversations
test('a guest begins three conversations an hour with strangers; those it knows do not count', async () => {
  const world = await makeServer();
  world.core.config = { ...world.core.config, limits: { ...world.core.config.limits, strangersPerHour: 3 } };
  const [ann, friend, fan] = [await guest(world, 'ann'), await guest(world, 'friend'), await guest(world, 'fan')];
  await ann.ask('JOIN #c');
  await friend.ask('JOIN #c');
  await fan.ask('PRIVMSG ann :hello');
  ann.read();
  const strangers = await Promise.all(['s1', 's2', 's3', 's4'].map((name) => guest(world, name)));
  assert.deepEqual(await ann.ask('PRIVMSG s1,s2,s3 :hi', 'PRIVMSG s1 :again', 'PRIVMSG friend,fan :hi'), []);
  assert.match((await ann.ask('PRIVMSG s4 :hi'))[0] ?? '', / 263 ann PRIVMSG :Guests may write to 3 strangers an hour/);
  for (let minute = 0; minute < 20; minute++) {
    world.clock.advance(60_000);
    for (const each of [ann, friend, fan, ...strangers]) each.say('PONG');
    await ann.ask();
  }
  assert.deepEqual(await ann.ask('PRIVMSG s4 :hi'), []);
  const member = await account(world, 'member');
  assert.deepEqual(await member.ask('PRIVMSG s1,s2,s3,s4 :hi', 'PRIVMSG ann,fan,friend :hi'), []);
});

// RFC 2812 3.3.1
test('a nick may be followed by this server’s name', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('PRIVMSG ben@irc.example.org :x', 'PRIVMSG ben@IRC.example.org :y');
  assert.deepEqual(ben.read().map(plain), [':ann!~ann PRIVMSG ben :x', ':ann!~ann PRIVMSG ben :y']);
  assert.match((await ann.ask('PRIVMSG ben@irc.elsewhere.example :x'))[0] ?? '', / 401 ann ben@irc.elsewhere.example /);
});

// SEMANTICS 10: CHATHISTORY has a bucket of its own
test('reading history does not take from what may be said', async () => {
  const server = await makeServer({ irc: { flood: { burst: 2, perSecond: 1 } } });
  const ann = await guest(server, 'ann', 'draft/chathistory');
  await ann.ask('JOIN #c');
  const asks = Array.from({ length: 16 }, () => 'CHATHISTORY LATEST #c * 1');
  ann.read();
  await ann.ask(...asks);
  assert.match((await ann.ask('PING :x')).join(), / PONG /);
});

// RFC 2812, RPL_AWAY; SEMANTICS 5, "DM to offline"
test('that somebody is not here is told once in a quarter of an hour, of each', async () => {
  const server = await makeServer();
  for (const name of ['alice', 'bob']) (await account(server, name)).drop();
  const ann = await guest(server, 'ann');
  const first = await ann.ask('PRIVMSG alice :x', 'PRIVMSG bob :x');
  assert.equal(first.filter((line) => line.includes(' 301 ')).length, 2);
  assert.deepEqual(await ann.ask('PRIVMSG alice :y', 'PRIVMSG bob :y', 'PRIVMSG Alice :z'), []);
});
