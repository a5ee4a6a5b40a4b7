import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { testConfig, turns } from '../../core/world.ts';
import { guest, makeServer, Peer } from './harness.ts';

async function tokens(peer: Peer): Promise<Map<string, string | undefined>> {
  const lines = await peer.ask('ISUPPORT');
  const words = lines.flatMap((line) =>
    (/ 005 \S+ (.*) :are supported by this server$/.exec(line)?.[1] ?? '').split(' '),
  );
  return new Map(
    words.map((word) => [word.split('=')[0] ?? '', word.includes('=') ? word.replace(/^[^=]*=/, '') : undefined]),
  );
}

// modern.ircdocs.horse, "RPL_ISUPPORT (005)": at most thirteen tokens a line, ASCII, within 512 bytes
test('005 is told in lines that are not too long', async () => {
  const ann = await guest(await makeServer(), 'ann');
  const lines = await ann.ask('ISUPPORT');
  assert.ok(lines.length > 1);
  for (const line of lines) {
    assert.ok(line.split(' :')[0]?.split(' ').length ?? 99 <= 15);
    assert.match(line, /^[ -~]{1,510}$/);
  }
});

test('005 says what the limits and tables say', async () => {
  const limits = { ...testConfig.limits, watched: 7, realname: 33 };
  const server = await makeServer({ irc: { network: 'Example Net' }, core: { limits } });
  const told = await tokens(await guest(server, 'ann'));
  assert.equal(told.get('MONITOR'), '7');
  assert.equal(told.get('NAMELEN'), '33');
  assert.equal(told.get('NETWORK'), 'Example\\x20Net');
  assert.equal(told.get('ELIST'), 'CMNTU');
  for (const name of ['WHOX', 'SAFELIST', 'SAFERATE', 'UTF8ONLY']) assert.ok(told.has(name) && !told.get(name), name);
  for (const part of told.get('TARGMAX')?.split(',') ?? []) assert.ok(commands.has(part.split(':')[0] ?? ''), part);
  assert.ok(!told.has('draft/ICON'));
});

// IRCv3 network-icon
test('the icon of the network is told where there is one', async () => {
  const icon = 'https://example.org/icon.svg';
  const told = await tokens(await guest(await makeServer({ irc: { icon } }), 'ann'));
  assert.equal(told.get('draft/ICON'), icon);
});

// modern.ircdocs.horse, "ELIST Parameter": C and T count minutes, names are alternatives
test('LIST finds by time, by people, by mask and by its opposite', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'bob');
  await ann.ask('JOIN #old', 'TOPIC #old :ancient');
  for (let i = 0; i < 20; i++) {
    server.clock.advance(30_000);
    for (const each of [ann, bob]) await each.ask('PONG x');
  }
  for (const each of [ann, bob]) await each.ask('JOIN #new');
  const listed = async (query: string) => {
    ann.say(`LIST ${query}`);
    return (await ann.until(/ 323 /)).flatMap((line) => / 322 ann (#\S+) /.exec(line)?.[1] ?? []);
  };
  assert.deepEqual(await listed('C<5'), ['#new']);
  assert.deepEqual(await listed('C>5'), ['#old']);
  assert.deepEqual(await listed('C<0'), []);
  assert.deepEqual(await listed('T>5'), ['#old']);
  assert.deepEqual(await listed('T<5'), []);
  assert.deepEqual(await listed('>1'), ['#new']);
  assert.deepEqual(await listed('<2,#*'), ['#old']);
  assert.deepEqual(await listed('!*ew'), ['#old']);
  assert.deepEqual(await listed('#OLD,#nothing'), ['#old']);
  assert.deepEqual(await ann.ask('LIST * other.example'), [':irc.example.org 402 ann other.example :No such server']);
});

// RFC 2812 3.4.2: 251 to 255, 265, 266
test('LUSERS counts people, the invisible among them, operators, and who is still at the door', async () => {
  const server = await makeServer({ irc: { userModes: '+i' } });
  const ann = await guest(server, 'ann');
  const door = new Peer(server);
  const bob = await guest(server, 'bob');
  await bob.ask('MODE bob -i', 'JOIN #garden');
  const { core } = server;
  const person = core.people.byNickname('ann');
  assert.ok(person);
  const operator = { name: 'op', class: 'server-admin', whois: '', notices: '' };
  core.people.setModes(person, { operator });
  assert.deepEqual(await ann.ask('LUSERS'), [
    ':irc.example.org 251 ann :There are 1 users and 1 invisible on 1 servers',
    ':irc.example.org 252 ann 1 :IRC Operators online',
    ':irc.example.org 253 ann 1 :unregistered connections',
    ':irc.example.org 254 ann 1 :channels formed',
    ':irc.example.org 255 ann :I have 2 clients and 1 servers',
    ':irc.example.org 265 ann 2 2 :Current local users 2, max 2',
    ':irc.example.org 266 ann 2 2 :Current global users 2, max 2',
  ]);
  // RFC 2812 3.1.7 before registration: ERROR, and the connection counts no more
  assert.deepEqual(await door.ask('QUIT :no'), ['ERROR :Closing link: Quit: no']);
  assert.equal(door.isClosed, true);
  bob.say('QUIT');
  await turns();
  const after = await ann.ask('LUSERS');
  assert.match(after[2] ?? '', / 253 ann 0 /);
  assert.match(after[5] ?? '', / 265 ann 1 2 /);
  ann.say('QUIT');
  await turns();
  assert.deepEqual([core.people.invisible, core.people.operators, core.people.size], [0, 0, 0]);
});

// RFC 2812 3.4.5: 364, 365
test('LINKS knows this server alone, and tells operators of it', async () => {
  const ann = await guest(await makeServer(), 'ann');
  assert.deepEqual(await ann.ask('LINKS'), [':irc.example.org 365 ann * :End of /LINKS list']);
  ann.say('OPER boss :open sesame');
  await ann.until(/ 381 /);
  assert.deepEqual(await ann.ask('LINKS', 'LINKS *.net', 'LINKS other.example *'), [
    ':irc.example.org 364 ann irc.example.org irc.example.org :0 ExampleNet',
    ':irc.example.org 365 ann * :End of /LINKS list',
    ':irc.example.org 365 ann *.net :End of /LINKS list',
    ':irc.example.org 402 ann other.example :No such server',
  ]);
});

// modern.ircdocs.horse, "USER message"; RFC 2812 2.3.1
test('an empty real name, an unknown verb and a verb out of time are told so', async () => {
  const peer = new Peer(await makeServer());
  assert.deepEqual(await peer.ask('NICK ann', 'USER ann 0 * :', 'WHO *', 'SUMMON ann', 'PING', 'PING a b'), [
    ':irc.example.org 461 ann USER :Not enough parameters',
    ':irc.example.org 451 ann :You have not registered',
    ':irc.example.org 451 ann :You have not registered',
    ':irc.example.org 409 ann :No origin specified',
    ':irc.example.org PONG irc.example.org :a',
  ]);
  await peer.ask('USER ann 0 * :Ann');
  assert.deepEqual(await peer.ask('USERS', 'SUMMON ann', 'USER a 0 * :A', 'PASS x'), [
    ':irc.example.org 421 ann USERS :Unknown command',
    ':irc.example.org 421 ann SUMMON :Unknown command',
    ':irc.example.org 462 ann :You may not reregister',
    ':irc.example.org 462 ann :You may not reregister',
  ]);
});
