import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TlsFacts } from '../../../src/lib/connection.ts';
import { makeServer, Peer, type Server } from './harness.ts';

class Caller extends Peer {
  override tls: TlsFacts | undefined = undefined;
  isOnion = false;
  isWebSocket = false;
}

const sts = { port: 6697, seconds: 2_592_000, names: new Set(['irc.example.org']) };
const facts = (serverName: string | undefined): TlsFacts => ({
  protocol: 'TLSv1.3',
  cipher: '',
  serverName,
  certificateFingerprint: undefined,
});

async function offered(server: Server, change: Partial<Caller> = {}, ask = 'CAP LS 302', ip = '192.0.2.7') {
  const peer = Object.assign(new Caller(server, ip), change);
  const lines = await peer.ask(ask);
  return /(?:^| :?)(sts(?:=\S+)?)(?: |$)/.exec(lines.join(' '))?.[1];
}

test('sts gives the port in clear and the duration over TLS', async () => {
  // IRCv3 sts, "The port key", "The duration key"
  const server = await makeServer({ irc: { sts } });
  assert.equal(await offered(server), 'sts=port=6697');
  assert.equal(await offered(server, { tls: facts('irc.example.org') }), 'sts=duration=2592000');
});

test('sts is for the names it was made for, and not said where it could do no good', async () => {
  // IRCv3 sts, "Server Name Indication"
  const server = await makeServer({ irc: { sts } });
  assert.equal(await offered(server, { tls: facts(undefined) }), undefined);
  assert.equal(await offered(server, { tls: facts('other.example.org') }), undefined);
  assert.equal(await offered(server, { isOnion: true }), undefined);
  assert.equal(await offered(server, { isWebSocket: true }), undefined);
  assert.equal(await offered(server, {}, 'CAP LS 302', '127.0.0.1'), undefined);
  // It has a required value, which version 301 does not know.
  assert.equal(await offered(server, {}, 'CAP LS'), undefined);
  assert.equal(await offered(await makeServer()), undefined);
});

test('sts cannot be asked for', async () => {
  // IRCv3 sts, "Mechanism": "Servers MAY reply with a CAP NAK message if a client requests this capability"
  const server = await makeServer({ irc: { sts } });
  const peer = new Caller(server, '192.0.2.7');
  assert.deepEqual((await peer.ask('CAP LS 302', 'CAP REQ :sts')).at(-1), ':irc.example.org CAP * NAK :sts');
});
