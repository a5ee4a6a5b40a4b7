import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { turns } from '../../core/world.ts';
import { commands } from '../../../src/protocols/irc/commands/index.ts';
import { guest, makeServer } from './harness.ts';

const caps = 'message-tags batch labeled-response echo-message draft/multiline standard-replies draft/chathistory';

// RELIABILITY I-03; IRCv3 message-tags, "Size limit"
test('tags of 4094 bytes pass, of more are refused with 417 and go nowhere', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', caps)];
  const tagged = (bytes: number) => `@+a=${'x'.repeat(bytes - '+a='.length)} TAGMSG ben`;
  assert.equal((await ann.ask(tagged(4094))).length, 1);
  assert.match(ben.read()[0] ?? '', /;\+a=x{4091} :ann!\S+ TAGMSG ben$/);
  for (const bytes of [4095, 8190, 8192]) {
    assert.deepEqual(await ann.ask(tagged(bytes)), [':irc.example.org 417 ann :Input line was too long'], `${bytes}`);
  }
  assert.deepEqual(ben.read(), []);
});

// RELIABILITY I-03
test('a tag that only the server sets is not passed on, whatever it is called', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', caps)];
  const forged = 'account=root;bot;time=1;msgid=x;draft/relaymsg=root;draft/multiline-concat;label=1;+/x=1;+=2;+a b';
  await ann.ask(`@${forged} PRIVMSG ben :hi`, `@${forged.replace('+a b', '+ok')} PRIVMSG ben :hi`);
  const lines = ben.read();
  for (const line of lines) assert.match(line, /^@msgid=[0-9a-f-]{36}(;\+ok)? :ann!\S+ PRIVMSG ben :hi$/);
  assert.equal(lines.length, 1, 'the first has a space in its tags, so that it is another command');
});

// RELIABILITY I-04
test('a prefix is nobody’s to say, and the fifteenth parameter takes the rest', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask(':ben!b@irc.example.org PRIVMSG ben :x', ':irc.example.org KILL ben :x', ':x PRIVMSG ben a b c d');
  assert.deepEqual(
    ben.read().map((line) => line.replace(/@\S+/, '')),
    [':ann!~ann PRIVMSG ben :x', ':ann!~ann PRIVMSG ben :a'],
  );
});

// RELIABILITY I-11; IRCv3 labeled-response: "Servers MUST include the tag in exactly one logical message."
test('whatever is asked, the label is on exactly one line of what is answered', async () => {
  const words = ['#c', 'ann', 'ben', '#nowhere', 'nobody', '@#c', '*', '+o', '0', 'LATEST', '', 'msgid=1', 'LS', '-'];
  for (const name of [...commands.keys(), 'NOSUCH']) {
    if (name === 'QUIT' || name === 'BATCH') continue;
    const server = await makeServer();
    const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', caps)];
    await ann.ask('JOIN #c');
    await ben.ask('JOIN #c');
    for (let count = 0; count <= 4; count++) {
      for (let first = 0; first < words.length; first += 3) {
        const params = Array.from({ length: count }, (_, i) => words[(first + i * 2) % words.length] || 'y');
        const line = [name, ...params].join(' ');
        const lines = await ann.ask(`@label=L${count} ${line}`);
        if (ann.isClosed) break;
        // Passwords are looked at elsewhere meanwhile.
        if (!lines.some((each) => each.includes('label='))) lines.push(...(await ann.until(/label=/)));
        const labelled = lines.filter((each) => /^@[^ ]*label=/.test(each));
        assert.equal(labelled.length, 1, `${line}: ${JSON.stringify(lines)}`);
      }
      if (ann.isClosed) break;
    }
    assert.doesNotMatch(ben.read().join('\n'), /label=/, name);
  }
});

// RELIABILITY I-10
test('whatever comes in batches, each is answered once and nothing breaks', async () => {
  const line = fc.constantFrom(
    'BATCH +1 draft/multiline #c',
    '@label=a BATCH +2 draft/multiline ben',
    'BATCH +1 x',
    'BATCH -1',
    '@label=b BATCH -2',
    '@batch=1 BATCH +3 draft/multiline #c',
    '@batch=1 PRIVMSG #c :a',
    '@batch=2 NOTICE ben :b',
    '@batch=2;draft/multiline-concat NOTICE ben :c',
    '@batch=1;draft/multiline-concat PRIVMSG #c :',
    '@batch=1;label=c PRIVMSG #c :\x01ACTION d\x01',
    '@batch=1 JOIN #d',
    '@batch= PRIVMSG #c :x',
    'PRIVMSG #c :plain',
    'CAP REQ :-draft/multiline',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 14 }), async (lines) => {
      const server = await makeServer();
      const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben')];
      await ann.ask('JOIN #c');
      await ben.ask('JOIN #c');
      ben.read();
      ann.read();
      ann.say(...lines);
      await turns(8);
      server.clock.advance(31_000);
      await turns(4);
      const answers = ann.read();
      for (const label of ['a', 'b', 'c']) {
        const asked = lines.filter((each) => each.includes(`label=${label}`)).length;
        const told = answers.filter((each) => each.startsWith(`@label=${label}`)).length;
        assert.ok(told <= asked, `${label}: ${JSON.stringify(answers)}`);
        if (label !== 'c') assert.equal(told, asked, `${label}: ${JSON.stringify([lines, answers])}`);
      }
      assert.deepEqual(server.log, []);
      for (const text of ben.read()) assert.match(text, /^:ann!\S+ (PRIVMSG|NOTICE) (#c|ben) :.*[^ ]/);
      assert.match((await ann.ask('PING :end')).join('\n'), / PONG /);
    }),
    { numRuns: 150 },
  );
});

// RELIABILITY I-13
test('requests from client to client are opaque, however they are nested or left open', async () => {
  const piece = fc.constantFrom('\x01', 'ACTION ', 'DCC SEND x 1 2', 'VERSION', 'a', '\x02', ' ', 'é');
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const lines = await ann.ask(`PRIVMSG ben :\x01${pieces.join('')}`);
      for (const text of lines) assert.match(text, / (404|412) ann /);
      for (const text of ben.read()) {
        assert.match(text, /^:ann!\S+ PRIVMSG ben :\x01[^\x01]*\x01$/);
        assert.doesNotMatch(text, /:\x01DCC/);
      }
      assert.deepEqual(server.log, []);
    }),
    { numRuns: 200 },
  );
});
