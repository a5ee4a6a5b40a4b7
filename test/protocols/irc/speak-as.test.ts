import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainSettings } from '../../../src/core/rooms/settings.ts';
import { account, guest, makeServer } from './harness.ts';

const text = (line: string) =>
  line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID').replace(/@[0-9a-f]+\.guests/, '@X.guests');

// Ergo, "RELAYMSG": https://github.com/ergochat/ergo/blob/master/docs/MANUAL.md
test('a moderator relays under names that are nobody’s; others and bad names are refused', async () => {
  const server = await makeServer();
  const [bot, ben] = [await account(server, 'bot', 'echo-message batch labeled-response'), await guest(server, 'ben')];
  await bot.ask('JOIN #c');
  await ben.ask('JOIN #c');
  bot.read();
  const fail = (rest: string) => `:irc.example.org FAIL RELAYMSG ${rest}`;
  assert.deepEqual(await bot.ask('RELAYMSG #c in!valid/x hi', 'RELAYMSG #c plain hi', 'RELAYMSG #c a/x :  '), [
    fail('INVALID_NICK :Relayed nicks have one of / in them, and are nicks otherwise'),
    fail('INVALID_NICK :Relayed nicks have one of / in them, and are nicks otherwise'),
    fail('BLANK_MSG :The message must not be blank'),
  ]);
  assert.deepEqual(await ben.ask('RELAYMSG #c a/x :hi'), [
    fail('PRIVS_NEEDED :You cannot relay messages to this channel'),
  ]);
  assert.deepEqual((await bot.ask('RELAYMSG #nowhere a/x :hi')).map(text), [
    ':irc.example.org 403 bot #nowhere :No such channel',
  ]);
  assert.deepEqual(await bot.ask('@label=l RELAYMSG #c a/x :hi there'), [
    '@label=l :a/x!relay@example.org PRIVMSG #c :hi there',
  ]);
  assert.deepEqual(ben.read(), [':a/x!relay@example.org PRIVMSG #c :hi there']);
  await bot.ask('MODE #c +b a/*!*@*');
  assert.deepEqual(await bot.ask('RELAYMSG #c A/x :hi'), [
    fail('BANNED :Whose words these are is banned from the channel'),
  ]);
});

test('the tag says who relayed, in history too, and its speaker sees it without echo-message', async () => {
  const server = await makeServer();
  const [bot, ben] = [
    await account(server, 'bot'),
    await guest(server, 'ben', 'draft/relaymsg batch draft/chathistory'),
  ];
  await bot.ask('JOIN #c');
  await ben.ask('JOIN #c');
  bot.read();
  assert.deepEqual(await bot.ask('RELAYMSG #c a/x :hi'), [':a/x!relay@example.org PRIVMSG #c :hi']);
  assert.deepEqual(ben.read(), ['@draft/relaymsg=bot :a/x!relay@example.org PRIVMSG #c :hi']);
  assert.deepEqual(
    (await ben.ask('CHATHISTORY LATEST #c * 5'))[1],
    '@batch=1;draft/relaymsg=bot :a/x!relay@example.org PRIVMSG #c :hi',
  );
});

test('without separators there is no RELAYMSG', async () => {
  const bot = await guest(await makeServer({ irc: { relaySeparators: '' } }), 'bot');
  await bot.ask('JOIN #c');
  assert.deepEqual(await bot.ask('RELAYMSG #c a/x :hi'), [
    ':irc.example.org FAIL RELAYMSG NOT_ENABLED :RELAYMSG has been disabled',
  ]);
  assert.doesNotMatch((await bot.ask('CAP LS 302')).join(), /relaymsg/);
});

// Ergo, "Roleplay"; numeric 573 ERR_CANNOTSENDRP
test('characters speak where the room has that', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #c');
  await ben.ask('JOIN #c');
  ann.read();
  assert.deepEqual(await ann.ask('NPC #c bilbo too much bread'), [
    ":irc.example.org 573 ann #c :Channel doesn't have roleplaying mode available",
  ]);
  const room = server.core.rooms.find('c@rooms.example.org' as never);
  assert.ok(room);
  room.record = { ...room.record, settings: { ...plainSettings, roleplay: true } };
  const said = [
    ':*bilbo*!ann@npc.example.org PRIVMSG #c :too much bread (ann)',
    ':*bilbo*!ann@npc.example.org PRIVMSG #c :\x01ACTION eats (ann)\x01',
    ':=Scene=!ann@npc.example.org PRIVMSG #c :dark and stormy (ann)',
  ];
  assert.deepEqual(
    await ann.ask('NPC #c bilbo too much bread', 'NPCA #c bilbo eats', 'SCENE #c dark and stormy'),
    said,
  );
  assert.deepEqual(ben.read(), said);
  assert.deepEqual(await ann.ask('NPC #c *bi!lbo x', 'SCENE #c'), [
    ':irc.example.org 573 ann #c :Invalid roleplay name',
    ':irc.example.org 461 ann SCENE :Not enough parameters',
  ]);
  const out = await guest(server, 'out');
  assert.match((await out.ask('SCENE #c :x'))[0] ?? '', / 442 out #c /);
  const none = await guest(await makeServer({ irc: { roleplay: false } }), 'ann');
  assert.match((await none.ask('SCENE #c :x'))[0] ?? '', / 573 ann #c :Roleplaying has been disabled/);
});
