import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { guessBan, parseBan, type BanRecord } from '../../src/core/bans/ban.ts';
import { createBanTable } from '../../src/core/bans/ban-table.ts';
import { barred, spanText } from '../../src/core/bans/barred.ts';
import { addBan, loadBans, removeBan } from '../../src/core/bans/change-bans.ts';
import { createBansAdmin } from '../../src/core/bans/bans-admin.ts';
import { findCommand } from '../../src/core/commands/command.ts';
import type { AdminContext } from '../../src/core/commands/ports.ts';
import { adminCommands } from '../../src/core/commands/table.ts';
import { attach, detach } from '../../src/core/presence/attach.ts';
import { isRefusal } from '../../src/core/refusal.ts';
import { ManualClock } from '../../src/lib/clock.ts';
import { parseRange, rangeText } from '../../src/lib/ip-range.ts';
import { parseSpan } from '../../src/lib/span.ts';
import { account, guest, makeAccount, makeWorld, TestEndpoint, type World } from './world.ts';

const request = { why: 'spam', note: '', by: 'ann', lasts: undefined };

function record(kind: BanRecord['kind'], text: string, lasts?: number): BanRecord {
  const subject = parseBan(kind, text);
  assert.ok(subject, text);
  return { ...subject, why: '', note: '', by: 'x', at: 0, expiresAt: lasts };
}

test('what is banned is guessed from how it looks, and spelt in one way', () => {
  const guesses: Record<string, string> = {
    '192.0.2.7': 'ip 192.0.2.7',
    '2001:DB8::1:2:3:4': 'ip 2001:db8::/64',
    '::ffff:192.0.2.7': 'ip 192.0.2.7',
    '192.0.2.77/24': 'cidr 192.0.2.0/24',
    '2001:db8:ffff::/32': 'cidr 2001:db8::/32',
    '*!*@192.0.2.7': 'ip 192.0.2.7',
    '*@192.0.2.0/24': 'cidr 192.0.2.0/24',
    'Spam.Example.': 'domain spam.example',
    Alice: 'account alice',
    'Spam*': 'mask spam*!*@*',
    'a!b@c': 'mask a!b@c',
    'b@C': 'mask *!b@c',
  };
  for (const [text, expected] of Object.entries(guesses)) {
    const ban = guessBan(text);
    assert.equal(ban && `${ban.kind} ${ban.subject}`, expected, text);
  }
  for (const everybody of ['*', '*!*@*', '0.0.0.0/0', '::/0', '*@*', '?*', '1.2.3.4/33', 'a b', '', '!@']) {
    assert.equal(guessBan(everybody), undefined, everybody);
  }
});

// RELIABILITY M-05: evasion by another address of the same /64
test('addresses are found by range, IPv6 ones by their /64, and what has expired is not', () => {
  const clock = new ManualClock(1000);
  const table = createBanTable(clock);
  table.put(record('ip', '192.0.2.7', 5000));
  table.put(record('cidr', '198.51.100.0/24'));
  table.put(record('ip', '2001:db8:1:2::1'));
  const found = (ip: string) => table.ofIp(ip)?.subject;
  assert.equal(found('192.0.2.7'), '192.0.2.7');
  assert.equal(found('192.0.2.8'), undefined);
  assert.equal(found('198.51.100.200'), '198.51.100.0/24');
  assert.equal(found('2001:db8:1:2:ffff::9'), '2001:db8:1:2::/64');
  assert.equal(found('2001:db8:1:3::1'), undefined);
  assert.equal(found('onion'), undefined);
  clock.advance(4000);
  assert.equal(found('192.0.2.7'), undefined);
  assert.equal(table.all().length, 2);
});

test('an address is within the range of each of its prefixes, and ranges are spelt so that they are read again', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 1, max: 32 }), (octets, length) => {
      const ip = octets.join('.');
      const range = parseRange(`${ip}/${length}`);
      assert.ok(range);
      assert.deepEqual(parseRange(rangeText(range)), range);
      const table = createBanTable(new ManualClock());
      table.put(record('cidr', `${ip}/${length}`));
      assert.ok(table.ofIp(ip));
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 1, max: 95 }), (ip, length) => {
      const range = parseRange(`${ip}/${length}`);
      assert.ok(range, ip);
      assert.deepEqual(parseRange(rangeText(range)), range);
      const table = createBanTable(new ManualClock());
      table.put(record('cidr', `${ip}/${length}`));
      assert.equal(table.ofIp(ip) === undefined, parseRange(ip)?.version === 4, ip);
    }),
  );
});

// RELIABILITY M-10: an address is looked up by the lengths of ranges there are, whatever the number of bans
test('among ten thousand bans the right one is found, and no other', () => {
  const table = createBanTable(new ManualClock());
  for (let i = 0; i < 10_000; i++) {
    table.put(record('ip', `10.${(i >> 8) & 255}.${i & 255}.1`));
    table.put(record('mask', `spam${i}x*!*@*`));
  }
  assert.equal(table.ofIp('10.3.7.1')?.subject, '10.3.7.1');
  assert.equal(table.ofIp('10.3.7.2'), undefined);
  assert.equal(table.ofMask('spam9999xy!x@y')?.subject, 'spam9999x*!*@*');
  assert.equal(table.ofMask('ann!ann@example.org'), undefined);
  for (const mask of ['ann!*@*', '*!*@x.example', 'b?b!*@*.y.example']) table.put(record('mask', mask));
  const found = (mask: string) => table.ofMask(mask)?.subject;
  assert.equal(found('ann!a@b'), 'ann!*@*');
  assert.equal(found('carl!c@x.example'), '*!*@x.example');
  assert.equal(found('bob!b@z.y.example'), 'b?b!*@*.y.example');
  table.remove({ kind: 'mask', subject: 'ann!*@*' });
  assert.equal(found('ann!a@b'), undefined);
});

function comeIn(world: World, name: string, ip: string) {
  return attach(world.core, {
    identity: { account: makeAccount(name) },
    endpoint: new TestEndpoint(),
    device: '',
    wire: 'test',
    follows: false,
    isSecure: true,
    ip,
  });
}

test('a ban ends the sessions that it means, keeps them away, and can be lifted', async () => {
  const world = await makeWorld();
  const { core } = world;
  const [alice, bob, gus] = [await account(world, 'alice'), await account(world, 'bob'), guest(world, 'gus')];
  await addBan(core, { ...request, kind: 'account', subject: 'alice' });
  await addBan(core, { ...request, kind: 'mask', subject: 'gus!*@*' });
  assert.deepEqual(
    [alice, bob, gus].map(({ endpoint }) => endpoint.dismissed),
    [['banned'], [], ['banned']],
  );
  assert.equal(core.people.byNickname('alice'), undefined);
  const refused = comeIn(world, 'alice', '192.0.2.1');
  assert.ok(isRefusal(refused) && refused.reason === 'server-banned');
  assert.equal(refused.text, 'You are banned from this server: spam');
  assert.equal(await removeBan(core, { kind: 'account', subject: 'alice' }, 'ann'), true);
  assert.equal(await removeBan(core, { kind: 'account', subject: 'alice' }, 'ann'), false);
  assert.ok(!isRefusal(comeIn(world, 'alice', '192.0.2.1')));
});

test('who stays in rooms without a session goes, too, when the account is banned', async () => {
  const world = await makeWorld({ alwaysOn: { policy: 'mandatory', expiry: Infinity } });
  const alice = await account(world, 'alice');
  detach(world.core, alice.session, 'bye');
  assert.ok(world.core.people.byNickname('alice'));
  await addBan(world.core, { ...request, kind: 'account', subject: 'alice' });
  assert.equal(world.core.people.byNickname('alice'), undefined);
});

test('bans end by the clock, and those of before are there after a start', async () => {
  const world = await makeWorld();
  const { core, clock } = world;
  await addBan(core, { ...request, kind: 'ip', subject: '192.0.2.9', lasts: 60_000 });
  await addBan(core, { ...request, kind: 'ip', subject: '192.0.2.10' });
  assert.match(barred(core, { ip: '192.0.2.9' })?.text ?? '', /for another 60 seconds: spam$/);
  clock.advance(60_000);
  assert.equal(barred(core, { ip: '192.0.2.9' }), undefined);
  core.bans.remove({ kind: 'ip', subject: '192.0.2.10' });
  await loadBans(core);
  assert.ok(barred(core, { ip: '192.0.2.10' }));
  assert.deepEqual(
    (await core.storage.bans.list()).map(({ subject }) => subject),
    ['192.0.2.10'],
  );
});

test('nobody shuts themselves or the server’s own domain out, and a database that is away says so', async () => {
  const world = await makeWorld();
  const ann = await account(world, 'ann');
  const self = await addBan(world.core, { ...request, kind: 'ip', subject: '127.0.0.1' }, ann.session);
  assert.ok(isRefusal(self) && self.reason === 'bad-setting');
  const own = await addBan(world.core, { ...request, kind: 'domain', subject: 'example.org' });
  assert.ok(isRefusal(own) && own.reason === 'bad-setting');
  world.faults.away = true;
  const away = await addBan(world.core, { ...request, kind: 'ip', subject: '192.0.2.1' });
  assert.ok(isRefusal(away) && away.reason === 'storage-away');
  assert.equal(world.core.bans.all().length, 0);
});

test('domains are banned with what belongs to them', async () => {
  const { core } = await makeWorld();
  await addBan(core, { ...request, kind: 'domain', subject: 'spam.example' });
  assert.ok(barred(core, { domain: 'spam.example' }));
  assert.ok(barred(core, { domain: 'eu.spam.example' }));
  assert.equal(barred(core, { domain: 'nospam.example' }), undefined);
});

test('times are read and said as people say them', () => {
  assert.equal(parseSpan('1d12h'), 36 * 3_600_000);
  for (const text of ['', '7', 'd', '0s', '1x', '999999999y', '1d 2h']) assert.equal(parseSpan(text), undefined, text);
  assert.deepEqual([1000, 90_000, 3_600_000, 5 * 86_400_000].map(spanText), [
    '1 second',
    '90 seconds',
    '60 minutes',
    '5 days',
  ]);
});

test('administrators add, list and lift bans by commands', async () => {
  const { core } = await makeWorld();
  const context = { bans: createBansAdmin(core) } as AdminContext;
  const call = async (path: string, given: Record<string, string>) => {
    const { exit, lines } = (await findCommand(adminCommands, path)?.call(context, given)) ?? {};
    return [exit, ...(lines ?? [])];
  };
  const [exit, line] = await call('ban add', { kind: 'cidr', subject: '192.0.2.9/24', reason: 'spam', for: '7d' });
  assert.equal(exit, 0);
  assert.match(String(line), /^banned {2}cidr 192\.0\.2\.0\/24 +until 2023-11-21T22:13, by example\.org: spam$/);
  assert.match(String((await call('ban list', {}))[1]), /^cidr 192\.0\.2\.0\/24 /);
  assert.deepEqual(await call('ban list', { kind: 'ip' }), [0, 'no bans']);
  assert.deepEqual(await call('ban rm', { kind: 'cidr', subject: '192.0.2.0/24' }), [0, 'lifted  cidr 192.0.2.0/24']);
  assert.deepEqual(await call('ban rm', { kind: 'cidr', subject: '192.0.2.0/24' }), [
    1,
    'there is no ban on cidr 192.0.2.0/24',
  ]);
  assert.deepEqual(await call('ban add', { kind: 'ip', subject: 'spam.example' }), [1, '"spam.example" is no ip']);
  assert.equal((await call('ban add', { kind: 'ip', subject: '192.0.2.7', for: 'soon' }))[0], 2);
});
