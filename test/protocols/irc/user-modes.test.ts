import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveClasses } from '../../../src/core/operators/rights.ts';
import { testConfig } from '../../core/world.ts';
import { account, guest, makeServer } from './harness.ts';

const bare = (lines: readonly string[]) => lines.map((line) => line.replace(/@[0-9a-f]+\.guests\.example\.org/, ''));

// RFC 2812 3.1.5: "The user MODE's are typically changes which affect either how the client is seen by others or what 'extra'
// messages the client is sent."
test('MODE on oneself sets several modes, says what changed and nothing else, and 221 tells them', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('MODE ann'), [':irc.example.org 221 ann :+']);
  assert.deepEqual(bare(await ann.ask('MODE ann +wi-B')), [':ann!~ann MODE ann +iw']);
  assert.deepEqual(await ann.ask('MODE ann +i'), [], 'it had that');
  assert.deepEqual(bare(await ann.ask('MODE ann +B-w')), [':ann!~ann MODE ann -w+B']);
  assert.deepEqual(await ann.ask('MODE ann'), [':irc.example.org 221 ann :+Bi']);
});

// RFC 2812 3.1.5: ERR_USERSDONTMATCH, ERR_UMODEUNKNOWNFLAG
test('other people, unknown letters: 502, 401, 501 once; what is known is set all the same', async () => {
  const server = await makeServer();
  const [ann] = [await guest(server, 'ann'), await guest(server, 'ben')];
  assert.deepEqual(await ann.ask('MODE ben +i'), [":irc.example.org 502 ann :Can't change mode for other users"]);
  assert.deepEqual(await ann.ask('MODE nobody'), [':irc.example.org 401 ann nobody :No such nick/channel']);
  assert.deepEqual(bare(await ann.ask('MODE ann +yiY')), [
    ':irc.example.org 501 ann :Unknown mode flag',
    ':ann!~ann MODE ann +i',
  ]);
});

// RFC 2812 3.1.5: "If a user attempts to make themselves an operator using the "+o" or "+O" flag, the attempt SHOULD be ignored."
test('nobody becomes an operator, or logs in, by a letter', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('MODE ann +or', 'MODE ann -o'), []);
  assert.deepEqual(await ann.ask('MODE ann +s'), [
    ":irc.example.org 481 ann :Permission denied: you're not an operator",
  ]);
  const alice = await account(server, 'alice');
  assert.deepEqual(await alice.ask('MODE alice -r', 'MODE alice'), [':irc.example.org 221 alice :+r']);
});

// SEMANTICS 1.2: one person, whatever the sessions
test('modes are those of all sessions of a person', async () => {
  const server = await makeServer();
  const [one, two] = [await account(server, 'alice'), await account(server, 'alice')];
  await one.ask('MODE alice +B');
  assert.deepEqual(two.read(), [':alice!alice@example.org MODE alice +B']);
  assert.deepEqual(await two.ask('MODE alice'), [':irc.example.org 221 alice :+Br']);
});

test('sessions start with the modes of the configuration; who changed them keeps the change', async () => {
  const server = await makeServer({ irc: { userModes: '+iR' } });
  const alice = await account(server, 'alice');
  assert.deepEqual(await alice.ask('MODE alice'), [':irc.example.org 221 alice :+Rir']);
  await alice.ask('MODE alice -i');
  const other = await account(server, 'alice');
  assert.deepEqual(await other.ask('MODE alice'), [':irc.example.org 221 alice :+Rr']);
});

// RFC 2812 3.1.4: RPL_YOUREOPER, ERR_NEEDMOREPARAMS, ERR_PASSWDMISMATCH
test('OPER gives rights with the right password, and tells nothing of a wrong one', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.deepEqual(await ann.ask('OPER boss'), [':irc.example.org 461 ann OPER :Not enough parameters']);
  for (const wrong of ['OPER boss wrong', 'OPER nobody wrong']) {
    ann.say(wrong);
    assert.deepEqual(await ann.until(/ 464 /), [':irc.example.org 464 ann :Password incorrect']);
  }
  ann.say('OPER boss :open sesame');
  assert.deepEqual(bare(await ann.until(/ 381 /)), [
    ':ann!~ann MODE ann +o',
    ':irc.example.org 381 ann :You are now an IRC operator',
  ]);
  assert.deepEqual(await ann.ask('MODE ann'), [':irc.example.org 221 ann :+o']);
  assert.deepEqual(bare(await ann.ask('MODE ann -o')), [':ann!~ann MODE ann -o']);
});

// RELIABILITY A-03: guesses are counted by name and address block
test('wrong OPER passwords are throttled', async () => {
  const server = await makeServer({ core: { loginAttemptsPerMinute: 2 } });
  const ann = await guest(server, 'ann');
  for (let i = 0; i < 2; i++) {
    ann.say('OPER boss wrong');
    await ann.until(/ 464 /);
  }
  assert.deepEqual(await ann.ask('OPER boss :open sesame'), [
    ':irc.example.org 464 ann :Wait 60 seconds, then try again',
  ]);
  server.clock.advance(60_000);
  ann.say('OPER boss :open sesame');
  assert.match((await ann.until(/ 381 | 464 /)).join(), / 381 /);
});

test('an account of `admins` needs no password for its own name, and nobody else gets in that way', async () => {
  const server = await makeServer({ core: { admins: new Set(['alice']) } });
  const [alice, ann] = [await account(server, 'alice'), await guest(server, 'ann')];
  alice.say('OPER alice');
  assert.match((await alice.until(/ 381 | 464 /)).join(), / 381 /);
  alice.say('OPER boss', 'PING x');
  assert.match((await alice.until(/ 381 | 464 /)).join(), / 464 /);
  assert.match((await ann.ask('OPER alice')).join(), / 461 /);
});

// user mode +s, numeric 008
test('an operator chooses what to be told of; rights that are given up end it', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  ann.say('OPER boss :open sesame');
  await ann.until(/ 381 /);
  assert.deepEqual(bare(await ann.ask('MODE ann +s ok')), [
    ':ann!~ann MODE ann +s',
    ':irc.example.org 008 ann +ko :Server notice mask',
  ]);
  assert.deepEqual(await ann.ask('MODE ann'), [
    ':irc.example.org 221 ann :+os',
    ':irc.example.org 008 ann +ko :Server notice mask',
  ]);
  ben.say('OPER boss wrong');
  await ben.until(/ 464 /);
  assert.deepEqual(ann.read(), [':irc.example.org NOTICE * :*** ben failed to become an operator']);
  assert.match((await ann.ask('MODE ann +s -o')).join(), / 008 ann \+k :/);
  assert.deepEqual(bare(await ann.ask('MODE ann -o')), [':ann!~ann MODE ann -os']);
});

// RELIABILITY O-08; a class without the capability: 723
test('a class has the capabilities of the one it extends, and no others', async () => {
  const classes = resolveClasses({
    helper: { extends: '', rights: ['kill'] },
    guard: { extends: 'helper', rights: ['ban'] },
    circle: { extends: 'circle', rights: ['look'] },
  });
  assert.deepEqual([...(classes.get('guard') ?? [])].sort(), ['ban', 'kill']);
  assert.deepEqual([...(classes.get('circle') ?? [])], ['look']);
  const blocks = new Map([['g', { name: 'g', password: 'plain:p', class: 'guard', whois: '' }]]);
  const server = await makeServer({ core: { ...testConfig, operators: { blocks, classes } } });
  const ann = await guest(server, 'ann');
  ann.say('OPER g p');
  await ann.until(/ 381 /);
  assert.deepEqual(await ann.ask('MODE ann +s k'), [
    ':irc.example.org 723 ann notices :Insufficient operator privileges',
  ]);
});
