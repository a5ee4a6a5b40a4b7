import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListenError } from '../../src/transport/listen-error.ts';
import { connectTo, localSpec, once, readAll, setStage } from './service.ts';

const isListenError = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof ListenError && error.code === code && pattern.test(error.message);

test('a port in use is an error that names the address and what to do', async (context) => {
  const stage = setStage(context);
  const { port } = await stage.open();
  const service = { accept: () => assert.fail('nobody comes') };
  const address = new RegExp(`127\\.0\\.0\\.1:${port}: another program uses this port`);
  await assert.rejects(stage.listeners.open(localSpec('none', port), service), isListenError('EADDRINUSE', address));
  assert.equal(stage.listeners.all.length, 1);
});

test('an address that is not ours and TLS without certificates are refused in words', async (context) => {
  const stage = setStage(context);
  const open = (change: object) => stage.listeners.open({ ...localSpec(), ...change }, { accept: () => assert.fail() });
  await assert.rejects(open({ host: '192.0.2.1' }), isListenError('EADDRNOTAVAIL', /no such address/));
  await assert.rejects(open({ tls: 'tls' }), isListenError('no-certificates', /needs a certificate/));
});

test('"[::]" listens for IPv4 too, and such peers have IPv4 addresses', async (context) => {
  const stage = setStage(context);
  const listener = await stage.listeners.open(
    { ...localSpec(), host: '::' },
    {
      accept: (connection) => ({
        received: () => {},
        secured: () => {},
        drained: () => {},
        expired: () => {},
        closed: () => {},
        ip: connection.send(Buffer.from(connection.remote.ip)),
      }),
    },
  );
  const client = connectTo(listener);
  await once(client, 'readable');
  assert.equal(String(client.read()), '127.0.0.1');
  client.destroy();
});

test('a listener that is closed frees its port, and its connections live on', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open();
  const { client, seen } = await stage.join(listener);
  listener.close();
  listener.close();
  assert.deepEqual(stage.listeners.all, []);
  const again = await stage.listeners.open(localSpec('none', listener.port), { accept: () => assert.fail() });
  again.close();
  client.write('still here');
  await seen.until('received');
});

test('stopping says goodbye to everybody and waits until they are gone', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open();
  const all = [await stage.join(listener), await stage.join(listener)];
  for (const { seen } of all) seen.connection.send(Buffer.from('bye'));
  const stopped = stage.listeners.stop(15_000);
  for (const { client } of all) {
    assert.equal(await readAll(client), 'bye');
    client.end();
  }
  await stopped;
  assert.deepEqual(
    all.map(({ seen }) => seen.closedFor),
    ['local', 'local'],
  );
  const late = connectTo(listener);
  await once(late, 'close');
});

test('stopping cuts off at its limit whoever does not leave', async (context) => {
  const stage = setStage(context, { closeSeconds: 60 });
  const { seen } = await stage.join(await stage.open());
  const stopped = stage.listeners.stop(15_000);
  stage.clock.advance(14_999);
  assert.equal(seen.closedFor, undefined);
  stage.clock.advance(1);
  await stopped;
  assert.equal(seen.closedFor, 'local');
});

test('who does not authenticate in time is told so, and closed shortly after', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  const { seen: member } = await stage.join(stage.listeners.all[0]!);
  member.connection.authenticated();
  seen.onExpired = () => seen.connection.send(Buffer.from('too late'));
  stage.clock.advance(29_000);
  assert.equal(seen.count('expired'), 0);
  stage.clock.advance(1_000);
  await seen.until('expired');
  stage.clock.advance(1_000);
  assert.equal(String(await readOnce(client)), 'too late');
  stage.clock.advance(4_000);
  await seen.until('closed');
  assert.deepEqual([seen.closedFor, seen.count('expired'), member.closedFor], ['deadline', 1, undefined]);
});

async function readOnce(client: import('node:net').Socket): Promise<unknown> {
  await once(client, 'readable');
  return client.read();
}

test('a handler that throws costs its own connection and nobody else', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open();
  const { client, seen } = await stage.join(listener);
  const bystander = await stage.join(listener);
  seen.onReceived = () => {
    throw new Error('a mistake');
  };
  client.write('x');
  await seen.until('closed');
  assert.equal(seen.closedFor, 'bug');
  assert.deepEqual(
    stage.reports.map((report) => report.kind === 'bug' && String(report.error)),
    ['Error: a mistake'],
  );
  bystander.client.write('y');
  await bystander.seen.until('received');
});

test('an accept that throws closes that connection', async (context) => {
  const stage = setStage(context);
  const listener = await stage.open('none', { accept: () => assert.fail('a mistake') });
  const client = connectTo(listener);
  await readAll(client).catch(() => '');
  client.destroy();
  assert.equal(stage.reports[0]?.kind, 'bug');
});

test('a handler may destroy its connection while it is being called', async (context) => {
  const stage = setStage(context);
  const { client, seen } = await stage.join(await stage.open());
  seen.onReceived = () => {
    seen.connection.send(Buffer.from('never'));
    seen.connection.destroy();
    seen.connection.send(Buffer.from('nor this'));
    seen.connection.close();
  };
  client.write('x');
  await seen.until('closed');
  assert.deepEqual([seen.closedFor, seen.connection.isClosed, seen.connection.queued], ['local', true, 0]);
  assert.equal(await readAll(client).catch(() => ''), '');
});
