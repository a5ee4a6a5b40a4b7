import assert from 'node:assert/strict';
import { test } from 'node:test';
import { once, read, readAll, setStage } from './service.ts';

const line = (text: string) => Buffer.from(text, 'latin1');

test('what arrives reaches the handler and what is sent reaches the peer, in order', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.onReceived = (chunk) => seen.connection.send(Buffer.from(chunk));
  client.write('one two');
  assert.equal(await read(client, 7), 'one two');
  assert.deepEqual(seen.got, ['one two']);
  assert.equal(seen.connection.isLoopback, true);
  assert.equal(seen.connection.remote.ip, '127.0.0.1');
  assert.equal(seen.connection.remote.port, client.localPort);
});

test('everything sent in one turn leaves in one write, and the peer gets it in order', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  const chunks: number[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk.length));
  let expected = '';
  for (let i = 0; i < 100; i++) {
    seen.connection.send(line(`message ${i}\r\n`));
    expected += `message ${i}\r\n`;
  }
  assert.equal(seen.connection.queued, expected.length);
  await once(client, 'data');
  assert.deepEqual(chunks, [expected.length]);
  assert.equal(seen.connection.queued, 0);
});

test('an orderly close writes what is queued first', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.connection.send(line('last '));
  seen.connection.send(line('words'));
  seen.connection.close();
  seen.connection.send(line('too late'));
  assert.equal(await readAll(client), 'last words');
  client.end();
  await seen.until('closed');
  assert.equal(seen.closedFor, 'local');
});

test('a peer that half-closes still gets its answers', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.onReceived = () => seen.connection.send(line('answer'));
  client.end('question');
  assert.equal(await readAll(client), 'answer');
  await seen.until('closed');
  assert.equal(seen.closedFor, 'peer');
});
