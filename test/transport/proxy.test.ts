import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { createCertificates } from '../../src/transport/certificates.ts';
import type { TransportLimits } from '../../src/transport/limits.ts';
import type { ListenSpec } from '../../src/transport/listener.ts';
import { readProxyHeader } from '../../src/transport/proxy-header.ts';
import { trustedProxies } from '../../src/transport/trusted-proxies.ts';
import { connectTo, fixtures, localSpec, once, read, readAll, Seen, setStage } from './service.ts';

const v1 = (ip: string, family = 'TCP4', target = '192.0.2.2') =>
  Buffer.from(`PROXY ${family} ${ip} ${target} 56324 443\r\n`);

/** Version 2 with these addresses and vectors. */
function v2(family: number, addresses: Buffer, vectors = Buffer.alloc(0), command = 0x21): Buffer {
  const head = Buffer.from('\r\n\r\n\0\r\nQUIT\n....', 'latin1');
  head[12] = command;
  head[13] = (family << 4) | 1;
  head.writeUInt16BE(addresses.length + vectors.length, 14);
  return Buffer.concat([head, addresses, vectors]);
}

const ipv4 = Buffer.from([198, 51, 100, 7, 192, 0, 2, 1, 0xdc, 4, 1, 187]);
const ssl = Buffer.from([0x20, 0, 5, 1, 0, 0, 0, 0]);

test('a header of version 1 says whom the proxy speaks for', () => {
  // proxy-protocol.txt 2.1
  assert.deepEqual(readProxyHeader(Buffer.concat([v1('198.51.100.7'), Buffer.from('NICK')])), {
    length: v1('198.51.100.7').length,
    peer: { ip: '198.51.100.7', port: 56324 },
    isSecure: false,
  });
  const six = readProxyHeader(v1('2001:DB8:0::1', 'TCP6', '::1'));
  assert.deepEqual(six !== 'more' && six?.peer, { ip: '2001:db8::1', port: 56324 });
  const mapped = readProxyHeader(v1('::ffff:198.51.100.7', 'TCP6', '::1'));
  assert.equal(mapped !== 'more' && mapped?.peer?.ip, '198.51.100.7');
  const unknown = readProxyHeader(Buffer.from('PROXY UNKNOWN ffff:: whatever\r\n'));
  assert.equal(unknown !== 'more' && unknown?.peer, undefined);
});

test('a header of version 2 is read with its vectors, whatever family it has', () => {
  // proxy-protocol.txt 2.2
  const plain = readProxyHeader(v2(1, ipv4, Buffer.from([4, 0, 2, 9, 9])));
  assert.deepEqual(plain, { length: 16 + 12 + 5, peer: { ip: '198.51.100.7', port: 56324 }, isSecure: false });
  const secure = readProxyHeader(v2(1, ipv4, Buffer.concat([Buffer.from([4, 0, 1, 0]), ssl])));
  assert.equal(secure !== 'more' && secure?.isSecure, true);
  const six = Buffer.alloc(36);
  Buffer.from('20010db8000000000000000000000001', 'hex').copy(six);
  six.writeUInt16BE(7, 32);
  const found = readProxyHeader(v2(2, six));
  assert.deepEqual(found !== 'more' && found?.peer, { ip: '2001:db8::1', port: 7 });
  // LOCAL: "the receiver must accept the connection and must use the real connection endpoints"; UNIX has no address to believe.
  for (const header of [v2(1, ipv4, ssl, 0x20), v2(3, Buffer.alloc(216)), v2(0, Buffer.alloc(0))]) {
    assert.deepEqual(readProxyHeader(header), { length: header.length, peer: undefined, isSecure: false });
  }
});

test('what is no header is known at its first wrong byte, and what is too long at its length', () => {
  const bad = [
    'NICK',
    'P\0',
    'PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n',
    'PROXY TCP4 ::1 ::1 1 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}`,
  ];
  for (const text of bad) assert.equal(readProxyHeader(Buffer.from(text)), undefined, text);
  assert.equal(readProxyHeader(v2(1, ipv4, Buffer.alloc(0), 0x31)), undefined);
  assert.equal(readProxyHeader(v2(1, ipv4.subarray(0, 11))), undefined);
  const huge = v2(1, ipv4);
  huge.writeUInt16BE(65_535, 14);
  assert.equal(readProxyHeader(huge), undefined);
});

test('a header may come in any number of pieces', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(v1('198.51.100.7'), v2(1, ipv4, ssl), v2(3, Buffer.alloc(216))),
      fc.nat(),
      (header, at) => {
        assert.equal(readProxyHeader(header.subarray(0, at % header.length)), 'more');
        const whole = readProxyHeader(header);
        assert.ok(whole && whole !== 'more' && whole.length === header.length);
      },
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readProxyHeader(Buffer.from(bytes))));
});

async function behindProxy(
  context: TestContext,
  words: Partial<ListenSpec> = {},
  limits: Partial<TransportLimits> = {},
) {
  const certificates = await createCertificates(fixtures);
  const clients: Socket[] = [];
  context.after(() => clients.forEach((client) => client.destroy()));
  const stage = setStage(context, limits, { certificates, proxies: trustedProxies(['127.0.0.0/8']) });
  const seen: Seen[] = [];
  const waiting: ((one: Seen) => void)[] = [];
  const accept = (connection: Seen['connection']): Seen => {
    const one = new Seen(connection);
    const next = waiting.shift();
    if (next) next(one);
    else seen.push(one);
    return one;
  };
  const listener = await stage.listeners.open({ ...localSpec(), proxy: true, ...words }, { accept });
  const dial = (): Socket => {
    const client = connectTo(listener);
    clients.push(client);
    return client;
  };
  const next = async () => seen.shift() ?? new Promise<Seen>((resolve) => waiting.push(resolve));
  return { stage, dial, next, seen };
}

test('a proxy listener serves whom the header names, with what came behind it', async (context) => {
  const { dial, next, stage } = await behindProxy(context);
  for (const [header, isSecure] of [[v1('198.51.100.7'), false] as const, [v2(1, ipv4, ssl), true] as const]) {
    const client = dial();
    client.write(Buffer.concat([header, Buffer.from('hello')]));
    const seen = await next();
    await seen.until('received');
    assert.deepEqual(seen.got, ['hello']);
    assert.deepEqual(seen.connection.remote, { ip: '198.51.100.7', port: 56324 });
    assert.equal(seen.connection.isLoopback, false);
    assert.equal(seen.connection.tls !== undefined, isSecure);
    seen.connection.send(Buffer.from('welcome'));
    assert.equal(await read(client, 7), 'welcome');
  }
  assert.equal(stage.listeners.connections, 2);
});

test('the header stands before TLS or inside it', async (context) => {
  const { dial, next } = await behindProxy(context, { tls: 'tls' });
  const outside = dial();
  outside.write(v1('198.51.100.7'));
  const over = connectTls({ socket: outside, rejectUnauthorized: false, servername: 'one.example' });
  over.write('hello');
  const first = await next();
  await first.until('received');
  assert.equal(first.connection.remote.ip, '198.51.100.7');
  assert.equal(first.connection.tls?.serverName, 'one.example');

  const inside = connectTls({ socket: dial(), rejectUnauthorized: false, servername: 'one.example' });
  inside.write(Buffer.concat([v2(1, ipv4, ssl), Buffer.from('hello')]));
  const second = await next();
  await second.until('received');
  assert.deepEqual(second.got, ['hello']);
  assert.equal(second.connection.remote.ip, '198.51.100.7');
  // What is known of TLS is the proxy's, and says nothing about the peer.
  assert.equal(second.connection.tls?.serverName, undefined);
  second.connection.send(Buffer.from('welcome'));
  await once(inside, 'readable');
  assert.equal(String(inside.read()), 'welcome');
});

test('without a header, or with one that does not come, a proxy listener serves nobody', async (context) => {
  const { stage, dial, seen } = await behindProxy(context);
  const wrong = dial();
  wrong.write('NICK somebody\r\n');
  assert.equal(await readAll(wrong), '');
  const silent = dial();
  silent.write('PROXY TCP4 198.51');
  await once(silent, 'connect');
  while (stage.reports.length < 2) {
    stage.clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await readAll(silent), '');
  assert.deepEqual(
    stage.reports.map((report) => report.kind === 'proxy-failed' && report.code),
    ['no header', 'late'],
  );
  assert.deepEqual(seen, []);
  assert.equal(stage.listeners.connections, 0);
});

test('nobody but a trusted proxy may name somebody (RELIABILITY I-14)', async (context) => {
  const { stage, dial, seen } = await behindProxy(context);
  stage.listeners.setProxies(trustedProxies(['192.0.2.0/24', '2001:db8::/32']));
  const client = dial();
  client.write(v1('198.51.100.7'));
  await readAll(client).catch(() => '');
  assert.deepEqual(seen, []);
  assert.equal(stage.reports[0]?.kind === 'proxy-failed' && stage.reports[0].code, 'untrusted');
});

test('limits count whom a proxy speaks for, not the proxy', async (context) => {
  const { stage, dial, next } = await behindProxy(context, {}, { connectionsPerIp: 1 });
  dial().write(v1('198.51.100.7'));
  await next();
  dial().write(v1('198.51.100.8'));
  await next();
  const third = dial();
  third.write(v1('198.51.100.7'));
  assert.equal(await readAll(third), '');
  assert.deepEqual(stage.reports, [
    { kind: 'refused', limit: 'connectionsPerIp', listener: '127.0.0.1:0 none', ip: '198.51.100.7' },
  ]);
});

test('who speaks for somebody in the protocol itself is counted as them from then on', async (context) => {
  const limits = { connectionsPerIp: 1, unauthenticatedPerIp: 1 };
  const stage = setStage(context, limits, { proxies: trustedProxies(['127.0.0.1']) });
  const listener = await stage.open('none', { takesVouchers: true });
  const { seen: one } = await stage.join(listener);
  // A gateway is not one visitor: it is not held to their limits.
  const { seen: two } = await stage.join(listener);
  const peer = { ip: '198.51.100.7', port: 9, isSecure: false };
  assert.equal(one.connection.isTrustedProxy, true);
  assert.equal(one.connection.vouch?.(peer), true);
  assert.deepEqual(one.connection.remote, { ip: '198.51.100.7', port: 9 });
  // Its word was for this one; who it spoke for has none.
  assert.equal(one.connection.vouch?.({ ...peer, ip: '198.51.100.8' }), false);
  assert.equal(two.connection.vouch?.(peer), false);
  assert.equal(two.connection.vouch?.({ ...peer, ip: '198.51.100.9' }), true);
  assert.equal(stage.listeners.connections, 2);
  one.connection.destroy();
  two.connection.destroy();
  await Promise.all([one.until('closed'), two.until('closed')]);
  assert.equal(stage.listeners.connections, 0);
  assert.equal(stage.listeners.unauthenticated, 0);
});

test('who comes over an onion service has no address, and they all share one limit', async (context) => {
  const clients: Socket[] = [];
  context.after(() => clients.forEach((client) => client.destroy()));
  const stage = setStage(context, { connectionsPerIp: 1, onionConnections: 2 });
  const seen: Seen[] = [];
  const accept = (connection: Seen['connection']) => seen[seen.push(new Seen(connection)) - 1] as Seen;
  const listener = await stage.listeners.open(
    { ...localSpec(), onion: true },
    { accept, farewell: (limit) => Buffer.from(limit) },
  );
  clients.push(connectTo(listener), connectTo(listener), connectTo(listener));
  assert.equal(await readAll(clients[2]!), 'connectionsPerIp');
  assert.deepEqual(
    seen.map(({ connection: { remote, isOnion, isLoopback } }) => ({ ...remote, isOnion, isLoopback })),
    [0, 1].map(() => ({ ip: 'onion', port: 0, isOnion: true, isLoopback: false })),
  );
  assert.deepEqual(stage.reports.at(-1), {
    kind: 'refused',
    limit: 'connectionsPerIp',
    listener: '127.0.0.1:0 none',
    ip: 'onion',
  });
});
