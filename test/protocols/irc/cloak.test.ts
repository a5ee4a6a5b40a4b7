import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloakOf } from '../../../src/protocols/irc/cloak.ts';

const secret = Buffer.alloc(32, 1);

// SEMANTICS 1.5: no IP ever in a mask
test('one address has one cloak, which depends on the server’s secret', () => {
  assert.equal(cloakOf(secret, '192.0.2.1'), cloakOf(secret, '192.0.2.1'));
  assert.notEqual(cloakOf(secret, '192.0.2.1'), cloakOf(secret, '192.0.2.2'));
  assert.notEqual(cloakOf(secret, '192.0.2.1'), cloakOf(Buffer.alloc(32, 2), '192.0.2.1'));
  assert.match(cloakOf(secret, '192.0.2.1'), /^[0-9a-f]{12}$/);
});

test('all addresses of an IPv6 network are one', () => {
  assert.equal(cloakOf(secret, '2001:db8:1:2::1'), cloakOf(secret, '2001:db8:1:2:a:b:c:d'));
  assert.notEqual(cloakOf(secret, '2001:db8:1:2::1'), cloakOf(secret, '2001:db8:1:3::1'));
  assert.equal(cloakOf(secret, '2001:db8::1'), cloakOf(secret, '2001:db8:0:0:1::'));
  assert.equal(cloakOf(secret, '::1'), cloakOf(secret, '::2'));
});
