import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdminContext, ReloadReport } from '../../../src/core/commands/ports.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, Peer } from './harness.ts';

const bare = (lines: readonly string[]) => lines.map((line) => line.replace(/@[0-9a-f]+\.guests\.example\.org/, ''));

async function operator(peer: Peer): Promise<Peer> {
  peer.say('OPER boss :open sesame');
  await peer.until(/ 381 /);
  return peer;
}

// RFC 2812 3.7.1: "It may be used by servers ... [and] by operators"; ERR_NOPRIVILEGES, ERR_NOSUCHNICK
test('KILL ends all sessions of somebody, and says by whom and why; nobody else may', async () => {
  const server = await makeServer();
  const [ann, ben] = [await operator(await guest(server, 'ann')), await guest(server, 'ben')];
  const [one, two] = [await account(server, 'alice'), await account(server, 'alice')];
  for (const peer of [one, ben]) await peer.ask('JOIN #c');
  const denied = [":irc.example.org 481 ben :Permission denied: you're not an operator"];
  assert.deepEqual(await ben.ask('KILL alice :no'), denied);
  assert.deepEqual(await ben.ask('KILL nobody :no'), denied, 'nor does anybody learn who is here');
  assert.deepEqual(await ann.ask('KILL nobody'), [':irc.example.org 401 ann nobody :No such nick/channel']);
  one.read();
  two.read();
  assert.deepEqual(await ann.ask('KILL alice :spam'), []);
  for (const peer of [one, two]) {
    assert.deepEqual(peer.read(), ['ERROR :Closing link: Killed (ann (spam))']);
    assert.ok(peer.isClosed);
  }
  assert.deepEqual(
    ben.read(),
    [':alice!alice@example.org JOIN #c', ':alice!alice@example.org QUIT :Killed (ann (spam))'].slice(1),
  );
});

// RFC 2812 4.7: "send a message to all currently connected users who have set the 'w' user mode for themselves"
test('WALLOPS reaches who wants to hear operators', async () => {
  const server = await makeServer();
  const [ann, ben, carl] = [
    await operator(await guest(server, 'ann')),
    await guest(server, 'ben'),
    await guest(server, 'carl'),
  ];
  await ben.ask('MODE ben +w');
  assert.deepEqual(await ann.ask('WALLOPS :maintenance at noon'), []);
  assert.deepEqual(bare(ben.read()), [':ann!~ann WALLOPS :maintenance at noon']);
  assert.deepEqual(carl.read(), []);
  assert.match((await carl.ask('WALLOPS :me too')).join(), / 481 carl :/);
  assert.match((await ann.ask('WALLOPS')).join(), / 461 ann WALLOPS :/);
});

function administered(report: ReloadReport): AdminContext {
  return { server: { reload: () => Promise.resolve(report) } } as AdminContext;
}

// RFC 2812 4.2: RPL_REHASHING
test('REHASH reloads the configuration and tells what changed, or why nothing did', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann');
  assert.match((await ann.ask('REHASH')).join(), / 481 ann :/);
  await operator(ann);
  server.irc.administer(administered({ problems: [], applied: ['motd: a -> b'], needRestart: ['domain: x -> y'] }));
  assert.deepEqual(await ann.ask('REHASH'), [
    ':irc.example.org 382 ann causeway.toml :Rehashing',
    ':irc.example.org NOTICE ann :changed: motd: a -> b',
    ':irc.example.org NOTICE ann :at the next start: domain: x -> y',
  ]);
  server.irc.administer(
    administered({ problems: ['causeway.toml:3: limits.nik: unknown key'], applied: [], needRestart: [] }),
  );
  await turns();
  assert.deepEqual((await ann.ask('REHASH')).slice(1), [
    ':irc.example.org NOTICE ann :causeway.toml:3: limits.nik: unknown key',
    ':irc.example.org NOTICE ann :The configuration is refused; the old settings stay.',
  ]);
});

// RFC 2812 5.2: ERR_YOUREBANNEDCREEP
test('BAN keeps addresses away before anything else is heard, and ends who is here', async () => {
  const server = await makeServer();
  const [ann, ben] = [await operator(await guest(server, 'ann')), await guest(server, 'ben')];
  const far = new Peer(server, '192.0.2.7');
  await far.ask('NICK far', 'USER far 0 * :Far');
  assert.match((await ben.ask('BAN LIST')).join(), / 481 ben :/);
  assert.deepEqual(await ann.ask('BAN ADD 192.0.2.0/24 7d :spam | ticket 5'), [
    ':irc.example.org NOTICE ann :Banned cidr 192.0.2.0/24 for 7 days, by ann: spam [ticket 5]',
  ]);
  const words = 'You are banned from this server for another 7 days: spam';
  assert.deepEqual(far.read().slice(-1), [`ERROR :Closing link: ${words}`]);
  const again = new Peer(server, '192.0.2.8');
  assert.deepEqual(await again.ask('CAP LS 302'), [
    `:irc.example.org 465 * :${words}`,
    `ERROR :Closing link: ${words}`,
  ]);
  assert.deepEqual(await ann.ask('BAN LIST'), [
    ':irc.example.org NOTICE ann :cidr 192.0.2.0/24 for 7 days, by ann: spam [ticket 5]',
    ':irc.example.org NOTICE ann :1 ban',
  ]);
  assert.deepEqual(await ann.ask('BAN DEL 192.0.2.0/24', 'BAN DEL 192.0.2.0/24'), [
    ':irc.example.org NOTICE ann :The ban on cidr 192.0.2.0/24 is lifted',
    ':irc.example.org NOTICE ann :No ban on 192.0.2.0/24',
  ]);
  const third = new Peer(server, '192.0.2.8');
  assert.match((await third.ask('NICK third', 'USER t 0 * :T')).join('\n'), / 001 third /);
});

test('masks and accounts are known when the registration is complete, and habits of other servers work', async () => {
  const server = await makeServer();
  const ann = await operator(await guest(server, 'ann'));
  assert.match(
    (await ann.ask('KLINE 60 spam*!*@* :go away')).join(),
    /Banned mask spam\*!\*@\* for 60 minutes, by ann: go away/,
  );
  const spam = new Peer(server);
  const words = 'You are banned from this server for another 60 minutes: go away';
  assert.deepEqual(await spam.ask('NICK spam1', 'USER s 0 * :S'), [
    `:irc.example.org 465 spam1 :${words}`,
    `ERROR :Closing link: ${words}`,
  ]);
  assert.match((await ann.ask('DLINE 203.0.113.9')).join(), /Banned ip 203.0.113.9 for good, by ann: no reason given/);
  assert.match((await ann.ask('UNKLINE spam*!*@*', 'UNDLINE 203.0.113.9')).join(), /mask .* lifted.*ip .* lifted/s);
  assert.match((await ann.ask('BAN ADD')).join(), / 461 ann BAN :/);
  assert.match((await ann.ask('BAN ADD *!*@* :all')).join(), /That is no address, range, domain, account or mask/);
});

// RFC 5782; limits.dnsbl
test('who is on a list is turned away, or comes in with an account only', async () => {
  for (const action of ['refuse', 'login'] as const) {
    const server = await makeServer({
      core: { dnsbl: { zones: ['a.example'], action } },
      lookUp: async (name) => name === '7.2.0.192.a.example',
    });
    const [bad, good] = [new Peer(server, '192.0.2.7'), new Peer(server, '192.0.2.8')];
    await bad.ask('CAP LS 302');
    const lines = await bad.ask('NICK bad', 'USER bad 0 * :B', 'CAP END');
    if (action === 'login') assert.match(lines.join(), /ACCOUNT_REQUIRED.*Your address is listed by a.example: log in/);
    assert.ok(bad.isClosed, action);
    assert.match((await good.ask('NICK good', 'USER good 0 * :G')).join('\n'), / 001 good /);
  }
});
