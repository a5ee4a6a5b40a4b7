import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setGate } from '../../../src/core/operators/gate.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, Peer, type Server } from './harness.ts';

const bare = (lines: readonly string[]) =>
  lines.map((line) => line.replaceAll(/@[0-9a-f]+\.guests\.example\.org/g, ''));

async function operator(server: Server, nick: string): Promise<Peer> {
  const peer = await guest(server, nick);
  peer.say('OPER boss :open sesame');
  await peer.until(/ 381 /);
  return peer;
}

test('SAJOIN takes somebody in past ban, key and lock, and SAPART out again', async () => {
  const server = await makeServer();
  const [ann, ben, alice] = [await operator(server, 'ann'), await guest(server, 'ben'), await account(server, 'alice')];
  await alice.ask('JOIN #c', 'MODE #c +bik ben!*@* key');
  assert.match((await ben.ask('SAJOIN ben #c')).join(), / 481 ben :/);
  assert.match((await ben.ask('JOIN #c')).join(), / 47[345] /);
  assert.deepEqual(await ann.ask('SAJOIN ben #c'), []);
  await turns();
  assert.deepEqual(bare(ben.read())[0], ':ben!~ben JOIN #c');
  assert.deepEqual(bare(alice.read()).at(-1), ':ben!~ben JOIN #c');
  assert.deepEqual(await ann.ask('SAPART ben #c :enough'), []);
  assert.deepEqual(bare(alice.read()), [':ben!~ben PART #c :enough']);
  await ann.ask('SAJOIN #c');
  assert.deepEqual(bare(alice.read()), [':ann!~ann JOIN #c'], 'oneself, where no nick is given');
  assert.match((await ann.ask('SAJOIN nobody #c')).join(), / 401 ann nobody :/);
});

test('SAMODE changes a channel whatever the operator’s rank is there, or without being there', async () => {
  const server = await makeServer();
  const [ann, alice] = [await operator(server, 'ann'), await account(server, 'alice')];
  await alice.ask('JOIN #c');
  await ann.ask('JOIN #c');
  alice.read();
  assert.match((await ann.ask('MODE #c +m')).join(), / 482 /);
  assert.deepEqual(bare(await ann.ask('SAMODE #c +mo ann')), [':ann!~ann MODE #c +mo ann']);
  assert.deepEqual(bare(alice.read()), [':ann!~ann MODE #c +mo ann']);
  assert.match((await alice.ask('SAMODE #c +m')).join(), / 481 /);
});

test('SANICK names somebody otherwise, within the rules that names have', async () => {
  const server = await makeServer();
  const [ann, ben] = [await operator(server, 'ann'), await guest(server, 'ben')];
  await account(server, 'alice');
  assert.deepEqual(await ann.ask('SANICK ben benno'), []);
  assert.deepEqual(bare(ben.read()), [':ben!~ben NICK benno']);
  assert.match((await ann.ask('SANICK benno alice')).join(), / 433 /);
  assert.match((await ann.ask('SANICK benno 1x')).join(), / 432 /);
});

test('SAREGISTER makes an account though registration is closed', async () => {
  const server = await makeServer({ core: { registration: 'closed' } });
  const ann = await operator(server, 'ann');
  ann.say('SAREGISTER dora some-pass');
  assert.match((await ann.until(/NOTICE/)).join(), /NOTICE ann :Successfully registered account dora/);
  assert.ok(await server.core.storage.accounts.find('dora'));
  assert.match((await (await guest(server, 'ben')).ask('SAREGISTER eve some-pass')).join(), / 481 /);
});

// RFC 2812 3.4.4: RPL_STATSUPTIME, RPL_STATSOLINE, RPL_STATSKLINE, RPL_STATSLINKINFO, RPL_STATSCOMMANDS, RPL_ENDOFSTATS
test('STATS: the uptime for everybody, all else for operators', async () => {
  const server = await makeServer();
  const [ann, ben] = [await operator(server, 'ann'), await guest(server, 'ben')];
  server.clock.jump(90_061_000);
  const end = (nick: string, letter: string) => `:irc.example.org 219 ${nick} ${letter} :End of STATS report`;
  assert.deepEqual(await ben.ask('STATS u'), [':irc.example.org 242 ben :Server Up 1 days 1:01:01', end('ben', 'u')]);
  assert.match((await ben.ask('STATS k')).join(), / 481 ben :/);
  assert.deepEqual(await ann.ask('STATS o'), [
    ':irc.example.org 243 ann O * * boss :server-admin',
    ':irc.example.org 249 ann o :ann is boss (server-admin)',
    end('ann', 'o'),
  ]);
  await ann.ask('BAN ADD 192.0.2.7 :spam');
  assert.deepEqual(await ann.ask('STATS k'), [
    ':irc.example.org 216 ann K 192.0.2.7 :ip 192.0.2.7 for good, by ann: spam',
    end('ann', 'k'),
  ]);
  const seen = (await ann.ask('STATS l', 'STATS m', 'STATS x')).join('\n');
  assert.match(seen, / 211 ann ben\[127\.0\.0\.1\] 0 irc :90061\n/);
  assert.match(seen, / 212 ann STATS 6 0 :0\n/);
  assert.match(seen, / 219 ann x :/);
});

test('DEFCON closes the server step by step; who is here stays', async () => {
  const server = await makeServer({ core: { admins: new Set(['alice']) } });
  const [ann, ben] = [await operator(server, 'ann'), await guest(server, 'ben')];
  assert.match((await ben.ask('DEFCON 1')).join(), / 481 /);
  assert.deepEqual(await ann.ask('DEFCON 3', 'DEFCON'), [
    ':irc.example.org NOTICE ann :DEFCON 3: no new guests',
    ':irc.example.org NOTICE ann :DEFCON 3: no new guests',
  ]);
  const gus = new Peer(server);
  assert.match((await gus.ask('NICK gus', 'USER g 0 * :G')).join(), /ERROR .*takes no guests now/);
  assert.match((await (await account(server, 'carl')).ask('MODE carl')).join(), / 221 carl /);
  await ann.ask('DEFCON 2');
  assert.deepEqual(await (await account(server, 'dora')).ask('MODE dora'), [], 'was not let in');
  assert.match((await (await account(server, 'alice')).ask('MODE alice')).join(), / 221 alice /);
  await ann.ask('DEFCON 1');
  assert.match((await new Peer(server).ask('CAP LS')).join(), / 465 \* :This server takes no connections now/);
  assert.match((await ben.ask('PING x')).join(), /PONG/);
  setGate(server.core, 5, 'cli');
  assert.match((await guest(server, 'gus')).pending, /^$/);
});

test('operators are told what they asked for, and nobody else', async () => {
  const server = await makeServer();
  const [ann, ben] = [await operator(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('MODE ann +s +crk');
  const carl = await guest(server, 'carl');
  await carl.ask('JOIN #new');
  carl.drop();
  await turns();
  assert.deepEqual(
    bare(ann.read()).map((line) => line.replace(':irc.example.org NOTICE * :*** ', '')),
    [
      'carl!~carl is here: irc from 127.0.0.1',
      'carl made the room new',
      'carl!~carl is gone: irc from 127.0.0.1 (Connection closed)',
    ],
  );
  assert.deepEqual(ben.read(), []);
});
