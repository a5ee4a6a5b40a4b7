import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIrcProtocol } from '../../../src/protocols/irc/protocol.ts';
import { sayAs, type Pseudo } from '../../../src/protocols/irc/pseudo.ts';
import { guest, ircConfig, makeServer } from './harness.ts';

const parrot: Pseudo = {
  name: '*Parrot',
  mask: 'parrot@irc.example.org',
  told(client, text) {
    for (const word of text.split(' ')) sayAs(client, parrot, word);
    return undefined;
  },
};

async function withParrot() {
  const server = await makeServer();
  return { ...server, irc: createIrcProtocol(server.core, ircConfig, [parrot]) };
}

// IRCv3 labeled-response, "Batch"
test('what a service answers is the labelled answer to what it was told', async () => {
  const ann = await guest(await withParrot(), 'ann', 'batch labeled-response');
  assert.deepEqual(await ann.ask('PRIVMSG *parrot :hello'), [':*Parrot!parrot@irc.example.org NOTICE ann :hello']);
  assert.deepEqual(await ann.ask('@label=a PRIVMSG *PARROT@irc.example.org :good morning'), [
    '@label=a :irc.example.org BATCH +1 labeled-response',
    '@batch=1 :*Parrot!parrot@irc.example.org NOTICE ann :good',
    '@batch=1 :*Parrot!parrot@irc.example.org NOTICE ann :morning',
    ':irc.example.org BATCH -1',
  ]);
  assert.match((await ann.ask('PRIVMSG *parrot@elsewhere.example :x'))[0] ?? '', / 401 /);
});

// RFC 2812 3.3.2
test('a service does not answer a NOTICE, nor tags', async () => {
  const ann = await guest(await withParrot(), 'ann', 'message-tags');
  assert.deepEqual(await ann.ask('NOTICE *parrot :hello', '@+a=b TAGMSG *parrot'), []);
  assert.deepEqual(await ann.ask('PRIVMSG *parrot :'), [':irc.example.org 412 ann :No text to send']);
});

// IRCv3 echo-message
test('with echo-message one sees what one told a service, once', async () => {
  const ann = await guest(await withParrot(), 'ann', 'echo-message');
  const lines = await ann.ask('PRIVMSG *parrot :hello');
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^:ann!~ann@\S+ PRIVMSG \*Parrot :hello$/);
});
