import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../src/lib/clock.ts';
import { Admission, type Visitor } from '../../src/transport/admission.ts';
import { openLimits } from '../../src/transport/limits.ts';
import { isLoopbackIp, plainIp } from '../../src/transport/peer-address.ts';
import { connectTo, once, readAll, setStage } from './service.ts';

test('an IPv4 address mapped into IPv6 is IPv4, and a zone is no part of an address', () => {
  assert.equal(plainIp('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(plainIp('fe80::1%eth0'), 'fe80::1');
  assert.deepEqual(['127.9.9.9', '::1', '128.0.0.1'].map(isLoopbackIp), [true, true, false]);
});

test('connections per address, and in all, are counted in and out', () => {
  const admission = new Admission(new ManualClock());
  const limits = { ...openLimits, connectionsPerIp: 2, connections: 3 };
  const first = admission.enter('192.0.2.1', limits) as Visitor;
  admission.enter('192.0.2.1', limits);
  assert.equal(admission.enter('192.0.2.1', limits), 'connectionsPerIp');
  admission.enter('192.0.2.2', limits);
  assert.equal(admission.enter('192.0.2.3', limits), 'connections');
  admission.leave(first, false);
  assert.equal(typeof admission.enter('192.0.2.1', limits), 'object');
  assert.equal(admission.connections, 3);
});

test('those who have not authenticated have limits of their own', () => {
  const admission = new Admission(new ManualClock());
  const limits = { ...openLimits, unauthenticated: 2, unauthenticatedPerIp: 1 };
  const first = admission.enter('192.0.2.1', limits) as Visitor;
  assert.equal(admission.enter('192.0.2.1', limits), 'unauthenticatedPerIp');
  admission.enter('192.0.2.2', limits);
  assert.equal(admission.enter('192.0.2.3', limits), 'unauthenticated');
  admission.authenticated(first);
  assert.equal(typeof admission.enter('192.0.2.1', limits), 'object');
  admission.leave(first, true);
  assert.equal(admission.unauthenticated, 2);
});

test('an address may connect so often in ten minutes, and coming back does not reset it', () => {
  const clock = new ManualClock();
  const admission = new Admission(clock);
  const limits = { ...openLimits, connectsPer10min: 2 };
  for (let i = 0; i < 2; i++) admission.leave(admission.enter('192.0.2.1', limits) as Visitor, false);
  assert.equal(admission.enter('192.0.2.1', limits), 'connectsPer10min');
  admission.forget();
  assert.equal(admission.enter('192.0.2.1', limits), 'connectsPer10min');
  clock.advance(300_000);
  assert.equal(typeof admission.enter('192.0.2.1', limits), 'object');
});

test('one address cannot use up the handshakes of all', () => {
  const clock = new ManualClock();
  const admission = new Admission(clock);
  const limits = { ...openLimits, handshakesPerSecond: 3, handshakesPerSecondPerIp: 2 };
  const [one, two] = ['192.0.2.1', '192.0.2.2'].map((ip) => admission.enter(ip, limits) as Visitor);
  const answers = [one, one, one, two, two].map((visitor) => admission.handshake(visitor!, limits));
  assert.deepEqual(answers, [undefined, undefined, 'handshakesPerSecondPerIp', undefined, 'handshakesPerSecond']);
  clock.advance(1000);
  assert.equal(admission.handshake(two!, limits), undefined);
});

test('who is turned away hears why, is reported, and takes no place', async (context) => {
  const stage = setStage(context, { connectionsPerIp: 1 });
  const listener = await stage.open('none', { farewell: (limit) => Buffer.from(`ERROR :${limit}\r\n`) });
  const { client } = await stage.join(listener);
  const second = connectTo(listener);
  assert.equal(await readAll(second), 'ERROR :connectionsPerIp\r\n');
  assert.deepEqual(
    stage.reports.map((report) => report.kind === 'refused' && report.limit),
    ['connectionsPerIp'],
  );
  assert.equal(stage.listeners.connections, 1);
  second.destroy();
  client.destroy();
  await once(client, 'close');
});

test('limits change while the server runs', async (context) => {
  const stage = setStage(context, { connectionsPerIp: 1 });
  const listener = await stage.open();
  await stage.join(listener);
  stage.listeners.setLimits({ ...openLimits, connectionsPerIp: 2 });
  await stage.join(listener);
  assert.equal(stage.listeners.connections, 2);
});
