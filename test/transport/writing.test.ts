import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../src/lib/connection.ts';
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

test('spliced parts go out in order with others, each peer with its own', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open();
  const all = [await stage.join(listener), await stage.join(listener), await stage.join(listener)];
  const owns = ['ann', 'bob', 'a longer one'].map(line);
  const [head, tail, other] = [line('<m to="'), line('"/>'), line('<x/>')];
  for (let i = 0; i < 3; i++) {
    all.forEach(({ seen }, index) => seen.connection.sendSpliced(head, owns[index]!, tail));
    all.forEach(({ seen }) => seen.connection.send(other));
  }
  const expectations = owns.map((own) => `<m to="${own.toString()}"/><x/>`.repeat(3));
  assert.deepEqual(
    all.map(({ seen }) => seen.connection.queued),
    expectations.map(({ length }) => length),
  );
  for (const [index, { client }] of all.entries()) {
    const expected = expectations[index]!;
    assert.equal(await read(client, expected.length), expected);
  }
});

test('a spliced part with another own part than the one before is right too', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  const [head, tail] = [line('('), line(')')];
  for (const own of ['a', 'b', 'b', 'a', '']) seen.connection.sendSpliced(head, line(own), tail);
  seen.connection.sendSpliced(line(''), line('c'), line(''));
  assert.equal(await read(client, 15), '(a)(b)(b)(a)()c');
});

/** Sends until the kernel has had enough. Returns what was sent. */
async function fill(connection: Connection): Promise<number> {
  const chunk = Buffer.alloc(256 * 1024, 'x');
  let sent = 0;
  while (connection.queued === 0) {
    connection.send(chunk);
    sent += chunk.length;
    await new Promise(setImmediate);
  }
  return sent;
}

test('a reader that is slow for a while loses nothing, and hears the rest in order', async (context) => {
  const stage = setStage(context, { sendq: 8 * 1024 * 1024 });
  const { client, seen } = await stage.join(await stage.open());
  let sent = await fill(seen.connection);
  for (let i = 0; i < 1000; i++) {
    const text = line(String(i));
    if (i % 3 === 0) seen.connection.send(line(`line ${i}\n`));
    else seen.connection.sendSpliced(line('line '), text, line('\n'));
    sent += text.length + 6;
  }
  const text = await read(client, sent);
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join('');
  assert.equal(text.length, sent);
  assert.ok(text.endsWith(lines));
  await seen.until('drained');
  assert.equal(seen.connection.queued, 0);
});

test('a reader that stopped is closed when its queue is full, and others are served meanwhile', async (context) => {
  const stage = setStage(context, { sendq: 512 * 1024 });
  const listener = await stage.open();
  const slow = await stage.join(listener);
  const good = await stage.join(listener);
  await fill(slow.seen.connection);
  let most = 0;
  const chunk = Buffer.alloc(1000, 'y');
  for (let i = 0; i < 2000 && !slow.seen.connection.isClosed; i++) {
    slow.seen.connection.send(chunk);
    most = Math.max(most, slow.seen.connection.queued);
  }
  assert.ok(most <= 512 * 1024, `${most} bytes were queued`);
  good.seen.connection.send(line('fine'));
  assert.equal(await read(good.client, 4), 'fine');
  await slow.seen.until('closed');
  assert.equal(slow.seen.closedFor, 'sendq-exceeded');
});

test('a turn that sends more than the limit to a good reader is written, not punished', async (context) => {
  const stage = setStage(context, { sendq: 64 * 1024 });
  const { client, seen } = await stage.join(await stage.open());
  for (let i = 0; i < 100; i++) seen.connection.send(Buffer.alloc(1000, 'z'));
  assert.equal((await read(client, 100_000)).length, 100_000);
});

test('a reader that takes nothing for a minute is closed as stalled', async (context) => {
  const stage = setStage(context, { sendq: 8 * 1024 * 1024 });
  const { seen } = await stage.join(await stage.open());
  seen.connection.authenticated();
  await fill(seen.connection);
  stage.clock.advance(59_000);
  assert.equal(seen.connection.isClosed, false);
  stage.clock.advance(1_000);
  await seen.until('closed');
  assert.equal(seen.closedFor, 'write-stalled');
});

test('an orderly close to a reader that stopped ends after a few seconds', async (context) => {
  const stage = setStage(context, { sendq: 8 * 1024 * 1024 });
  const { seen } = await stage.join(await stage.open());
  await fill(seen.connection);
  seen.connection.close();
  stage.clock.advance(5_000);
  await seen.until('closed');
  assert.equal(seen.closedFor, 'local');
});

test('bulk output is called for again when the queue is below the soft limit, and not for small talk', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.connection.send(line('small'));
  await read(client, 5);
  assert.equal(seen.count('drained'), 0);
  seen.connection.send(Buffer.alloc(100_000, 'b'));
  assert.equal(seen.count('drained'), 0);
  await read(client, 100_000);
  await seen.until('drained');
  assert.equal(seen.count('drained'), 1);
});

test('a paused connection hands over nothing until it is resumed', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.onReceived = () => seen.connection.pause();
  await new Promise<void>((resolve) => client.write('one', () => resolve()));
  await seen.until('received');
  await new Promise<void>((resolve) => client.write('two', () => resolve()));
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
  assert.deepEqual(seen.got, ['one']);
  const second = new Promise<void>((resolve) => (seen.onReceived = () => resolve()));
  seen.connection.resume();
  await second;
  assert.deepEqual(seen.got, ['one', 'two']);
});

test('a peer that resets is closed as such', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  client.resetAndDestroy();
  await seen.until('closed');
  assert.equal(seen.closedFor, 'reset');
});
