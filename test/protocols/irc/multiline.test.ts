import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { guest, makeServer, type Peer, type Server } from './harness.ts';

const caps = 'message-tags batch labeled-response echo-message draft/multiline';

async function together(others = caps): Promise<{ server: Server; ann: Peer; ben: Peer }> {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', others)];
  await ann.ask('JOIN #c');
  await ben.ask('JOIN #c');
  ann.read();
  return { server, ann, ben };
}

const text = (line: string) =>
  line
    .replace(/@[0-9a-f]+\.guests\.example\.org/, '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')
    .replace(/m-[0-9a-f]{12}/, 'REF');

const fail = (what: string) => `:irc.example.org FAIL BATCH ${what}`;

// IRCv3 multiline, "Capabilities"
test('the limits are the value of the capability', async () => {
  const { ann } = await together();
  const line = (await ann.ask('CAP LS 302')).join(' ');
  assert.match(line, /[ :]draft\/multiline=max-bytes=4096,max-lines=32( |$)/);
});

// IRCv3 multiline, "Examples": "Server sending the same batch"
test('a batch is one message: shown as it was cut, with all tags on its opening', async () => {
  const { ann, ben } = await together();
  const lines = await ann.ask(
    '@label=xyz;+a=b BATCH +123 draft/multiline #c',
    '@batch=123 PRIVMSG #c hello',
    '@batch=123 PRIVMSG #c :',
    '@batch=123 privmsg #C :how is ',
    '@batch=123;draft/multiline-concat PRIVMSG #c :everyone?',
    'BATCH -123',
  );
  const shown = [
    '@batch=REF :ann!~ann PRIVMSG #c :hello',
    '@batch=REF :ann!~ann PRIVMSG #c :',
    '@batch=REF :ann!~ann PRIVMSG #c :how is ',
    '@batch=REF;draft/multiline-concat :ann!~ann PRIVMSG #c :everyone?',
    ':ann!~ann BATCH -REF',
  ];
  // labeled-response with echo-message: "MUST only include the label tag on the opening BATCH command"
  assert.deepEqual(lines.map(text), ['@label=xyz;msgid=ID;+a=b :ann!~ann BATCH +REF draft/multiline #c', ...shown]);
  assert.deepEqual(ben.read().map(text), ['@msgid=ID;+a=b :ann!~ann BATCH +REF draft/multiline #c', ...shown]);
});

// IRCv3 multiline, "Fallback"
test('who has not the capability sees its lines, without the blank ones, the msgid on the first', async () => {
  const { ann, ben } = await together('message-tags');
  await ann.ask(
    '@+a=b BATCH +1 draft/multiline #c',
    '@batch=1 NOTICE #c :',
    '@batch=1 NOTICE #c :how is ',
    '@batch=1;draft/multiline-concat NOTICE #c :everyone?',
    'BATCH -1',
  );
  assert.deepEqual(ben.read().map(text), [
    '@msgid=ID;+a=b :ann!~ann NOTICE #c :how is ',
    '@+a=b :ann!~ann NOTICE #c :everyone?',
  ]);
});

test('an act of several lines is one for those who see it whole, and several for the others', async () => {
  const { server, ann, ben } = await together();
  const old = await guest(server, 'old');
  await ann.ask(
    'BATCH +1 draft/multiline old',
    '@batch=1 PRIVMSG old :\x01ACTION waves',
    '@batch=1 PRIVMSG old :and goes\x01',
    'BATCH -1',
    'BATCH +1 draft/multiline ben',
    '@batch=1 PRIVMSG ben :\x01ACTION waves',
    '@batch=1 PRIVMSG ben :and goes\x01',
    'BATCH -1',
  );
  assert.deepEqual(old.read().map(text), [
    ':ann!~ann PRIVMSG old :\x01ACTION waves\x01',
    ':ann!~ann PRIVMSG old :\x01ACTION and goes\x01',
  ]);
  assert.deepEqual(ben.read().map(text).slice(1, 3), [
    '@batch=REF :ann!~ann PRIVMSG ben :\x01ACTION waves',
    '@batch=REF :ann!~ann PRIVMSG ben :and goes\x01',
  ]);
});

test('a long line comes in pieces that are one line again', async () => {
  const { ann, ben } = await together();
  const long = `${'word '.repeat(94)}end`;
  await ann.ask(
    'BATCH +1 draft/multiline #c',
    `@batch=1 NOTICE #c :${long}`,
    `@batch=1;draft/multiline-concat NOTICE #c :${long}`,
    '@batch=1 NOTICE #c :done',
    'BATCH -1',
  );
  const lines = ben.read().slice(1, -1);
  const concat = lines.map((line) => line.includes('draft/multiline-concat'));
  assert.deepEqual(concat, [false, true, true, true, false]);
  assert.equal(
    lines
      .slice(0, 4)
      .map((line) => line.replace(/^.* #c :/, ''))
      .join(''),
    long + long,
  );
  for (const line of lines) assert.ok(Buffer.byteLength(line.replace(/^@\S+ /, '')) <= 510);
});

// IRCv3 multiline, "Errors"; the example of each
test('what is wrong with a batch is told once, with the label, and the rest of it goes nowhere', async () => {
  const { ann, ben } = await together();
  const open = '@label=l BATCH +1 draft/multiline #c';
  const cases: [string[], string][] = [
    [['@batch=1 PRIVMSG #d hello'], 'MULTILINE_INVALID_TARGET #c #d :Invalid multiline target'],
    [
      Array.from({ length: 33 }, () => '@batch=1 PRIVMSG #c hi'),
      'MULTILINE_MAX_LINES 32 :Multiline batch max-lines exceeded',
    ],
    [
      Array.from({ length: 11 }, () => `@batch=1 PRIVMSG #c ${'x'.repeat(400)}`),
      'MULTILINE_MAX_BYTES 4096 :Multiline batch max-bytes exceeded',
    ],
    [
      ['@batch=1 PRIVMSG #c :hi', '@batch=1;draft/multiline-concat PRIVMSG #c :'],
      'MULTILINE_INVALID :Invalid multiline batch with concatenated blank line',
    ],
    [
      ['@batch=1 PRIVMSG #c :', '@batch=1 PRIVMSG #c :'],
      'MULTILINE_INVALID :Invalid multiline batch with blank lines only',
    ],
    [[], 'MULTILINE_INVALID :Invalid multiline batch with blank lines only'],
    [
      ['@batch=1 PRIVMSG #c :a', '@batch=1 NOTICE #c :b'],
      'MULTILINE_INVALID :PRIVMSG and NOTICE in one multiline batch',
    ],
    [['@batch=1 TOPIC #c :b'], 'MULTILINE_INVALID :A multiline batch holds PRIVMSG or NOTICE only'],
    [['@batch=1 PRIVMSG #c'], 'MULTILINE_INVALID :A line of the multiline batch has no text'],
    [['@batch=2 PRIVMSG #c :x'], 'MULTILINE_INVALID :No such batch is open'],
    [['@batch=1 BATCH +2 draft/multiline #c'], 'MULTILINE_INVALID :Batches cannot be nested'],
  ];
  for (const [lines, expected] of cases) {
    const isOver = !lines.every((line) => line.endsWith(' :'));
    const said = await ann.ask(open, ...lines, ...(isOver ? ['@batch=1 PRIVMSG #c :more'] : []), 'BATCH -1');
    assert.deepEqual(said, [`@label=l ${fail(expected)}`], expected);
  }
  assert.deepEqual(ben.read(), []);
});

// IRCv3 client-batch, "Errors"
test('references, types and ends that cannot be', async () => {
  const { ann } = await together();
  assert.deepEqual(await ann.ask('BATCH +! draft/multiline #c', 'BATCH 1', '@label=a BATCH +1 x #c', 'BATCH -1'), [
    fail('INVALID_REFTAG +! :The reference of the batch has characters that it may not have'),
    fail('INVALID_REFTAG 1 :The reference of the batch has characters that it may not have'),
    `@label=a ${fail('UNKNOWN_TYPE 1 x :Unknown type of batch')}`,
  ]);
  assert.deepEqual(await ann.ask('BATCH -1', 'BATCH', 'BATCH +1 draft/multiline'), [
    fail('MULTILINE_INVALID :No such batch is open'),
    ':irc.example.org 461 ann BATCH :Not enough parameters',
    fail('MULTILINE_INVALID :Invalid multiline target'),
  ]);
  const old = await guest(await makeServer(), 'old', 'batch');
  assert.deepEqual(await old.ask('BATCH +1 draft/multiline #c'), [
    fail('UNKNOWN_TYPE 1 draft/multiline :Unknown type of batch').replace('ann', 'old'),
  ]);
});

// RELIABILITY I-10
test('a batch is open for thirty seconds at most, and one at a time', async () => {
  const { server, ann, ben } = await together();
  ann.say('@label=7 BATCH +1 draft/multiline #c', '@batch=1 PRIVMSG #c :x');
  server.clock.advance(30_000);
  await turns();
  assert.deepEqual(ann.read(), [`@label=7 ${fail('TIMEOUT 1 :The batch was open for too long')}`]);
  assert.deepEqual(await ann.ask('@batch=1 PRIVMSG #c :y', 'BATCH -1'), []);
  assert.deepEqual(await ann.ask('BATCH +1 draft/multiline #c', 'BATCH +2 draft/multiline #c', 'BATCH -2'), [
    fail('MULTILINE_INVALID :Another batch is open'),
  ]);
  assert.deepEqual(ben.read(), []);
  await ann.ask('BATCH +1 draft/multiline #c', '@batch=1 PRIVMSG #c :y', 'BATCH -1');
  server.clock.advance(60_000);
  assert.equal(ben.read().length, 1, 'one line is no batch');
  assert.match((await ann.ask('PING x')).join(), / PONG /);
});

// RELIABILITY I-10
test('ten thousand lines of a broken batch are told once and kept nowhere', async () => {
  const { ann, ben } = await together();
  ann.say('BATCH +1 draft/multiline #c');
  for (let i = 0; i < 100; i++)
    ann.say(...Array.from({ length: 100 }, () => `@batch=1 PRIVMSG #c :${'x'.repeat(300)}`));
  assert.deepEqual(await ann.ask('BATCH -1'), [fail('MULTILINE_MAX_BYTES 4096 :Multiline batch max-bytes exceeded')]);
  assert.deepEqual(ben.read(), []);
});

test('a refusal names the target, and a notice is refused in silence', async () => {
  const { server, ann } = await together();
  await (await guest(server, 'op')).ask('JOIN #d');
  const lines = ['@batch=1 PRIVMSG #d :x', '@batch=1 PRIVMSG #d :y', 'BATCH -1'];
  assert.deepEqual(await ann.ask('@label=1 BATCH +1 draft/multiline #d', ...lines), [
    '@label=1 :irc.example.org 404 ann #d :Cannot send to channel (+n)',
  ]);
  const notices = lines.map((line) => line.replace('PRIVMSG', 'NOTICE'));
  assert.deepEqual(await ann.ask('@label=1 BATCH +1 draft/multiline #d', ...notices), [
    '@label=1 :irc.example.org ACK',
  ]);
});

// SEMANTICS 10: ceil(bytes/512) tokens
test('a message of many lines is carried out at once, and paid for by what follows', async () => {
  const server = await makeServer({ irc: { flood: { burst: 3, perSecond: 1 } } });
  const [ann, ben] = [await guest(server, 'ann', caps), await guest(server, 'ben', 'draft/multiline batch')];
  const lines = Array.from({ length: 32 }, (_, i) => `@batch=1 PRIVMSG ben :${'x'.repeat(100)}${i}`);
  await ann.ask('BATCH +1 draft/multiline ben', ...lines, 'BATCH -1');
  assert.equal(ben.read().length, 34);
  assert.deepEqual(await ann.ask('PING :x'), []);
  server.clock.advance(5000);
  assert.deepEqual(await ann.ask(), []);
  server.clock.advance(5000);
  assert.equal((await ann.ask()).length, 1);
});

// IRCv3 batch, "Nested batches"; draft/chathistory
test('in a page of history a message of several lines is a batch within the batch', async () => {
  const { ann, ben } = await together(`${caps} draft/chathistory`);
  await ann.ask('BATCH +1 draft/multiline #c', '@batch=1 PRIVMSG #c :a', '@batch=1 PRIVMSG #c :b', 'BATCH -1');
  ben.read();
  const lines = await ben.ask('@label=h CHATHISTORY LATEST #c * 10');
  assert.deepEqual(lines.map(text), [
    '@label=h :irc.example.org BATCH +1 chathistory #c',
    '@batch=1;msgid=ID :ann!~ann BATCH +REF draft/multiline #c',
    '@batch=REF :ann!~ann PRIVMSG #c :a',
    '@batch=REF :ann!~ann PRIVMSG #c :b',
    ':ann!~ann BATCH -REF',
    ':irc.example.org BATCH -1',
  ]);
});

test('text that looks like the beginning of a batch is text', async () => {
  const { ann } = await together(caps);
  const said = 'x BATCH +m-000000000000 draft/multiline #c';
  const lines = await ann.ask(`@label=q PRIVMSG #c,ann :${said}`);
  assert.equal(lines.filter((line) => line.endsWith(said)).length, 3);
});
