import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeAccount, makeServer, type Peer, type Server } from './harness.ts';

const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
const plain = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/![^ ]*@[0-9a-f]+\.guests\.example\.org/g, ''));

async function crowd(...names: readonly string[]): Promise<{ server: Server; people: Peer[] }> {
  const server = await makeServer();
  const people: Peer[] = [];
  for (const name of names) people.push(await guest(server, name));
  return { server, people };
}

/** Five minutes in which nobody is silent. */
async function wait(server: Server, people: readonly Peer[]): Promise<void> {
  for (let i = 0; i < 11; i++) {
    server.clock.advance(30_000);
    for (const peer of people) await peer.ask('PING x');
  }
}

// Modern 470 ERR_LINKCHANNEL; SEMANTICS 4, +f; M-03
test('+f sends who cannot enter to a channel where the operator has a say too', async () => {
  const { people } = await crowd('op', 'ned');
  const [op, ned] = people as [Peer, Peer];
  await op.ask('JOIN #front,#back');
  await ned.ask('JOIN #elsewhere');
  assert.deepEqual(await op.ask('MODE #front +f #nowhere'), [
    ':irc.example.org 696 op #front f #nowhere :There is no other room of that name.',
  ]);
  assert.deepEqual(codes(await op.ask('MODE #front +f #elsewhere', 'MODE #front +f #front')), ['482', '696']);
  assert.deepEqual(plain(await op.ask('MODE #front +if #back')), [':op MODE #front +if #back']);
  assert.match((await op.ask('MODE #front'))[0] ?? '', / 324 op #front \+fint :#back$/);
  assert.deepEqual(plain(await ned.ask('JOIN #front')).slice(0, 2), [
    ':irc.example.org 470 ned #front #back :Forwarding to another channel',
    ':ned JOIN #back',
  ]);
  await ned.ask('PART #back');
  await op.ask('MODE #back +k sesame');
  assert.deepEqual(codes(await ned.ask('JOIN #front')), ['473'], 'the other door has its own lock');
});

// Solanum and Ergo: KNOCK, 710-714; 480
test('KNOCK asks the moderators, once in a while, where the door is shut', async () => {
  const { server, people } = await crowd('op', 'ned', 'eve');
  const [op, ned, eve] = people as [Peer, Peer, Peer];
  await op.ask('JOIN #c');
  await eve.ask('JOIN #c');
  assert.deepEqual(codes(await ned.ask('KNOCK #c', 'KNOCK #nowhere', 'KNOCK')), ['713', '403', '461']);
  assert.deepEqual(codes(await op.ask('KNOCK #c')).at(-1), '714');
  await op.ask('MODE #c +k sesame');
  [op, eve].forEach((peer) => peer.read());
  assert.deepEqual(await ned.ask('KNOCK #c :let me in'), [
    ':irc.example.org 711 ned #c :Your KNOCK has been delivered',
  ]);
  assert.deepEqual(plain(op.read()), [':irc.example.org 710 #c #c ned :has asked for an invite: let me in']);
  assert.deepEqual(eve.read(), [], 'nobody else hears it');
  assert.deepEqual(codes(await ned.ask('KNOCK #c')), ['712']);
  await wait(server, people);
  assert.deepEqual(codes(await ned.ask('KNOCK #c')), ['711']);
  await wait(server, people);
  await op.ask('MODE #c +b ned');
  assert.deepEqual(codes(await ned.ask('KNOCK #c')), ['480']);
});

// draft/channel-rename, "Messages", "Errors", "Fallback"
test('RENAME gives a channel another name; who does not know that command parts and joins', async () => {
  const server = await makeServer();
  const [op, ned] = [await account(server, 'op', 'draft/channel-rename'), await guest(server, 'ned')];
  await op.ask('JOIN #old', 'TOPIC #old :Tea', 'JOIN #taken');
  await ned.ask('JOIN #old');
  op.read();
  assert.deepEqual(codes(await ned.ask('RENAME #old #new')), ['482']);
  assert.deepEqual(await op.ask('RENAME #old #taken'), [
    ':irc.example.org FAIL RENAME CHANNEL_NAME_IN_USE #old #taken :The channel name is already taken',
  ]);
  assert.match((await op.ask('RENAME #old &new'))[0] ?? '', / FAIL RENAME CANNOT_RENAME #old &new :/);
  assert.deepEqual(codes(await op.ask('RENAME #nowhere #new', 'RENAME #old')), ['403', '461']);
  assert.deepEqual(await op.ask('RENAME #old #new :Typo fix'), [':op!op@example.org RENAME #old #new :Typo fix']);
  assert.deepEqual(plain(ned.read()), [
    ':ned PART #old :Typo fix',
    ':ned JOIN #new',
    ':irc.example.org 332 ned #new :Tea',
    ':irc.example.org 333 ned #new op!op@example.org :1700000000',
    ':irc.example.org 353 ned = #new :~op ned',
    ':irc.example.org 366 ned #new :End of /NAMES list',
  ]);
  await ned.ask('PRIVMSG #new :here we are');
  assert.deepEqual(plain(op.read()), [':ned PRIVMSG #new :here we are']);
  assert.deepEqual(await op.ask('RENAME #new #NEW'), [':op!op@example.org RENAME #new #NEW :']);
  assert.deepEqual(ned.read(), [], 'no fallback where only the case changes');
  assert.deepEqual(codes(await ned.ask('MODE #old')), ['403']);
});

// draft/channel-rename, "Channel redirection": FAIL JOIN CHANNEL_RENAMED; 470 (ERR_LINKCHANNEL) "SHOULD NOT be used when the
// capability has been negotiated"
test('JOIN of a former name is answered with the new one, and who does not know RENAME is taken there', async () => {
  const server = await makeServer();
  const [op, knows] = [await account(server, 'op'), await guest(server, 'knows', 'draft/channel-rename')];
  const [plainOne, banned] = [await guest(server, 'plain'), await guest(server, 'banned')];
  await op.ask('JOIN #old', 'JOIN #mine', 'MODE #old +k sesame', 'MODE #old +b banned', 'RENAME #old #New');
  assert.deepEqual(await knows.ask('JOIN #OLD'), [
    ':irc.example.org FAIL JOIN CHANNEL_RENAMED #OLD #New :The channel has been renamed',
  ]);
  assert.deepEqual(await plainOne.ask('JOIN #old'), [':irc.example.org 475 plain #old :Cannot join channel (+k)']);
  const led = await plainOne.ask('JOIN #old sesame');
  assert.equal(led[0], ':irc.example.org 470 plain #old #New :The channel has been renamed');
  assert.match(led[1] ?? '', / JOIN :?#New$/);
  assert.deepEqual(codes(await banned.ask('JOIN #old sesame')), ['474']);
  op.read();
  assert.match((await op.ask('RENAME #mine #old'))[0] ?? '', / FAIL RENAME CHANNEL_NAME_IN_USE #mine #old :/);
  assert.deepEqual(codes(await op.ask('MODE #mine +if #New')), ['MODE']);
  await op.ask('RENAME #New #newest');
  await banned.ask('NICK other');
  await op.ask('MODE #newest -k sesame');
  op.read();
  // SEMANTICS 4, +f: a channel that was renamed since is still where people are sent.
  const sent = await banned.ask('JOIN #mine');
  assert.match(sent[0] ?? '', / 470 other #mine #newest :/);
});

// Modern, INVITE: RPL_INVITELIST (336), RPL_ENDOFINVITELIST (337); IRCv3 invite-notify, "Format"
test('an invitation opens +i, +k, +l and +b once, is listed, and is told to moderators who want to know', async () => {
  const server = await makeServer();
  const op = await guest(server, 'op');
  const [ned, aide] = [await guest(server, 'ned'), await guest(server, 'aide', 'invite-notify')];
  await op.ask('JOIN #c');
  await aide.ask('JOIN #c');
  await op.ask('MODE #c +o aide', 'MODE #c +klb sesame 2 ned!*@*');
  [aide, ned].forEach((peer) => peer.read());
  assert.deepEqual(codes(await ned.ask('JOIN #c', 'INVITE')), ['474', '337']);
  assert.deepEqual(await op.ask('INVITE ned #C'), [':irc.example.org 341 op ned :#c']);
  assert.deepEqual(plain(ned.read()), [':op INVITE ned #c']);
  assert.deepEqual(plain(aide.read()), [':op INVITE ned #c']);
  assert.deepEqual(await ned.ask('INVITE'), [
    ':irc.example.org 336 ned :#c',
    ':irc.example.org 337 ned :End of /INVITE list',
  ]);
  assert.equal(codes(await ned.ask('JOIN #c'))[0], 'JOIN');
  await ned.ask('PART #c');
  assert.deepEqual(codes(await ned.ask('JOIN #c')), ['474'], 'once');
});

// SEMANTICS 4.1
test('who has an account and is not here finds the invitation later, and is a member of a closed room', async () => {
  const server = await makeServer();
  const op = await account(server, 'op');
  const bob = await account(server, 'bob');
  bob.drop();
  await op.ask('JOIN #c', 'MODE #c +i');
  assert.deepEqual(codes(await op.ask('INVITE nobody #c')), ['401']);
  assert.deepEqual(await op.ask('INVITE bob #c'), [
    ':op!op@example.org MODE #c +I a:bob',
    ':irc.example.org 341 op bob :#c',
  ]);
});

// modern.ircdocs.horse, "RPL_INVITELIST (346)" and "RPL_ENDOFINVITELIST (347)"; RFC 2812 5.1
test('MODE +I without a mask lists who is expected: masks and members, each with setter and time', async () => {
  const server = await makeServer();
  const op = await account(server, 'op');
  await makeAccount(server, 'bob');
  await op.ask('JOIN #c', 'MODE #c +II *!*@friends.example a:bob');
  assert.deepEqual(await op.ask('MODE #c I'), [
    ':irc.example.org 346 op #c *!*@friends.example op!op@example.org :1700000000',
    ':irc.example.org 346 op #c a:bob op :1700000000',
    ':irc.example.org 347 op #c :End of channel invite list',
  ]);
});

// Ergo +u; IRC+ auditorium habits; SEMANTICS 4, +u
test('in an auditorium who has no rank is seen by moderators only', async () => {
  const { people } = await crowd('op', 'ned', 'eve');
  const [op, ned, eve] = people as [Peer, Peer, Peer];
  await op.ask('JOIN #c', 'MODE #c +u');
  await ned.ask('JOIN #c');
  assert.deepEqual(plain(op.read()), [':ned JOIN #c']);
  await eve.ask('JOIN #c');
  assert.deepEqual(ned.read(), []);
  op.read();
  assert.match((await ned.ask('NAMES #c'))[0] ?? '', / 353 ned = #c :@op$/);
  assert.match((await op.ask('NAMES #c'))[0] ?? '', / 353 op = #c :@op ned eve$/);
  await op.ask('MODE #c +v ned');
  assert.deepEqual(plain(eve.read()), [':op MODE #c +v ned']);
  assert.match((await eve.ask('NAMES #c'))[0] ?? '', / 353 eve = #c :@op \+ned$/);
  await ned.ask('PART #c');
  assert.deepEqual(plain(eve.read()), [':ned PART #c']);
  await eve.ask('QUIT');
  assert.equal(op.read().length, 2);
  assert.deepEqual(ned.read(), []);
});

// ircu +D; SEMANTICS 4, +D
test('a delayed join is shown when somebody speaks or gets a rank', async () => {
  const { server, people } = await crowd('op', 'ned', 'eve', 'may');
  const [op, ned, eve, may] = people as [Peer, Peer, Peer, Peer];
  await op.ask('JOIN #c', 'MODE #c +D');
  for (const peer of [ned, eve, may]) await peer.ask('JOIN #c');
  assert.deepEqual(ned.read(), []);
  await eve.ask('PRIVMSG #c :hello');
  assert.deepEqual(plain(ned.read()), [':eve JOIN #c', ':eve PRIVMSG #c :hello']);
  await op.ask('MODE #c +v may');
  assert.deepEqual(plain(ned.read()), [':may JOIN #c', ':op MODE #c +v may']);
  const ann = await guest(server, 'ann');
  await ann.ask('JOIN #c');
  await op.ask('MODE #c +o ann');
  assert.deepEqual(plain(ned.read()), [':ann JOIN #c', ':op MODE #c +o ann'], 'a rank is told once');
  await op.ask('MODE #c -D');
  assert.deepEqual(plain(eve.read()).slice(-2), [':op MODE #c -D', ':ned JOIN #c']);
});

// IRCv3 account-extban; 005 EXTBAN=,am
test('a: names accounts and m: mutes, both are excepted by +e, and voice is heard in spite of them', async () => {
  const server = await makeServer();
  const [op, bob] = [await account(server, 'op'), await account(server, 'bob')];
  const gus = await guest(server, 'gus');
  await op.ask('JOIN #c');
  assert.deepEqual(await op.ask('MODE #c +b a:bob'), [':op!op@example.org MODE #c +b *!bob@example.org']);
  assert.deepEqual(codes(await bob.ask('JOIN #c')), ['474']);
  assert.deepEqual(await op.ask('MODE #c b'), [
    ':irc.example.org 367 op #c *!bob@example.org op :1700000000',
    ':irc.example.org 368 op #c :End of channel ban list',
  ]);
  await op.ask('MODE #c -b a:bob');
  await bob.ask('JOIN #c');
  await gus.ask('JOIN #c');
  await op.ask('MODE #c +b m:a:BOB', 'MODE #c +b m:GUS');
  assert.deepEqual(codes(await bob.ask('PRIVMSG #c :hm')).at(-1), '404');
  assert.deepEqual(codes(await gus.ask('PRIVMSG #c :hm')).at(-1), '404');
  await op.ask('MODE #c +e m:a:bob', 'MODE #c +v gus');
  [bob, gus].forEach((peer) => peer.read());
  assert.deepEqual(await bob.ask('PRIVMSG #c :hm'), []);
  assert.deepEqual(codes(await gus.ask('PRIVMSG #c :hm')), ['PRIVMSG']);
  assert.deepEqual(codes(await op.ask('MODE #c +b m:', 'MODE #c +b a:', 'MODE #c +I m:x')).slice(-3), [
    '696',
    '696',
    '696',
  ]);
  assert.deepEqual((await op.ask('MODE #c +i', 'MODE #c +I a:dora')).slice(-1), [
    ':op!op@example.org MODE #c +I a:dora',
  ]);
});

// Modern ERR_BANLISTFULL (478)
test('a full list takes no more: 478', async () => {
  const server = await makeServer();
  const op = await guest(server, 'op');
  server.core.config = { ...server.core.config, limits: { ...server.core.config.limits, masks: 2 } };
  await op.ask('JOIN #c', 'MODE #c +bb a!*@* b!*@*');
  assert.deepEqual(await op.ask('MODE #c +b c!*@*'), [':irc.example.org 478 op #c c!*@* :Channel list is full']);
  assert.deepEqual(codes(await op.ask('MODE #c +e c!*@*')), ['MODE'], 'each list has its own limit');
});

// RELIABILITY I-15
test('INVITE, KICK, TOPIC, KNOCK and RENAME of what is not there get the right numeric, with any number of parameters', async () => {
  const { people } = await crowd('op');
  const [op] = people as [Peer];
  for (const command of ['INVITE', 'KICK', 'TOPIC', 'KNOCK', 'RENAME', 'MODE', 'NAMES', 'JOIN', 'PART']) {
    for (let n = 0; n <= 15; n++) {
      const lines = await op.ask([command, ...Array.from({ length: n }, (_, i) => `p${i}`)].join(' '));
      assert.ok(
        lines.every((line) => !line.includes(' 400 ')),
        `${command} ${n}: ${lines.join()}`,
      );
      assert.ok(lines.length <= 1 + n, `${command} ${n}`);
    }
  }
  assert.deepEqual(codes(await op.ask('INVITE op #x', 'KICK #x op', 'TOPIC #x', 'PART #x')), [
    '403',
    '403',
    '403',
    '403',
  ]);
});
