import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

async function together(): Promise<{ server: Server; alice: Peer; ben: Peer }> {
  const server = await makeServer();
  const [alice, ben] = [await account(server, 'alice'), await guest(server, 'ben')];
  await alice.ask('JOIN #c');
  await ben.ask('JOIN #c');
  alice.read();
  return { server, alice, ben };
}

const text = (line: string | undefined) => line?.replace(/@[0-9a-f]+\.guests\.example\.org/, '');
const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);

// RFC 2812 3.2.1
test('JOIN shows the channel: who came, the topic if there is one, the names', async () => {
  const { server, alice } = await together();
  await alice.ask('TOPIC #c :Welcome');
  const carl = await guest(server, 'carl', 'extended-join multi-prefix userhost-in-names');
  const lines = await carl.ask('JOIN #C');
  assert.deepEqual(
    lines.map((line) => line.replaceAll(/@[0-9a-f]+\.guests\.example\.org/g, '@x')),
    [
      ':carl!~carl@x JOIN #c * :Real carl',
      ':irc.example.org 332 carl #c :Welcome',
      ':irc.example.org 333 carl #c alice!alice@example.org :1700000000',
      ':irc.example.org 353 carl = #c :~alice!alice@example.org ben!~ben@x carl!~carl@x',
      ':irc.example.org 366 carl #c :End of /NAMES list',
    ],
  );
  assert.deepEqual(alice.read().map(text).at(-1), ':carl!~carl JOIN #c');
  assert.deepEqual(await carl.ask('JOIN #c'), [], 'who is inside already is shown nothing');
});

// Modern IRC, "RPL_NAMREPLY": whoever is inside learns ranks by MODE alone
test('who comes into a channel with a rank is shown to others with it, and reads it in NAMES', async () => {
  const { alice, ben } = await together();
  await alice.ask('PART #c');
  ben.read();
  assert.deepEqual(codes(await alice.ask('JOIN #c')), ['JOIN', '353', '366']);
  assert.deepEqual(ben.read(), [':alice!alice@example.org JOIN #c', ':irc.example.org MODE #c +q alice']);
});

test('several channels with their keys, and 0 for leaving all', async () => {
  const { server, ben } = await together();
  await ben.ask('JOIN #one', 'MODE #one +k secret');
  const carl = await guest(server, 'carl');
  assert.deepEqual(codes(await carl.ask('JOIN #one,#two wrong')), ['475', 'JOIN', 'MODE', '353', '366']);
  assert.deepEqual(codes(await carl.ask('JOIN #three,#one ,secret')), [
    ...['JOIN', 'MODE', '353', '366'],
    ...['JOIN', '353', '366'],
  ]);
  assert.deepEqual((await carl.ask('JOIN 0')).map(text), [
    ':carl!~carl PART #two',
    ':carl!~carl PART #three',
    ':carl!~carl PART #one',
  ]);
  assert.deepEqual(codes(await carl.ask(`JOIN ${Array.from({ length: 11 }, (_, i) => `#r${i}`).join(',')}`)), ['407']);
});

test('channels that cannot be are refused: 403 and 479', async () => {
  const { ben } = await together();
  assert.deepEqual(
    codes(await ben.ask('JOIN', 'JOIN x', 'JOIN &x', 'JOIN #', `JOIN #${'x'.repeat(220)}`, 'JOIN #a\x07b')),
    ['461', '403', '403', '479', '479', '479'],
  );
});

test('a room of another server is not made here under its name', async () => {
  const { server, ben } = await together();
  assert.deepEqual(codes(await ben.ask('JOIN #x@conf.remote.example', 'TOPIC #x@conf.remote.example')), ['403', '403']);
  assert.equal(server.core.rooms.find('x@conf.remote.example' as never), undefined);
});

test('where only accounts make channels, a guest is told so', async () => {
  const server = await makeServer({ core: { createRooms: 'accounts' } });
  const ben = await guest(server, 'ben');
  assert.deepEqual(await ben.ask('JOIN #new'), [
    ':irc.example.org 403 ben #new :Only people with an account create rooms.',
  ]);
});

test('who may not enter is told why: +i 473, +l 471, +k 475, +b 474, +R 477', async () => {
  const { server, alice } = await together();
  const carl = await guest(server, 'carl');
  for (const [mode, undo, code] of [
    ['+i', '-i', '473'],
    ['+l 1', '-l', '471'],
    ['+k x', '-k x', '475'],
    ['+b carl!*@*', '-b carl!*@*', '474'],
    ['+R', '-R', '477'],
  ] as const) {
    await alice.ask(`MODE #c ${mode}`);
    assert.deepEqual(codes(await carl.ask('JOIN #c')), [code], mode);
    await alice.ask(`MODE #c ${undo}`);
  }
  assert.deepEqual(codes(await carl.ask('JOIN #c')), ['JOIN', '353', '366']);
});

// RFC 2812 3.2.2
test('PART is seen by all, with its reason; 403 and 442 where there is nothing to leave', async () => {
  const { server, alice, ben } = await together();
  assert.deepEqual((await ben.ask('PART #c :see you')).map(text), [':ben!~ben PART #c :see you']);
  assert.deepEqual(alice.read().map(text), [':ben!~ben PART #c :see you']);
  assert.deepEqual(codes(await ben.ask('PART #c', 'PART #nowhere', 'PART x', 'PART')), ['442', '403', '403', '461']);
  assert.equal(server.core.people.byNickname('ben')?.occupancies.size, 0);
});

// RFC 2812 3.2.4
test('TOPIC is asked, set, taken away, and not by everybody', async () => {
  const { server, alice, ben } = await together();
  assert.deepEqual(await ben.ask('TOPIC #c'), [':irc.example.org 331 ben #c :No topic is set']);
  assert.deepEqual(codes(await ben.ask('TOPIC #c :mine', 'TOPIC #nowhere', 'TOPIC')), ['482', '403', '461']);
  assert.deepEqual(await alice.ask('TOPIC #c :ours'), [':alice!alice@example.org TOPIC #c :ours']);
  assert.deepEqual(ben.read(), [':alice!alice@example.org TOPIC #c :ours']);
  const carl = await guest(server, 'carl');
  assert.deepEqual(codes(await carl.ask('TOPIC #c', 'TOPIC #c :theirs')), ['332', '333', '442']);
  await alice.ask('MODE #c +s', 'TOPIC #c :');
  assert.deepEqual(codes(await carl.ask('TOPIC #c')), ['442']);
  assert.deepEqual(codes(await alice.ask('TOPIC #c')), ['331']);
});

// RFC 2812 3.2.8
test('KICK removes, with its reason or the nick of who did it', async () => {
  const { alice, ben } = await together();
  assert.deepEqual(codes(await ben.ask('KICK #c alice', 'KICK #c', 'KICK #nowhere alice')), ['482', '461', '403']);
  assert.deepEqual(codes(await alice.ask('KICK #c nobody')), ['401']);
  assert.deepEqual(await alice.ask('KICK #c BEN :enough'), [':alice!alice@example.org KICK #c ben :enough']);
  assert.deepEqual(ben.read(), [':alice!alice@example.org KICK #c ben :enough']);
  assert.deepEqual(codes(await alice.ask('KICK #c ben')), ['441']);
  await ben.ask('JOIN #c');
  alice.read();
  assert.deepEqual(await alice.ask('KICK #c ben'), [':alice!alice@example.org KICK #c ben :alice']);
});

test('several are kicked at once: from one channel, or each from its own', async () => {
  const { server, alice, ben } = await together();
  const carl = await guest(server, 'carl');
  await alice.ask('JOIN #d');
  await carl.ask('JOIN #c', 'JOIN #d');
  alice.read();
  assert.deepEqual(await alice.ask('KICK #c,#d ben,carl :bye'), [
    ':alice!alice@example.org KICK #c ben :bye',
    ':alice!alice@example.org KICK #d carl :bye',
  ]);
  await ben.ask('JOIN #c');
  alice.read();
  assert.deepEqual(codes(await alice.ask('KICK #c ben,nobody,carl', 'KICK , ,')), ['KICK', '401', 'KICK', '403']);
});

// RFC 2812 3.2.7
test('INVITE opens the door: 341, and the invited hears of it', async () => {
  const { server, alice, ben } = await together();
  const carl = await guest(server, 'carl');
  // SEMANTICS 4: +i removes who is no member, so bob becomes one.
  const bob = await account(server, 'bob');
  await bob.ask('JOIN #c');
  await alice.ask('MODE #c +v bob', 'MODE #c +i');
  assert.match(ben.read().at(-1) ?? '', /^:irc\.example\.org KICK #c ben :Room is now members-only$/);
  bob.read();
  assert.deepEqual(codes(await bob.ask('INVITE carl #c')), ['482']);
  assert.deepEqual(await alice.ask('INVITE carl #c'), [':irc.example.org 341 alice carl :#c']);
  assert.deepEqual(carl.read(), [':alice!alice@example.org INVITE carl #c']);
  assert.deepEqual(codes(await carl.ask('JOIN #c')), ['JOIN', '353', '366']);
  alice.read();
  assert.deepEqual(codes(await alice.ask('INVITE carl #c', 'INVITE nobody #c', 'INVITE ben #nowhere', 'INVITE ben')), [
    '443',
    '401',
    '403',
    '461',
  ]);
});

// RFC 2812 3.2.5, 3.2.6
test('secret channels exist for those inside: NAMES, LIST, WHO, WHOIS', async () => {
  const { server, alice, ben } = await together();
  await alice.ask('MODE #c +s', 'JOIN #open', 'TOPIC #open :Come in');
  ben.read();
  const carl = await guest(server, 'carl');
  assert.deepEqual(await carl.ask('NAMES #c', 'NAMES #open', 'NAMES'), [
    ':irc.example.org 366 carl #c :End of /NAMES list',
    ':irc.example.org 353 carl = #open :~alice',
    ':irc.example.org 366 carl #open :End of /NAMES list',
    ':irc.example.org 366 carl * :End of /NAMES list',
  ]);
  assert.deepEqual((await carl.ask('LIST')).slice(1, -1), [':irc.example.org 322 carl #open 1 :Come in']);
  assert.equal((await ben.ask('LIST')).length, 4);
  assert.deepEqual(codes(await carl.ask('WHO #c')), ['315']);
  assert.match((await carl.ask('WHOIS alice'))[1] ?? '', / 319 carl alice :~#open$/);
  assert.match((await ben.ask('NAMES #c'))[0] ?? '', / 353 ben @ #c :~alice ben$/);
});

test('LIST is narrowed by names, masks and numbers of people', async () => {
  const { alice } = await together();
  await alice.ask('JOIN #cats', 'JOIN #dogs');
  const listed = async (condition: string) =>
    (await alice.ask(`LIST ${condition}`)).slice(1, -1).map((line) => line.split(' ')[3]);
  assert.deepEqual(await listed('#cats,#dogs,#none'), ['#cats', '#dogs']);
  assert.deepEqual(await listed('#c*'), ['#c', '#cats']);
  assert.deepEqual(await listed('!#c*'), ['#dogs']);
  assert.deepEqual(await listed('>1'), ['#c']);
  assert.deepEqual(await listed('#c*,<2'), ['#cats']);
});

test('the names of a thousand people come in slices, all of them, to a slow reader too', async () => {
  const { server, alice } = await together();
  for (let i = 0; i < 1100; i++) await (await guest(server, `n${i}`.padEnd(32, '_'))).ask('JOIN #c');
  alice.read();
  const carl = await guest(server, 'carl');
  carl.queued = 1e6; // behind already: no more in one go
  carl.say('NAMES #c', 'PING :after');
  await turns(3);
  const first = carl.read();
  assert.ok(first.length > 0 && !first.some((line) => line.includes('PONG')));
  carl.queued = 0;
  server.clock.advance(100);
  const rest = await carl.until(/PONG/);
  const lines = [...first, ...rest].filter((line) => line.includes(' 353 '));
  const names = lines.flatMap((line) => line.split(' :')[1]?.split(' ') ?? []);
  assert.equal(new Set(names).size, 1102);
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 510));
});

test('the list of names is right after every kind of change', async () => {
  const { server, alice, ben } = await together();
  const names = async (peer: Peer) =>
    (await peer.ask('NAMES #c')).filter((line) => line.includes(' 353 ')).map((line) => line.split(' :')[1]);
  const carl = await guest(server, 'carl', 'multi-prefix userhost-in-names');
  await alice.ask('NAMES #c');
  await carl.ask('JOIN #c');
  alice.read();
  assert.deepEqual(await names(alice), ['~alice ben carl']);
  await ben.ask('NICK bernd');
  assert.deepEqual(await names(alice), ['~alice carl bernd']);
  await alice.ask('MODE #c +o carl');
  assert.deepEqual(await names(ben), ['~alice @carl bernd']);
  // One leaves and one comes: as many as before, and not the same.
  await ben.ask('PART #c');
  await (await guest(server, 'dora')).ask('JOIN #c');
  assert.deepEqual(await names(alice), ['~alice @carl dora']);
  await alice.ask('MODE #c +ms', 'MODE #c +v dora');
  assert.match((await alice.ask('NAMES #c'))[0] ?? '', / 353 alice @ #c :~alice @carl \+dora$/);
  const [whole = ''] = await names(carl);
  assert.match(whole, /^~alice!alice@example\.org @carl!~carl@\S+ \+dora!~dora@\S+$/);
});

// RFC 2812 3.6
test('WHO, WHOIS, ISON and USERHOST tell of people what all may know', async () => {
  const { alice, ben } = await together();
  await ben.ask('AWAY :gone');
  assert.deepEqual(
    (await alice.ask('WHO #c')).map((line) => line.replace(/[0-9a-f]{12}/, 'x')),
    [
      ':irc.example.org 352 alice #c alice example.org irc.example.org alice H~ :0 Real alice',
      ':irc.example.org 352 alice #c ~ben x.guests.example.org irc.example.org ben G :0 Real ben',
      ':irc.example.org 315 alice #c :End of /WHO list',
    ],
  );
  assert.deepEqual(codes(await alice.ask('WHO ben', 'WHO nobody', 'WHO b*')), ['352', '315', '315', '352', '315']);
  assert.deepEqual(codes(await alice.ask('WHOIS ben', 'WHOIS alice', 'WHOIS nobody', 'WHOIS irc.example.org ben')), [
    ...['311', '319', '312', '301', '317', '318'],
    ...['311', '319', '312', '330', '338', '317', '318'],
    ...['401', '318'],
    ...['311', '319', '312', '301', '317', '318'],
  ]);
  assert.deepEqual(await alice.ask('ISON ben nobody ALICE'), [':irc.example.org 303 alice :ben alice']);
  assert.match(
    (await alice.ask('USERHOST ben nobody alice'))[0] ?? '',
    / 302 alice :ben=-~ben@\S+ alice=\+alice@example\.org$/,
  );
  assert.deepEqual(codes(await alice.ask('WHOIS', 'ISON', 'USERHOST')), ['431', '461', '461']);
});

test('questions about the server are answered, about any other with 402', async () => {
  const ann = await guest(await makeServer({ irc: { admin: 'ops@example.org' } }), 'ann');
  const heard = codes(await ann.ask('VERSION', 'TIME', 'ADMIN', 'INFO', 'MOTD', 'LUSERS'));
  const once = heard.filter((code, i) => code !== '005' || heard[i - 1] !== '005');
  assert.deepEqual(once, [
    ...['351', '005', '391', '256', '257', '258', '259', '371', '371', '374', '422'],
    ...['251', '252', '253', '254', '255', '265', '266'],
  ]);
  assert.deepEqual(codes(await ann.ask('VERSION other.example', 'TIME other.example', 'MOTD x')), [
    '402',
    '402',
    '402',
  ]);
  assert.deepEqual(codes(await ann.ask('TIME irc.*')), ['391']);
});
