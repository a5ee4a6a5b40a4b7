import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { trustedProxies } from '../../src/transport/trusted-proxies.ts';
import { connectTo, localSpec, once, read, readAll, setStage } from './service.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a crowd that says nothing fills its own limit, is gone in time, and leaves nothing behind (RELIABILITY L-01)', async (context) => {
  const crowd: Socket[] = [];
  context.after(() => crowd.forEach((client) => client.destroy()));
  const stage = setStage(context, { unauthenticated: 50 });
  const listener = await stage.open();
  const { client: member, seen } = await stage.join(listener);
  seen.connection.authenticated();
  for (let i = 0; i < 200; i++) crowd.push(connectTo(listener));
  while (stage.listeners.unauthenticated + stage.reports.length < 200) await turn();
  assert.equal(stage.listeners.unauthenticated, 50);
  for (let i = 0; i < 50; i++) await stage.accepted();
  assert.ok(stage.reports.every((report) => report.kind === 'refused' && report.limit === 'unauthenticated'));
  // Who was here before is served meanwhile.
  seen.connection.send(Buffer.from('hello'));
  assert.equal(await read(member, 5), 'hello');
  stage.clock.advance(40_000);
  while (stage.listeners.connections > 1) await turn();
  assert.equal(stage.listeners.unauthenticated, 0);
  const { client, seen: next } = await stage.join(listener);
  next.connection.send(Buffer.from('come in'));
  assert.equal(await read(client, 7), 'come in');
});

test('connections that come and go leave no count behind (RELIABILITY L-02)', async (context) => {
  const stage = setStage(context, { connectionsPerIp: 4, unauthenticated: 8 });
  const listener = await stage.open();
  for (let i = 0; i < 100; i++) {
    const { client, seen } = await stage.join(listener);
    if (i % 2 === 0) seen.connection.authenticated();
    if (i % 3 === 0) client.destroy();
    else seen.connection.destroy();
    await seen.until('closed');
  }
  assert.deepEqual([stage.listeners.connections, stage.listeners.unauthenticated], [0, 0]);
  assert.deepEqual(stage.reports, []);
});

test('proxies that announce nobody wait only so long, and only so many (RELIABILITY L-01)', async (context) => {
  const crowd: Socket[] = [];
  context.after(() => crowd.forEach((client) => client.destroy()));
  const stage = setStage(context, { unauthenticated: 10 }, { proxies: trustedProxies(['127.0.0.1']) });
  const accept = () => assert.fail('nobody was announced');
  const listener = await stage.listeners.open({ ...localSpec(), proxy: true }, { accept });
  for (let i = 0; i < 25; i++) crowd.push(connectTo(listener));
  await Promise.all(crowd.map((client) => once(client, 'connect')));
  while (stage.reports.length < 15) await turn();
  stage.clock.advance(6_000);
  await Promise.all(crowd.map((client) => readAll(client).catch(() => '')));
  const codes = stage.reports.map((report) => report.kind === 'proxy-failed' && report.code);
  assert.deepEqual(
    [codes.filter((code) => code === 'too many').length, codes.filter((code) => code === 'late').length],
    [15, 10],
  );
  assert.equal(stage.listeners.connections, 0);
});

test('readers that stall are closed, and delay nobody (RELIABILITY L-03)', async (context) => {
  const stage = setStage(context, { sendq: 128 * 1024 });
  const listener = await stage.open();
  const stalled = [];
  for (let i = 0; i < 20; i++) {
    const { client, seen } = await stage.join(listener);
    client.pause();
    stalled.push(seen);
  }
  const { client, seen: reader } = await stage.join(listener);
  let got = 0;
  client.on('data', (chunk: Buffer) => (got += chunk.length));
  const line = Buffer.alloc(16 * 1024, 'x');
  let sent = 0;
  // Loopback takes some megabytes by itself before anybody is seen to stall.
  while (stalled.some(({ connection }) => !connection.isClosed) && sent < 4000) {
    for (const { connection } of stalled) connection.send(line);
    reader.connection.send(line);
    sent++;
    while (got < sent * line.length) await turn();
  }
  await Promise.all(stalled.map((seen) => seen.until('closed')));
  assert.ok(stalled.every(({ closedFor }) => closedFor === 'sendq-exceeded'));
  assert.equal(reader.connection.isClosed, false);
});
