import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeModes } from '../../../src/core/presence/traits.ts';
import { Trait } from '../../../src/core/presence/person.ts';
import { irc } from '../../../src/protocols/irc/config.ts';
import { attach } from '../../../src/core/presence/attach.ts';
import { online } from '../../../src/core/presence/availability.ts';
import { TestEndpoint, turns } from '../../core/world.ts';
import { account as secure } from '../../core/world.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const person = (server: Server, nick: string) => {
  const found = server.core.people.byNickname(nick);
  assert.ok(found);
  return found;
};
const hostOf = (server: Server, nick: string): string => person(server, nick).mask.split('@')[1] ?? '';
const become = (server: Server, nick: string, traits: number): void =>
  changeModes(server.core, person(server, nick), { traits });
const makeOperator = (server: Server, nick: string): void => {
  const operator = { name: 'op', class: 'server-admin', whois: 'is a server admin', notices: '' };
  changeModes(server.core, person(server, nick), { operator });
};

// RFC 2812 3.6.1, modern.ircdocs.horse "RPL_WHOREPLY": H or G, * for operators, ranks, B for bots
test('WHO of a room says of each how they are, and 315 repeats what was asked', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'bob');
  for (const each of [ann, bob]) await each.ask('JOIN #garden');
  await bob.ask('AWAY :lunch');
  become(server, 'bob', Trait.bot);
  makeOperator(server, 'ann');
  ann.read();
  assert.deepEqual(await ann.ask('WHO #GARDEN'), [
    `:irc.example.org 352 ann #garden ~ann ${hostOf(server, 'ann')} irc.example.org ann H*@ :0 Real ann`,
    `:irc.example.org 352 ann #garden ~bob ${hostOf(server, 'bob')} irc.example.org bob GB :0 Real bob`,
    ':irc.example.org 315 ann #GARDEN :End of /WHO list',
  ]);
  assert.equal((await ann.ask('WHO #garden o')).length, 2);
  assert.deepEqual(await ann.ask('WHO nobody', 'WHO #nowhere'), [
    ':irc.example.org 315 ann nobody :End of /WHO list',
    ':irc.example.org 315 ann #nowhere :End of /WHO list',
  ]);
});

// IRCv3 whox, "354": the order of the specification, placeholders, only what was asked for
test('WHOX gives the fields asked for, in their order, and nothing else', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await account(server, 'Bob');
  assert.deepEqual(await ann.ask('WHO bob %roaldfnshiuct,042'), [
    ':irc.example.org 354 ann 042 * bob 255.255.255.255 example.org irc.example.org Bob H 0 0 Bob n/a :Real Bob',
    ':irc.example.org 315 ann bob :End of /WHO list',
  ]);
  assert.deepEqual(await ann.ask('WHO ann %an', 'WHO ann %tn,12345', 'WHO ann %xn'), [
    ':irc.example.org 354 ann ann :0',
    ':irc.example.org 315 ann ann :End of /WHO list',
    ':irc.example.org 354 ann 0 :ann',
    ':irc.example.org 315 ann ann :End of /WHO list',
    ':irc.example.org 354 ann :ann',
    ':irc.example.org 315 ann ann :End of /WHO list',
  ]);
});

// IRCv3 whox: 255.255.255.255 "when the server refuses to disclose the IP address"; RELIABILITY H-05
test('real addresses are for their owners and for operators, in WHO and in WHOIS', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'bob');
  const ips = async () => (await ann.ask('WHO bob %i', 'WHOIS bob')).filter((line) => line.includes('127.0.0.1'));
  assert.deepEqual(await ips(), []);
  assert.deepEqual(await ann.ask('WHO 127.0.0.1 i%n'), [
    ':irc.example.org 354 ann :ann',
    ':irc.example.org 315 ann 127.0.0.1 :End of /WHO list',
  ]);
  makeOperator(server, 'ann');
  ann.read();
  assert.deepEqual(await ips(), [
    ':irc.example.org 354 ann :127.0.0.1',
    ':irc.example.org 338 ann bob ~bob@127.0.0.1 127.0.0.1 :is actually using this address',
  ]);
  assert.ok((await bob.ask('WHOIS bob')).some((line) => / 338 bob bob \S+@\S+ 127.0.0.1 /.test(line)));
});

test('flags say what the mask is compared with', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await account(server, 'bob');
  const nicks = async (query: string) =>
    (await ann.ask(query)).slice(0, -1).map((line) => line.slice(line.lastIndexOf(':') + 1));
  assert.deepEqual(await nicks('WHO bob a%n'), ['bob']);
  assert.deepEqual(await nicks('WHO Real* r%n'), ['ann', 'bob']);
  assert.deepEqual(await nicks('WHO *.guests.example.org h%n'), ['ann']);
  assert.deepEqual(await nicks('WHO b?b n%n'), ['bob']);
  assert.deepEqual(await nicks('WHO ~ann u%n'), ['ann']);
  assert.deepEqual(await nicks('WHO irc.* s%n'), ['ann', 'bob']);
  assert.deepEqual(await nicks('WHO 0 %n'), ['ann', 'bob']);
});

// RELIABILITY H-08, H-04
test('the invisible are found by nick and by who shares a room, and by nobody else', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const eve = await guest(server, 'evan');
  await eve.ask('JOIN #garden');
  become(server, 'evan', Trait.invisible);
  const found = async (query: string) => (await ann.ask(query)).some((line) => / (352|353|319) .*evan/.test(line));
  assert.equal(await found('WHO eva*'), false);
  assert.equal(await found('WHO *'), false);
  assert.equal(await found('WHO #garden'), false);
  assert.equal(await found('NAMES #garden'), false);
  assert.equal(await found('WHOIS evan'), false);
  assert.equal(await found('WHO evan'), true);
  await ann.ask('JOIN #garden');
  for (const query of ['WHO eva*', 'WHO #garden', 'NAMES #garden', 'WHOIS evan']) assert.ok(await found(query), query);
});

test('a secret room is in nobody’s WHO, NAMES, WHOIS or LIST but of who is inside', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'bob');
  await bob.ask('JOIN #cellar', 'MODE #cellar +s');
  const seen = async (query: string) =>
    (await ann.ask(query)).some((line) => / (352|353|319|322) .*#cellar/.test(line));
  for (const query of ['WHO #cellar', 'NAMES #cellar', 'WHOIS bob', 'LIST'])
    assert.equal(await seen(query), false, query);
  makeOperator(server, 'ann');
  ann.read();
  for (const query of ['WHO #cellar', 'NAMES #cellar', 'WHOIS bob']) assert.ok(await seen(query), query);
});

// RELIABILITY L-04
test('a mask finds so many and no more, and says so', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  for (let i = 0; i < irc.whoMatches + 5; i++) await guest(server, `p${i}`);
  ann.say('WHO p* %n');
  await turns(200);
  const lines = ann.read();
  assert.equal(lines.filter((line) => line.includes(' 354 ')).length, irc.whoMatches);
  assert.deepEqual(lines.slice(-2), [
    ':irc.example.org 416 ann WHO :Too many matches; ask for less',
    ':irc.example.org 315 ann p* :End of /WHO list',
  ]);
});

// RFC 2812 3.6.2, modern.ircdocs.horse "WHOIS message"
test('WHOIS tells what is to be told, and mentions this server only', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await account(server, 'bob');
  await bob.ask('JOIN #garden', 'AWAY :lunch');
  become(server, 'bob', Trait.bot);
  makeOperator(server, 'bob');
  const expected = [
    ':irc.example.org 311 ann bob bob example.org * :Real bob',
    ':irc.example.org 319 ann bob :~#garden',
    ':irc.example.org 312 ann bob irc.example.org :ExampleNet',
    ':irc.example.org 313 ann bob :is a server admin',
    ':irc.example.org 335 ann bob :is a bot',
    ':irc.example.org 330 ann bob bob :is logged in as',
    ':irc.example.org 301 ann bob :lunch',
    ':irc.example.org 318 ann bob :End of /WHOIS list',
  ];
  assert.deepEqual(await ann.ask('WHOIS BOB'), expected);
  for (const target of ['irc.example.org', '*.example.org', 'bob']) {
    assert.deepEqual(await ann.ask(`WHOIS ${target} bob`), expected, target);
  }
  assert.deepEqual(await ann.ask('WHOIS irc.other.example bob', 'WHOIS', 'WHOIS nobody,bob,nobody'), [
    ':irc.example.org 402 ann irc.other.example :No such server',
    ':irc.example.org 431 ann :No nickname given',
    ':irc.example.org 401 ann nobody :No such nick/channel',
    ':irc.example.org 318 ann nobody :End of /WHOIS list',
    ...expected,
  ]);
  assert.deepEqual(await ann.ask('WHOIS a,b,c,d,e,f,g,h,i,j,k'), [':irc.example.org 407 ann WHOIS :Too many targets']);
});

// SEMANTICS 3.1: "317 idle (…) if shared"; RFC 2812 5.1, 317 RPL_WHOISIDLE
test('how long somebody has been idle is told to who sees them in a room, and to themselves', async () => {
  const server = await makeServer();
  const [op, ann, bob] = [await guest(server, 'op'), await guest(server, 'ann'), await guest(server, 'bob')];
  const idle = async (asker: Peer, nick: string): Promise<string[]> => {
    const whois = (await asker.ask(`WHOIS ${nick}`)).filter((line) => line.includes(' 317 '));
    const whox = (await asker.ask(`WHO ${nick} %l`)).filter((line) => line.includes(' 354 '));
    return [...whois, ...whox].map((line) => line.split(' ').slice(1).join(' '));
  };
  const since = String(Math.floor(server.clock.now() / 1000));
  await op.ask('JOIN #c', 'MODE #c +u');
  await bob.ask('JOIN #c');
  server.clock.advance(5_000);
  assert.deepEqual(await idle(ann, 'bob'), ['354 ann :0']);
  await ann.ask('JOIN #c');
  assert.deepEqual(await idle(ann, 'bob'), ['354 ann :0'], 'a crowd does not see itself');
  assert.deepEqual(await idle(op, 'bob'), [`317 op bob 5 ${since} :seconds idle, signon time`, '354 op :5']);
  assert.match((await idle(bob, 'bob'))[0] ?? '', /^317 bob bob 5 /);
  await op.ask('MODE #c -u');
  assert.match((await idle(ann, 'bob'))[0] ?? '', /^317 ann bob /);
});

// RFC 2812 3.2.6; SEMANTICS 4, +u
test('LIST counts whom the asker may see, and finds a channel named exactly wherever it would stand', async () => {
  const server = await makeServer();
  const [op, ann] = [await guest(server, 'op'), await guest(server, 'ann')];
  await op.ask('JOIN #crowd,#zoo', 'MODE #crowd +u', 'TOPIC #zoo :Bears', 'JOIN #mine', 'MODE #mine +s');
  await ann.ask('JOIN #crowd');
  const eve = await guest(server, 'eve');
  const count = async (peer: Peer): Promise<string | undefined> =>
    (await peer.ask('LIST #crowd')).find((line) => line.includes(' 322 '))?.split(' ')[4];
  assert.deepEqual([await count(op), await count(ann), await count(eve)], ['2', '2', '1']);
  const calls = server.faults.calls('rooms.list');
  assert.deepEqual(await eve.ask('LIST #ZOO,#nowhere,#mine'), [
    ':irc.example.org 321 eve Channel :Users  Name',
    ':irc.example.org 322 eve #zoo 1 :Bears',
    ':irc.example.org 323 eve :End of /LIST',
  ]);
  assert.equal((await eve.ask('LIST #zoo,>5')).length, 2, 'conditions hold for named ones too');
  assert.equal(server.faults.calls('rooms.list'), calls, 'no list of all is read for that');
  server.faults.fail('rooms.load');
  assert.match((await eve.ask('LIST #unread'))[0] ?? '', / 263 | FAIL LIST |database/i);
});

// modern.ircdocs.horse, "RPL_WHOISSECURE (671)": "the user is connected through a secure connection"
test('671 is for whose sessions are all secure', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await secure(server, 'bob');
  const told = async (nick: string): Promise<string[]> =>
    (await ann.ask(`WHOIS ${nick}`)).filter((line) => line.includes(' 671 '));
  assert.deepEqual(await told('bob'), [':irc.example.org 671 ann bob :is using a secure connection']);
  assert.deepEqual(await told('ann'), []);
});

// RFC 2812 3.2.5, NAMES: a list of every channel is no answer on a server of any size (RELIABILITY L-04); 366 ends it
test('NAMES without a channel is an empty list', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await ann.ask('JOIN #c');
  assert.deepEqual(await ann.ask('NAMES'), [':irc.example.org 366 ann * :End of /NAMES list']);
});

test('319 takes as many lines as there are rooms for', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  for (let i = 0; i < 20; i++) await ann.ask(`JOIN #${'r'.repeat(40)}${i}`);
  const lines = (await ann.ask('WHOIS ann')).filter((line) => line.includes(' 319 '));
  assert.ok(lines.length > 1 && lines.every((line) => Buffer.byteLength(line) <= 510));
  assert.equal(lines.join(' ').match(/@#r+\d+/g)?.length, 20);
});

// RFC 2812 3.6.3; limits.whowas
test('WHOWAS remembers who left and who changed the nick, the newest first', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'Bob');
  const first = hostOf(server, 'bob');
  await bob.ask('NICK rob');
  const again = await guest(server, 'bob');
  again.say('QUIT');
  await turns();
  const at = new Date(server.clock.now()).toUTCString();
  assert.deepEqual(await ann.ask('WHOWAS BOB'), [
    `:irc.example.org 314 ann bob ~bob ${first} * :Real bob`,
    `:irc.example.org 312 ann bob irc.example.org :${at}`,
    `:irc.example.org 314 ann Bob ~Bob ${first} * :Real Bob`,
    `:irc.example.org 312 ann Bob irc.example.org :${at}`,
    ':irc.example.org 369 ann BOB :End of WHOWAS',
  ]);
  assert.equal((await ann.ask('WHOWAS bob 1')).length, 3);
  assert.equal((await ann.ask('WHOWAS bob -1')).length, 5);
  assert.deepEqual(await ann.ask('WHOWAS nobody', 'WHOWAS', 'WHOWAS bob 1 irc.other.example'), [
    ':irc.example.org 406 ann nobody :There was no such nickname',
    ':irc.example.org 369 ann nobody :End of WHOWAS',
    ':irc.example.org 431 ann :No nickname given',
    ':irc.example.org 402 ann irc.other.example :No such server',
  ]);
});

// SEMANTICS 3.1: 276 to self and operators, 320 to self only
test('certificates and sessions elsewhere are for who they belong to', async () => {
  const server = await makeServer();
  const ann = await account(server, 'ann');
  const bob = await guest(server, 'bob');
  Object.assign(ann, { tls: { certificateFingerprint: 'ab12' } });
  const { account: record } = person(server, 'ann');
  assert.ok(record);
  attach(server.core, {
    identity: { account: record },
    endpoint: new TestEndpoint(),
    device: 'phone',
    wire: 'xmpp',
    follows: false,
    isSecure: true,
    ip: '192.0.2.1',
    availability: online,
  });
  const private_ = (lines: string[]) => lines.filter((line) => / (276|320|338) /.test(line));
  assert.deepEqual(private_(await ann.ask('WHOIS ann')), [
    ':irc.example.org 338 ann ann ~ann@127.0.0.1 127.0.0.1 :is actually using this address',
    ':irc.example.org 338 ann ann *@192.0.2.1 192.0.2.1 :is actually using this address',
    ':irc.example.org 276 ann ann :has client certificate fingerprint ab12',
    ':irc.example.org 320 ann ann :XMPP: phone',
  ]);
  assert.deepEqual(private_(await bob.ask('WHOIS ann')), []);
  makeOperator(server, 'bob');
  bob.read();
  assert.equal(private_(await bob.ask('WHOIS ann')).length, 3);
});

test('services answer WHOIS, though they are nobody', async () => {
  const ann = await guest(await makeServer(), 'ann');
  const lines = await ann.ask('WHOIS nickserv');
  assert.match(lines[0] ?? '', /^:irc\.example\.org 311 ann NickServ \S+ \S+ \* :Service of this server$/);
  assert.equal(lines.at(-1), ':irc.example.org 318 ann NickServ :End of /WHOIS list');
});
