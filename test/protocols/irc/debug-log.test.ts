import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guest, makeServer } from './harness.ts';

// INTERFACES 3: `debug` prints stanza and line shapes, never bodies or secrets (RELIABILITY O-02).
test('with log.level debug the log has the shape of every line, and nothing of what it says', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  server.core.log.isDebug = () => true;
  await ann.ask('JOIN #c', '@+x=canary PRIVMSG #c :canary', 'PASS canary', 'CANARY oops');
  const shapes = server.log.filter((line) => line.startsWith('irc: line'));
  assert.ok(shapes.some((line) => line.includes('"command":"PRIVMSG","params":2,"tags":true')));
  assert.ok(shapes.some((line) => line.includes('"command":"?"')));
  assert.ok(!server.log.some((line) => /canary/i.test(line)), server.log.join('\n'));
});
