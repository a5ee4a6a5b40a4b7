import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from '../../src/lib/public-address.ts';

// RELIABILITY W-07
test('addresses that only this machine or its network reach are not public', () => {
  const refused = [
    ...['127.0.0.1', '127.255.255.254', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.19.255.255'],
    ...['198.51.100.7', '203.0.113.9', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::7f00:1', '100::1'],
    ...[
      'fe80::1',
      'fec0::1',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '3fff::1',
    ],
    ...['', 'localhost', '0x7f.1', '127.1', '2130706433', '017700000001', '8.8.8.8/32', 'fe80::1%eth0', '[2a00::1]'],
  ];
  for (const address of refused) assert.equal(isPublicAddress(address), false, address);
});

test('addresses of the Internet are public', () => {
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '223.255.255.255',
  ])
    assert.equal(isPublicAddress(address), true, address);
  for (const address of ['2606:4700:4700::1111', '2a00:1450::1', '2001:200::1', '2003::1'])
    assert.equal(isPublicAddress(address), true, address);
});
