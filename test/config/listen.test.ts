import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAddressRange, isLoopbackHost, listenAddress, listensClash, parseListen } from '../../src/config/listen.ts';
import type { ListenSpec } from '../../src/config/listen.ts';

function spec(text: string): ListenSpec {
  const parsed = parseListen(text);
  assert.ok(parsed, text);
  return parsed;
}

test('a listen entry gives host, port, TLS and PROXY', () => {
  assert.deepEqual(spec('[::]:6697 tls proxy'), {
    host: '::',
    port: 6697,
    tls: 'tls',
    proxy: true,
    onion: false,
    text: '[::]:6697 tls proxy',
  });
  assert.equal(spec('127.0.0.1:6668 onion').onion, true);
  assert.deepEqual(spec('127.0.0.1:5222 starttls').tls, 'starttls');
  assert.deepEqual(spec('localhost:0').port, 0);
});

test('slips of the pen are refused', () => {
  const slips = [
    '',
    '6667',
    ':6667',
    '::1:6667',
    '[::1]',
    '[1.2.3.4]:1',
    '1.2.3:6667',
    '1.2.3.4.5:1',
    '127.0.0.1:65536',
  ];
  const words = [
    'a:1 tsl',
    'a:1 tls tls',
    'a:1 tls starttls',
    'a:1 onion proxy',
    'a_b:1',
    'http://a:1',
    '[::1:6667',
    '127.0.0.1:',
  ];
  for (const text of [...slips, ...words]) assert.equal(parseListen(text), undefined, text);
});

test('two listeners clash when one address contains the other', () => {
  assert.ok(listensClash(spec('[::]:1'), spec('127.0.0.1:1 tls')));
  assert.ok(listensClash(spec('0.0.0.0:1'), spec('127.0.0.1:1')));
  assert.ok(listensClash(spec('0.0.0.0:1'), spec('[::]:1')));
  assert.ok(!listensClash(spec('0.0.0.0:1'), spec('[::1]:1')));
  assert.ok(!listensClash(spec('127.0.0.1:1'), spec('127.0.0.2:1')));
  assert.ok(!listensClash(spec('127.0.0.1:0'), spec('127.0.0.1:0')));
});

test('loopback is told from the rest', () => {
  assert.ok(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopbackHost));
  assert.ok(!['0.0.0.0', '::', '10.0.0.1', '127.example.org'].some(isLoopbackHost));
});

test('an address that was written parses back', () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
  fc.assert(
    fc.property(host, fc.integer({ min: 0, max: 65535 }), (name, port) => {
      const parsed = parseListen(listenAddress({ host: name, port }));
      assert.ok(parsed);
      assert.deepEqual([parsed.host, parsed.port], [name, port]);
    }),
  );
});

test('an address range is an address with as many bits as it has, or fewer', () => {
  for (const text of ['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/128', '0.0.0.0/0'])
    assert.ok(isAddressRange(text), text);
  for (const text of ['', '10.0.0', '10.0.0.0/33', '::/129', '::/', '1.2.3.4/8/8', 'localhost']) {
    assert.ok(!isAddressRange(text), text);
  }
});
