import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDnsbl, reversed } from '../../src/core/bans/dnsbl.ts';
import { ManualClock } from '../../src/lib/clock.ts';
import { turns } from './world.ts';

// RFC 5782 2.1, 2.4
test('addresses are spelt backwards, IPv6 by nibbles; loopback is asked of nobody', () => {
  assert.equal(reversed('192.0.2.7'), '7.2.0.192');
  assert.equal(reversed('2001:db8::1'), '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2');
  for (const ip of ['127.0.0.1', '::1', 'onion']) assert.equal(reversed(ip), undefined);
});

test('the zone that lists an address is named, and remembered for a while', async () => {
  const clock = new ManualClock();
  const asked: string[] = [];
  const dnsbl = createDnsbl(clock, async (name) => {
    asked.push(name);
    if (name.endsWith('broken.example')) throw new Error('SERVFAIL');
    return name === '7.2.0.192.b.example';
  });
  const zones = ['broken.example', 'a.example', 'b.example'];
  assert.equal(await dnsbl.ask('192.0.2.7', zones), 'b.example');
  assert.equal(await dnsbl.ask('192.0.2.8', zones), undefined);
  assert.equal(asked.length, 6);
  assert.equal(await dnsbl.ask('192.0.2.7', zones), 'b.example');
  assert.equal(asked.length, 6);
  clock.advance(600_000);
  await dnsbl.ask('192.0.2.7', zones);
  assert.equal(asked.length, 9);
  assert.equal(await dnsbl.ask('192.0.2.7', []), undefined);
});

test('a list that does not answer is waited for three seconds, by so many at most', async () => {
  const clock = new ManualClock();
  let asked = 0;
  const dnsbl = createDnsbl(clock, () => {
    asked++;
    return new Promise<boolean>(() => {});
  });
  const answers = Array.from({ length: 100 }, (_, i) => dnsbl.ask(`192.0.2.${i}`, ['a.example']));
  await turns();
  assert.equal(asked, 64);
  clock.advance(3000);
  assert.ok((await Promise.all(answers)).every((zone) => zone === undefined));
});
