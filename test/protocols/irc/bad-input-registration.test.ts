import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

const error = (lines: readonly string[]) => lines.filter((line) => line.startsWith('ERROR'));

/** Connections that have not registered, as LUSERS counts them (RFC 2812 5.1, 253). */
async function unregistered(server: Server): Promise<number> {
  const asker = await guest(server, 'asker');
  const line = (await asker.ask('LUSERS')).find((each) => each.includes(' 253 '));
  asker.drop();
  await turns();
  return Number(line?.split(' ')[3] ?? 0);
}

// RELIABILITY I-06
test('a negotiation that is never ended is ended by the deadline, and leaves nothing', async () => {
  const server = await makeServer();
  const peer = new Peer(server);
  const lines = await peer.ask('CAP LS 302', 'CAP REQ :sasl message-tags', 'NICK ann', 'USER ann 0 * :Ann');
  assert.ok(!lines.some((line) => / 001 /.test(line)));
  assert.equal(peer.isAuthenticated, false, 'so that the deadline of the transport runs');
  peer.expire();
  await turns();
  assert.deepEqual(peer.read(), ['ERROR :Closing link: Registration timed out']);
  assert.equal(server.core.people.size, 0);
  assert.equal(await unregistered(server), 0);
});

// RELIABILITY I-06: a private server serves nobody who is not let in
test('where a password is asked for and guests are not admitted, nothing is done before', async () => {
  const irc = { checkPassword: (given: string) => Promise.resolve(given === 'open') };
  const server = await makeServer({ irc, core: { guests: { enabled: false, forcePrefix: false } } });
  const early = ['REGISTER', 'VERIFY', 'AUTHENTICATE', 'METADATA', 'AWAY'];
  for (const name of commands.keys()) {
    if (['PASS', 'QUIT'].includes(name)) continue;
    const peer = new Peer(server);
    peer.say('CAP REQ :sasl draft/account-registration batch', 'NICK mallory', `${name} #c mallory * secret1 :x`);
    await turns(20);
    const lines = peer.read();
    const codes = lines.map((line) => line.split(' ')[1] ?? '');
    assert.ok(!codes.some((code) => ['001', '900', '903', '352', '353', '322', '311'].includes(code)), name);
    if (!early.includes(name)) assert.doesNotMatch(lines.join('\n'), /SUCCESS/, name);
    peer.drop();
    await turns(1);
  }
  assert.equal(await server.core.storage.accounts.find('mallory'), undefined);
  assert.equal(server.core.people.size, 0);
});

// RELIABILITY I-07, CVE-2016-7143
test(
  'whatever comes as AUTHENTICATE, nobody is let in by it and each dialogue ends in a numeric',
  { timeout: 60_000 },
  async () => {
    const server = await makeServer();
    await makeAccount(server, 'alice');
    const right = Buffer.from(`\0alice\0${password}`).toString('base64');
    const chunk = fc.oneof(
      fc.constantFrom('PLAIN', 'SCRAM-SHA-256', 'EXTERNAL', '+', '*', ':', ': ', `:${right} x`, 'A'.repeat(399)),
      fc.constantFrom('A'.repeat(400), 'A'.repeat(401), '=', right.slice(1), `${right}=`, 'constructor', ''),
      fc.base64String({ maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), async (chunks) => {
        const peer = new Peer(server);
        peer.say('CAP REQ :sasl', ...chunks.map((each) => `AUTHENTICATE ${each}`), 'AUTHENTICATE *', 'PING :end');
        const lines = await peer.until(/ PONG |ERROR/);
        for (const line of lines) assert.match(line, / (CAP|PONG) |AUTHENTICATE \S+$| (461|904|905|906|907|908) /);
        peer.say('NICK ann', 'USER ann 0 * :Ann', 'CAP END');
        await peer.until(/ 422 /);
        assert.equal(server.core.people.byNickname('ann')?.account, undefined);
        peer.drop();
        await turns(2);
        assert.deepEqual(server.log, []);
      }),
      { numRuns: 80 },
    );
  },
);

// RELIABILITY I-07
test('a hundred chunks are refused once they are too long, and none of it is kept', async () => {
  const server = await makeServer();
  const peer = new Peer(server);
  const chunks = Array.from({ length: 60 }, () => `AUTHENTICATE ${'A'.repeat(400)}`);
  const lines = await peer.ask('CAP REQ :sasl', 'AUTHENTICATE PLAIN', ...chunks);
  assert.ok(lines.filter((line) => / 904 /.test(line)).length >= 1);
  assert.match((await peer.ask('PING :x')).join(), / PONG /);
});

// RELIABILITY I-08
test('sixty-four lines of any kind before registration are enough', async () => {
  const server = await makeServer();
  const kinds = [
    'NICK x',
    'USER',
    'CAP LS',
    'CAP REQ :sasl',
    'PING :x',
    'PRIVMSG a :b',
    'NOSUCH',
    'AUTHENTICATE +',
    'PASS x',
  ];
  for (const kind of [...kinds, 'METADATA * SUB a', 'REGISTER a b c']) {
    const peer = new Peer(server);
    for (let i = 0; i < 1000; i++) peer.say(kind);
    await turns(20);
    assert.ok(peer.isClosed, kind);
    assert.equal(error(peer.read()).length, 1, kind);
  }
  await turns();
  assert.equal(await unregistered(server), 0);
});

// RELIABILITY I-12, CVE-2022-39202
test('a hundred modes and their parameters are done exactly as they stand, or refused', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  const nicks = ['b1', 'b2', 'b3', 'b4'];
  const peers = await Promise.all(nicks.map((nick) => guest(server, nick)));
  await ann.ask('JOIN #c');
  for (const peer of peers) await peer.ask('JOIN #c');
  ann.read();
  const [line = '', ...more] = await ann.ask('MODE #c +oo-o+v b1 b2 b1 b3');
  assert.match(line, / MODE #c \+oo-o\+v b1 b2 b1 b3$/);
  assert.deepEqual(more, []);
  const names = (await ann.ask('NAMES #c'))[0]?.split(' :')[1]?.split(' ').sort();
  assert.deepEqual(names, ['+b3', '@ann', '@b2', 'b1', 'b4']);
  // RFC 2812 2.3: there are fifteen parameters, so the last nick is one word with spaces, and nobody.
  const many = Array.from({ length: 100 }, () => 'b4').join(' ');
  const answers = await ann.ask(`MODE #c +${'o'.repeat(100)} ${many}`);
  assert.ok(answers.length <= 16, answers.join('\n'));
  assert.deepEqual(
    (await ann.ask('MODE #c +l 9999999999999', 'MODE #c +k :a b', 'MODE #c')).map((each) => each.split(' ')[1]),
    ['696', '696', '324', '329'],
  );
});

// RELIABILITY R-04
test('names that JavaScript knows are names like all others, wherever they stand', { timeout: 60_000 }, async () => {
  const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '#constructor', '#__proto__'];
  const caps =
    'message-tags batch labeled-response draft/multiline draft/metadata-2 draft/read-marker draft/chathistory';
  const server = await makeServer();
  const ann = await account(server, 'ann', caps);
  await ann.ask('JOIN #constructor', 'JOIN #__proto__');
  for (const name of commands.keys()) {
    // OPER takes its time over each wrong password.
    if (name === 'QUIT' || name === 'OPER') continue;
    for (const word of words) {
      for (let count = 1; count <= 4; count++) {
        const plain = Array.from({ length: count }, () => word).join(' ');
        for (const params of [plain, `* ${plain}`, `#constructor ${plain}`, `* SET ${plain}`, `* GET ${plain}`]) {
          ann.say(`@${word.replace('#', '')}=x;+${word.replace('#', '')} ${name} ${params}`);
        }
      }
      ann.say('PING :all');
      for (let i = 0; i < 5000 && !/ PONG \S+ :?all/.test(ann.pending); i++) {
        await turns(10);
        server.clock.advance(50); // the limits of rooms are on
      }
      assert.match(ann.pending, / PONG /, `${name} ${word}`);
      const text = ann.read().join('\n');
      assert.doesNotMatch(text, /native code|\[object|Internal error|\bundefined\b|function /, `${name} ${word}`);
    }
  }
  ann.say('OPER constructor constructor');
  assert.match((await ann.until(/ 4\d\d ann /)).join(), / 464 ann /);
  assert.equal(Object.prototype.constructor, Object);
  assert.deepEqual(
    server.log.filter((line) => line.includes('failed')),
    [],
  );
});
