import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer } from './harness.ts';

const caps = 'batch labeled-response echo-message standard-replies';
const short = (lines: readonly string[]) => lines.map((line) => line.replace(/@[0-9a-f]+\.guests\.example\.org/, ''));

// IRCv3 labeled-response
test('nothing is answered with ACK, one line carries the label, several a batch', async () => {
  const ann = await guest(await makeServer(), 'ann', caps);
  assert.deepEqual(
    short(
      await ann.ask(
        '@label=a PONG x',
        '@label=b JOIN #c',
        '@label=c PING :x',
        '@label=d NO_SUCH-COMMAND',
        '@label=e JOIN',
      ),
    ),
    [
      '@label=a :irc.example.org ACK',
      '@label=b :irc.example.org BATCH +1 labeled-response',
      '@batch=1 :ann!~ann JOIN #c',
      '@batch=1 :irc.example.org MODE #c +nt',
      '@batch=1 :irc.example.org 353 ann = #c :@ann',
      '@batch=1 :irc.example.org 366 ann #c :End of /NAMES list',
      ':irc.example.org BATCH -1',
      '@label=c :irc.example.org PONG irc.example.org :x',
      '@label=d :irc.example.org 421 ann NO_SUCH-COMMAND :Unknown command',
      '@label=e :irc.example.org 461 ann JOIN :Not enough parameters',
    ],
  );
});

test('the echo of a message carries its label when it is stored, in the order of the messages', async () => {
  const ann = await account(await makeServer(), 'ann', caps);
  await ann.ask('JOIN #c');
  assert.deepEqual(
    await ann.ask('@label=1 PRIVMSG #c :one', '@label=2 NOTICE #c :two', 'PRIVMSG #c :three', '@label=4 PING :x'),
    [
      '@label=1 :ann!ann@example.org PRIVMSG #c :one',
      '@label=2 :ann!ann@example.org NOTICE #c :two',
      ':ann!ann@example.org PRIVMSG #c :three',
      '@label=4 :irc.example.org PONG irc.example.org :x',
    ],
  );
});

test('without echo-message a labelled message is acknowledged when it is stored', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', 'batch labeled-response');
  await ann.ask('JOIN #c');
  server.faults.hold('archive.append');
  assert.deepEqual(await ann.ask('@label=1 PRIVMSG #c :one', '@label=2 PRIVMSG #c,#c :two'), []);
  server.faults.release('archive.append');
  await turns();
  assert.deepEqual(ann.read(), ['@label=1 :irc.example.org ACK', '@label=2 :irc.example.org ACK']);
});

// RELIABILITY I-11
test('a message to oneself is shown twice, once with the label', async () => {
  const ann = await guest(await makeServer(), 'ann', caps);
  assert.deepEqual(short(await ann.ask('@label=x PRIVMSG ann :me')).sort(), [
    ':ann!~ann PRIVMSG ann :me',
    '@label=x :ann!~ann PRIVMSG ann :me',
  ]);
});

test('several targets make one answer, errors and echoes together', async () => {
  const ann = await guest(await makeServer(), 'ann', caps);
  await ann.ask('JOIN #c');
  const lines = short(await ann.ask('@label=x PRIVMSG #c,#nowhere,ann :hi'));
  assert.equal(lines.filter((line) => line.startsWith('@label=x ')).length, 1);
  assert.match(lines[0] ?? '', /^@label=x :irc\.example\.org BATCH \+\w+ labeled-response$/);
  assert.equal(lines.filter((line) => /^@batch=\w+ /.test(line)).length, 3);
  assert.match(lines.find((line) => line.includes('BATCH -')) ?? '', /BATCH -/);
});

test('a label may be used again, one that is too long is none, and without the capability none is heard', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', caps);
  assert.deepEqual(
    await ann.ask('@label=s\\:x PONG', '@label=s\\:x PONG', `@label=${'y'.repeat(65)} PONG`, '@label= PONG'),
    ['@label=s\\:x :irc.example.org ACK', '@label=s\\:x :irc.example.org ACK'],
  );
  const ben = await guest(server, 'ben');
  assert.deepEqual(await ben.ask('@label=1 PONG', '@label=2 PING :x'), [':irc.example.org PONG irc.example.org :x']);
});

test('what others do meanwhile is no part of the answer', async () => {
  const server = await makeServer();
  const [ann, ben] = [await account(server, 'ann', caps), await guest(server, 'ben')];
  await ann.ask('JOIN #c', 'JOIN #d');
  await ben.ask('JOIN #c');
  ann.read();
  server.faults.hold('archive.page');
  ann.say('@label=h CHATHISTORY LATEST #d * 5');
  await turns();
  await ben.ask('PRIVMSG #c :meanwhile', 'PART #c');
  server.faults.release('archive.page');
  await turns();
  assert.deepEqual(short(ann.read()), [
    ':ben!~ben PRIVMSG #c :meanwhile',
    ':ben!~ben PART #c',
    '@label=h :irc.example.org BATCH +1 chathistory #d',
    ':irc.example.org BATCH -1',
  ]);
});

// IRCv3 labeled-response, "Servers MUST include the label tag in all responses"
test('what shows that SETNAME or SILENCE was done carries the label', async () => {
  const ann = await account(await makeServer(), 'ann', `${caps} setname`);
  assert.deepEqual(await ann.ask('@label=1 SETNAME :Anna', '@label=2 SILENCE +evil!*@*'), [
    '@label=1 :ann!ann@example.org SETNAME :Anna',
    '@label=2 :ann!ann@example.org SILENCE +evil!*@*',
  ]);
});

test('an error that came about later still has its label', async () => {
  const ann = await guest(await makeServer(), 'ann', caps);
  assert.deepEqual(await ann.ask('@label=1 PRIVMSG nobody :x', '@label=2 CHATHISTORY LATEST #nowhere * 5'), [
    '@label=1 :irc.example.org 401 ann nobody :No such nick/channel',
    '@label=2 :irc.example.org FAIL CHATHISTORY INVALID_TARGET LATEST #nowhere :Messages could not be retrieved',
  ]);
});
