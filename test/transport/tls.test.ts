import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { signatureHash } from '../../src/transport/channel-binding.ts';
import { createCertificates } from '../../src/transport/certificates.ts';
import type { TransportLimits } from '../../src/transport/limits.ts';
import { connectTo, fixtures, once, read, readAll, setStage, type Stage } from './service.ts';

async function secureStage(context: TestContext, limits: Partial<TransportLimits> = {}): Promise<Stage> {
  const certificates = await createCertificates(fixtures, { defaultName: 'one.example' });
  return setStage(context, limits, { certificates });
}

/** Resolves with the secured client, or with the error of its handshake. */
function handshake(socket: Socket, options: ConnectionOptions = {}): Promise<TLSSocket | Error> {
  return new Promise((resolve) => {
    const client = connectTls({ socket, rejectUnauthorized: false, ...options });
    client.once('secureConnect', () => resolve(client));
    client.once('error', resolve);
    client.on('error', () => {});
  });
}

async function secured(socket: Socket, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const client = await handshake(socket, options);
  if (client instanceof Error) throw client;
  return client;
}

test('a tls listener hands over a connection after the handshake, with its facts', async (context) => {
  const stage = await secureStage(context);
  const client = await secured(connectTo(await stage.open('tls')), { servername: 'Sub.One.example' });
  const seen = await stage.accepted();
  assert.equal(seen.connection.tls?.serverName, 'sub.one.example');
  assert.equal(seen.connection.tls.protocol, 'TLSv1.3');
  assert.equal(seen.connection.tls.certificateFingerprint, undefined);
  seen.onReceived = (chunk) => seen.connection.send(Buffer.from(chunk));
  client.write('over tls');
  assert.equal(await read(client, 8), 'over tls');
  client.destroy();
});

test('everything sent in one turn leaves in one TLS record', async (context) => {
  const stage = await secureStage(context);
  const client = await secured(connectTo(await stage.open('tls')));
  const seen = await stage.accepted();
  const sizes: number[] = [];
  client.on('data', (chunk: Buffer) => sizes.push(chunk.length));
  for (const text of ['a', 'b', 'c']) seen.connection.send(Buffer.from(text));
  await once(client, 'data');
  assert.deepEqual(sizes, [3]);
  client.destroy();
});

test('a middling answer leaves in records that keep the connection small, a large one as it is; nothing is lost between', async (context) => {
  const stage = await secureStage(context);
  const client = await secured(connectTo(await stage.open('tls')));
  const seen = await stage.accepted();
  const sent = [3000, 10, 961, 3840, 10_000, 3000].map((size, i) => String.fromCharCode(97 + i).repeat(size));
  let largest = 0;
  let arrived = '';
  let resume = (): void => {};
  client.on('data', (chunk: Buffer) => {
    largest = Math.max(largest, chunk.length);
    arrived += chunk.toString('latin1');
    resume();
  });
  for (const [i, text] of sent.entries()) {
    seen.connection.send(Buffer.from(text));
    while (arrived.length < text.length) await new Promise<void>((go) => (resume = go));
    assert.equal(arrived, text, `answer ${i}`);
    arrived = '';
    if (i === 3) assert.ok(largest <= 960, 'small records to begin with');
  }
  assert.ok(largest > 960, 'and no longer once there was much to say');
  client.destroy();
});

test('a client certificate is asked for only where the service wants it, and passed on as a fingerprint', async (context) => {
  const stage = await secureStage(context);
  const listener = await stage.open('tls', { requestCertificate: true });
  const cert = readFileSync(`${fixtures}/two.example.crt`);
  const client = await secured(connectTo(listener), { cert, key: readFileSync(`${fixtures}/two.example.key`) });
  const seen = await stage.accepted();
  assert.match(seen.connection.tls?.certificateFingerprint ?? '', /^[0-9a-f]{64}$/);
  client.destroy();
});

// RFC 9266 2, RFC 5929 4.1
test('both ends of a connection know what binds an authentication to it', async (context) => {
  const stage = await secureStage(context);
  const listener = await stage.open('tls');
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
    const client = await secured(connectTo(listener), { maxVersion });
    const { connection } = await stage.accepted();
    const exporter = client.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
    const expected = maxVersion === 'TLSv1.3' ? exporter : undefined;
    assert.deepEqual(connection.channelBinding?.('tls-exporter'), expected);
    const { raw } = client.getPeerCertificate();
    const digest = createHash(signatureHash(raw) ?? '')
      .update(raw)
      .digest();
    assert.deepEqual(connection.channelBinding?.('tls-server-end-point'), digest);
    client.destroy();
  }
});

test('the hash of a certificate’s signature is read from it, or it has none', () => {
  const raw = (name: string) => new X509Certificate(readFileSync(`${fixtures}/${name}.crt`)).raw;
  assert.match(signatureHash(raw('one.example')) ?? '', /^sha(256|384|512)$/);
  for (const nonsense of [
    Buffer.alloc(0),
    Buffer.from([0x30, 0x84, 1]),
    Buffer.alloc(40, 0x30),
    Buffer.from('3003020105', 'hex'),
  ]) {
    assert.equal(signatureHash(nonsense), undefined);
  }
});

test('a protocol name that the service does not speak is refused', async (context) => {
  const stage = await secureStage(context);
  const listener = await stage.open('tls', { alpn: ['xmpp-client'] });
  const good = await secured(connectTo(listener), { ALPNProtocols: ['xmpp-client'] });
  assert.equal(good.alpnProtocol, 'xmpp-client');
  good.destroy();
  assert.ok((await handshake(connectTo(listener), { ALPNProtocols: ['h2'] })) instanceof Error); // XEP-0368 4
});

test('TLS below 1.2 is refused', async (context) => {
  const stage = await secureStage(context);
  const old: ConnectionOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  assert.ok((await handshake(connectTo(await stage.open('tls')), old)) instanceof Error);
  assert.deepEqual(
    stage.reports.map((report) => 'code' in report && report.code),
    ['ERR_SSL_UNSUPPORTED_PROTOCOL'],
  );
});

test('starttls secures the same connection after the last words in clear', async (context) => {
  const stage = await secureStage(context);
  const { client, seen } = await stage.join(await stage.open('starttls'));
  assert.equal(seen.connection.canStartTls, true);
  seen.onReceived = () => {
    seen.connection.send(Buffer.from('proceed'));
    seen.connection.startTls();
    seen.connection.send(Buffer.from('hidden'));
    seen.onReceived = undefined;
  };
  client.write('starttls');
  assert.equal(await read(client, 7), 'proceed');
  const upper = await secured(client, { servername: 'two.example' });
  await seen.until('secured');
  assert.equal(seen.connection.canStartTls, false);
  assert.equal(upper.getPeerCertificate().subject.CN, 'two.example');
  upper.write('now');
  assert.equal(await read(upper, 6), 'hidden');
  await seen.until('received');
  upper.end();
  await seen.until('closed');
  assert.deepEqual([seen.got.join('|'), seen.closedFor], ['starttls|now', 'peer']);
});

test('what was sent in clear behind the request for TLS is never run', async (context) => {
  const stage = await secureStage(context);
  const { client, seen } = await stage.join(await stage.open('starttls'));
  seen.onReceived = () => {
    // The injected part waits in the socket while the answer is on its way.
    client.write('<iq>INJECTED</iq>', () => {
      seen.connection.send(Buffer.from('proceed'));
      seen.connection.startTls();
    });
  };
  client.write('starttls');
  assert.equal(await read(client, 7), 'proceed');
  await handshake(client);
  assert.deepEqual(seen.got, ['starttls']);
});

test('what was read in clear but not handed on is dropped when TLS begins', async (context) => {
  const stage = await secureStage(context);
  const { client, seen } = await stage.join(await stage.open('starttls'));
  seen.connection.pause();
  await new Promise<void>((resolve) => client.write('<iq>INJECTED</iq>', () => resolve()));
  await new Promise(setImmediate);
  seen.connection.startTls();
  seen.connection.resume();
  const upper = await handshake(client);
  assert.deepEqual(seen.got, []);
  if (!(upper instanceof Error)) upper.destroy();
});

test('a connection that cannot have TLS, or has it, may not start it: a bug of the handler', async (context) => {
  const stage = await secureStage(context);
  const { client, seen } = await stage.join(await stage.open('none'));
  seen.onReceived = () => seen.connection.startTls();
  client.write('x');
  await seen.until('closed');
  assert.equal(seen.closedFor, 'bug');
});

test('garbage instead of a ClientHello closes that connection only', async (context) => {
  const stage = await secureStage(context);
  const listener = await stage.open('tls');
  const client = connectTo(listener);
  client.write('GET / HTTP/1.1\r\n\r\n');
  await readAll(client);
  client.destroy();
  const good = await secured(connectTo(listener));
  await stage.accepted();
  assert.deepEqual(
    stage.reports.map(({ kind }) => kind),
    ['tls-failed'],
  );
  assert.equal(stage.listeners.connections, 1);
  good.destroy();
});

test('garbage after the handshake closes the connection as tls-failed', async (context) => {
  const stage = await secureStage(context);
  const plain = connectTo(await stage.open('tls'));
  await secured(plain);
  const seen = await stage.accepted();
  plain.write('this is no TLS record');
  await seen.until('closed');
  assert.equal(seen.closedFor, 'tls-failed');
});

test('a client that asks for another handshake is dropped', async (context) => {
  const stage = await secureStage(context);
  const client = await secured(connectTo(await stage.open('tls')), { maxVersion: 'TLSv1.2' });
  const seen = await stage.accepted();
  client.renegotiate({}, () => {});
  await seen.until('closed');
  assert.equal(seen.closedFor, 'tls-failed');
});

test('a peer that never finishes its handshake is closed after ten seconds', async (context) => {
  const stage = await secureStage(context);
  const listener = await stage.open('tls');
  const client = connectTo(listener);
  await once(client, 'connect');
  const { client: other, seen } = await stage.join(await stage.open('starttls'));
  seen.onReceived = () => seen.connection.startTls();
  other.write('starttls');
  await seen.until('received');
  while (stage.listeners.connections < 2) await new Promise(setImmediate);
  stage.clock.advance(9_000);
  assert.equal(stage.listeners.connections, 2);
  stage.clock.advance(1_000);
  await Promise.all([readAll(client).catch(() => ''), seen.until('closed')]);
  assert.equal(seen.closedFor, 'tls-failed');
  assert.equal(stage.listeners.connections, 0);
});

test('handshakes beyond the rate are dropped before they begin', async (context) => {
  const stage = await secureStage(context, { handshakesPerSecond: 1 });
  const listener = await stage.open('tls');
  const first = await secured(connectTo(listener));
  assert.ok((await handshake(connectTo(listener))) instanceof Error);
  stage.clock.advance(1000);
  const second = await secured(connectTo(listener));
  for (const client of [first, second]) client.destroy();
});

test('a TLS peer that stopped reading is closed as stalled', async (context) => {
  const stage = await secureStage(context, { sendq: 64 * 1024 * 1024 });
  const client = await secured(connectTo(await stage.open('tls')));
  const seen = await stage.accepted();
  seen.connection.authenticated();
  do {
    seen.connection.send(Buffer.alloc(4 * 1024 * 1024));
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  } while (seen.connection.queued === 0);
  stage.clock.advance(59_000);
  assert.equal(seen.connection.isClosed, false);
  stage.clock.advance(1_000);
  await seen.until('closed');
  assert.equal(seen.closedFor, 'write-stalled');
  client.destroy();
});

test('one busy turn over TLS is written, not punished', async (context) => {
  const stage = await secureStage(context, { sendq: 64 * 1024 });
  const client = await secured(connectTo(await stage.open('tls')));
  const { connection } = await stage.accepted();
  for (let i = 0; i < 100; i++) connection.send(Buffer.alloc(1000, 'z'));
  assert.equal((await read(client, 100_000)).length, 100_000);
  client.destroy();
});
