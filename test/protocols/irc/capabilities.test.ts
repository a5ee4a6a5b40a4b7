import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilities } from '../../../src/protocols/irc/capabilities.ts';
import { guest, makeServer, Peer } from './harness.ts';

/** The words of a CAP LS, which may take several lines. */
async function listed(peer: Peer, command: string): Promise<string[]> {
  const lines = await peer.ask(command);
  const pattern = /^:irc\.example\.org CAP \* LS (\* )?:(.*)$/;
  assert.ok(lines.every((line, at) => (pattern.exec(line)?.[1] === undefined) === (at === lines.length - 1)));
  return lines.flatMap((line) => (pattern.exec(line)?.[2] ?? '').split(' '));
}

// IRCv3 capability-negotiation
test('CAP LS offers what the table has for this client, with values from 302 on', async () => {
  const server = await makeServer();
  const peer = new Peer(server);
  const names = await listed(peer, 'CAP LS');
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.every((name) => name in capabilities));
  assert.ok(names.includes('sasl') && names.includes('server-time'));
  const words = await listed(peer, 'CAP LS 302');
  const all = words.map((word) => word.replace(/=.*/, ''));
  assert.ok(names.every((name) => all.includes(name)));
  assert.ok(all.every((name) => name in capabilities));
  assert.ok(words.includes('sasl=SCRAM-SHA-256,SCRAM-SHA-1,PLAIN'));
});

// IRCv3 capability-negotiation, "Multiline replies": only from 302 on
test('an old client gets one line, that is not too long, and whatever has no slash is in it', async () => {
  const peer = new Peer(await makeServer());
  for (const command of ['CAP LS', 'CAP LS 301']) {
    const lines = await peer.ask(command);
    assert.equal(lines.length, 1);
    assert.ok(Buffer.byteLength(lines[0] ?? '') <= 510);
    const plain = Object.keys(capabilities).filter((name) => name !== 'sts' && !name.includes('/'));
    const words = (lines[0] ?? '').replace(/^.*:/, '').split(' ');
    assert.ok(plain.join(' ').length > 350 || plain.every((name) => words.includes(name)));
  }
});

test('a long request is acknowledged in as many lines as it takes', async () => {
  const peer = await guest(await makeServer(), 'ann');
  const many = Array.from({ length: 40 }, () => 'server-time').join(' ');
  const lines = await peer.ask(`CAP REQ :${many}`);
  assert.ok(lines.length > 1 && lines.every((line) => / CAP ann ACK :/.test(line) && Buffer.byteLength(line) <= 510));
  assert.equal(lines.join(' ').match(/server-time/g)?.length, 40);
  assert.ok(Buffer.byteLength((await peer.ask(`CAP REQ :${many} nonsense`))[0] ?? '') <= 510);
});

test('negotiation holds the registration up until CAP END', async () => {
  const peer = new Peer(await makeServer());
  const lines = await peer.ask('CAP LS 302', 'NICK ann', 'USER a 0 * :A');
  assert.ok(lines.every((line) => line.includes(' CAP * LS ')));
  assert.match((await peer.ask('CAP END'))[0] ?? '', / 001 ann /);
});

test('REQ is all or nothing, takes away with a minus, and LIST tells what there is', async () => {
  const peer = await guest(await makeServer(), 'ann');
  assert.deepEqual(await peer.ask('CAP REQ :server-time nonsense', 'CAP LIST'), [
    ':irc.example.org CAP ann NAK :server-time nonsense',
    ':irc.example.org CAP ann LIST :',
  ]);
  assert.deepEqual(await peer.ask('CAP REQ :server-time batch', 'CAP REQ :-batch echo-message', 'CAP LIST'), [
    ':irc.example.org CAP ann ACK :server-time batch',
    ':irc.example.org CAP ann ACK :-batch echo-message',
    ':irc.example.org CAP ann LIST :echo-message server-time',
  ]);
  assert.deepEqual(await peer.ask('CAP REQ :constructor', 'CAP FOO', 'CAP'), [
    ':irc.example.org CAP ann NAK :constructor',
    ':irc.example.org 410 ann FOO :Invalid CAP command',
    ':irc.example.org 461 ann CAP :Not enough parameters',
  ]);
});

test('with 302 comes cap-notify, and it stays', async () => {
  const peer = await guest(await makeServer(), 'ann', 'batch');
  assert.deepEqual(await peer.ask('CAP LIST', 'CAP REQ :-cap-notify'), [
    ':irc.example.org CAP ann LIST :batch cap-notify',
    ':irc.example.org CAP ann NAK :-cap-notify',
  ]);
});

test('a capability taken on in a room counts for the next event there', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #c');
  await ben.ask('JOIN #c');
  await ann.ask('CAP REQ :message-tags server-time');
  await ben.ask('PRIVMSG #c :one');
  assert.match(ann.read()[0] ?? '', /^@time=\S+;msgid=\S+ :ben!\S+ PRIVMSG #c :one$/);
  await ann.ask('CAP REQ :-message-tags -server-time');
  await ben.ask('PRIVMSG #c :two');
  assert.match(ann.read()[0] ?? '', /^:ben!\S+ PRIVMSG #c :two$/);
});

test('no password goes over a connection in clear: sasl is not offered there', async () => {
  const server = await makeServer();
  const peer = new Peer(server, '192.0.2.1');
  assert.doesNotMatch((await peer.ask('CAP LS 302')).join(), /sasl/);
  assert.deepEqual(await peer.ask('CAP REQ :sasl'), [':irc.example.org CAP * NAK :sasl']);
  assert.match((await peer.ask('AUTHENTICATE PLAIN'))[0] ?? '', / 904 \* :.*TLS/);
  const free = new Peer(await makeServer({ irc: { requireTls: false } }), '192.0.2.1');
  assert.match((await free.ask('CAP LS 302')).join(), /sasl=/);
});
