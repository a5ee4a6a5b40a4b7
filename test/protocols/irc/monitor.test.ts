import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testConfig, turns } from '../../core/world.ts';
import { account, guest, makeServer } from './harness.ts';

// IRCv3 monitor, "MONITOR + target[,target2]*": online ones by 730, offline ones by 731
test('MONITOR + says who is there and who is not, and then who comes and goes', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'Bob');
  assert.deepEqual(await ann.ask('MONITOR + bob,carol'), [
    `:irc.example.org 730 ann :Bob!~Bob@${hostOf(server, 'bob')}`,
    ':irc.example.org 731 ann :carol',
  ]);
  const carol = await guest(server, 'Carol');
  assert.deepEqual(ann.read(), [`:irc.example.org 730 * :Carol!~Carol@${hostOf(server, 'carol')}`]);
  carol.say('QUIT');
  bob.drop();
  await turns();
  assert.deepEqual(ann.read(), [':irc.example.org 731 * :Carol', ':irc.example.org 731 * :Bob']);
});

test('a new nick is one who goes and one who comes; other letters of the same are neither', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const bob = await guest(server, 'bob');
  await ann.ask('MONITOR + bob,rob');
  await bob.ask('NICK BOB');
  assert.deepEqual(ann.read(), []);
  await bob.ask('NICK rob');
  assert.deepEqual(ann.read(), [
    ':irc.example.org 731 * :BOB',
    `:irc.example.org 730 * :rob!~bob@${hostOf(server, 'rob')}`,
  ]);
});

// IRCv3 monitor, "MONITOR L", "MONITOR S", "MONITOR C", "MONITOR -"
test('L lists as it was typed, S says how they are, - and C answer nothing', async () => {
  const ann = await guest(await makeServer(), 'ann');
  await ann.ask('MONITOR + Bob,ann');
  assert.deepEqual(await ann.ask('MONITOR + bOB', 'MONITOR - nobody', 'MONITOR l'), [
    ':irc.example.org 731 ann :bOB',
    ':irc.example.org 732 ann :Bob,ann',
    ':irc.example.org 733 ann :End of MONITOR list',
  ]);
  const states = await ann.ask('MONITOR S');
  assert.match(states[0] ?? '', /^:irc\.example\.org 730 ann :ann!~ann@/);
  assert.equal(states[1], ':irc.example.org 731 ann :Bob');
  assert.deepEqual(await ann.ask('MONITOR - bob', 'MONITOR L'), [
    ':irc.example.org 732 ann :ann',
    ':irc.example.org 733 ann :End of MONITOR list',
  ]);
  assert.deepEqual(await ann.ask('MONITOR C', 'MONITOR L'), [':irc.example.org 733 ann :End of MONITOR list']);
});

// IRCv3 monitor, "734 - ERR_MONLISTFULL"
test('what finds no place is told back, and what did find one is watched', async () => {
  const server = await makeServer({ core: { limits: { ...testConfig.limits, watched: 2 } } });
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('MONITOR + a,b,c,d', 'MONITOR + b', 'MONITOR L'), [
    ':irc.example.org 731 ann :a,b',
    ':irc.example.org 734 ann 2 c,d :Monitor list is full',
    ':irc.example.org 731 ann :b',
    ':irc.example.org 732 ann :a,b',
    ':irc.example.org 733 ann :End of MONITOR list',
  ]);
});

// IRCv3 monitor: "disallowing subscription to hostmasks"; SEMANTICS 7: people elsewhere only where there is a subscription
test('masks and people elsewhere are said to be away, and are not watched', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', 'standard-replies');
  assert.deepEqual(await ann.ask('MONITOR + *!*@*,bob@remote.example', 'MONITOR L'), [
    ':irc.example.org 731 ann :*!*@*,bob@remote.example',
    ':irc.example.org NOTE MONITOR NOT_SUBSCRIBED bob@remote.example :You do not see when they are online',
    ':irc.example.org 733 ann :End of MONITOR list',
  ]);
  assert.deepEqual(await ann.ask('MONITOR', 'MONITOR X'), [
    ':irc.example.org 461 ann MONITOR :Not enough parameters',
    ':irc.example.org 400 ann MONITOR :MONITOR knows +, -, C, L and S',
  ]);
});

test('an account may be watched by its address, and comes once however many sessions it has', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('MONITOR + bob@example.org'), [':irc.example.org 731 ann :bob@example.org']);
  const first = await account(server, 'bob');
  assert.deepEqual(ann.read(), [':irc.example.org 730 * :bob@example.org!bob@example.org']);
  const second = await account(server, 'bob');
  first.drop();
  await turns();
  assert.deepEqual(ann.read(), []);
  second.drop();
  await turns();
  assert.deepEqual(ann.read(), [':irc.example.org 731 * :bob@example.org']);
});

test('who leaves watches nobody any more', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  await ann.ask('MONITOR + bob');
  ann.drop();
  await turns();
  assert.deepEqual([...server.core.watches.watching('bob')], []);
});

// IRCv3 extended-monitor
test('with extended-monitor AWAY and SETNAME reach watchers elsewhere, once, and only as their capabilities say', async () => {
  const server = await makeServer();
  const caps = 'extended-monitor away-notify setname';
  const all = await guest(server, 'all', caps);
  const inRoom = await guest(server, 'inroom', caps);
  const half = await guest(server, 'half', 'extended-monitor setname');
  const plain = await guest(server, 'plain', 'away-notify setname');
  const bob = await guest(server, 'bob');
  for (const watcher of [all, inRoom, half, plain]) await watcher.ask('MONITOR + bob');
  await bob.ask('JOIN #garden');
  await inRoom.ask('JOIN #garden');
  for (const each of [bob, inRoom]) each.read();
  await bob.ask('AWAY :lunch', 'SETNAME :Robert');
  const source = `:bob!~bob@${hostOf(server, 'bob')}`;
  assert.deepEqual(all.read(), [`${source} AWAY :lunch`, `${source} SETNAME :Robert`]);
  assert.deepEqual(inRoom.read(), [`${source} AWAY :lunch`, `${source} SETNAME :Robert`]);
  assert.deepEqual(half.read(), [`${source} SETNAME :Robert`]);
  assert.deepEqual(plain.read(), []);
});

function hostOf(server: Awaited<ReturnType<typeof makeServer>>, nick: string): string {
  return server.core.people.byNickname(nick)?.mask.split('@')[1] ?? '';
}
