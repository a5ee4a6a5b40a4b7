import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TlsFacts, VouchedPeer } from '../../../src/lib/connection.ts';
import { vouchedTls } from '../../../src/lib/connection.ts';
import { canonicalIp } from '../../../src/lib/ip.ts';
import { cloakOf } from '../../../src/protocols/irc/cloak.ts';
import { makeServer, Peer, type Server } from './harness.ts';

/** Somebody on the address of a gateway. */
class Gateway extends Peer {
  override remote = { ip: '192.0.2.1', port: 1 };
  override tls: TlsFacts | undefined = undefined;
  isTrustedProxy = true;
  isOnion = false;
  isFull = false;
  vouched: VouchedPeer | undefined;

  vouch(peer: VouchedPeer): boolean {
    if (this.isFull) return false;
    this.vouched = peer;
    this.remote = { ip: peer.ip, port: peer.port };
    this.tls = peer.isSecure ? vouchedTls : undefined;
    return true;
  }
}

const register = ['NICK ann', 'USER ann 0 * :Ann'];
const settings = { irc: { takesProxies: true } };
const error = (lines: readonly string[]) => lines.find((line) => line.startsWith('ERROR'));

function sessionOf(server: Server) {
  return server.core.people.byNickname('ann')?.sessions[0];
}

test('a gateway says whom it speaks for, and that is who is here', async () => {
  // IRCv3 webirc, "Format"
  const server = await makeServer(settings);
  const peer = new Gateway(server);
  await peer.ask(
    'WEBIRC hunter2 Gateway host.example.net 198.51.100.3 :remote-port=21726 local-port=6697',
    ...register,
  );
  assert.deepEqual(peer.vouched, { ip: '198.51.100.3', port: 21726, isSecure: false });
  const session = sessionOf(server);
  assert.equal(session?.ip, '198.51.100.3');
  assert.match(session?.person.mask ?? '', new RegExp(`@${cloakOf(server.core.secret, '198.51.100.3')}\\.`));
});

test('secure is believed only where the gateway itself came over TLS, whatever its value', async () => {
  // IRCv3 webirc, "Options"
  const server = await makeServer(settings);
  const line = 'WEBIRC x Gateway 198.51.100.3 198.51.100.3';
  const inClear = new Gateway(server);
  await inClear.ask(`${line} :secure`);
  assert.equal(inClear.vouched?.isSecure, false);
  for (const options of ['secure', ':secure=examplevalue123 certfp-sha-256=00']) {
    const peer = new Gateway(server);
    peer.tls = vouchedTls;
    await peer.ask(`${line} ${options}`);
    assert.equal(peer.vouched?.isSecure, true);
  }
  const plain = new Gateway(server);
  plain.tls = vouchedTls;
  await plain.ask(line);
  assert.equal(plain.tls, undefined);
});

test('a wrong WEBIRC is told and closed', async () => {
  // IRCv3 webirc, "Security Considerations": "the gateway SHOULD close any connections with an ERROR command"
  const checkGateway = (given: string) => Promise.resolve(given === 'hunter2');
  const server = await makeServer({ irc: { takesProxies: true, checkGateway } });
  const tried = async (change: Partial<Gateway>, ...lines: string[]) => {
    const peer = Object.assign(new Gateway(server), change);
    const said = error(await peer.ask(...lines));
    assert.equal(peer.isClosed, true);
    assert.equal(peer.vouched, undefined);
    return said;
  };
  const good = 'WEBIRC hunter2 Gateway host.example.net 198.51.100.3';
  assert.match((await tried({}, good.replace('hunter2', 'guess'))) ?? '', /Invalid WebIRC password/);
  assert.match((await tried({}, good.replace('198.51.100.3', '198.51.100.300'))) ?? '', /Invalid IP address/);
  assert.match((await tried({}, 'CAP LS 302', good)) ?? '', /first command/);
  assert.match((await tried({ isTrustedProxy: false }, good)) ?? '', /no trusted gateway/);
  assert.match((await tried({ isFull: true }, good)) ?? '', /Too many connections/);
  const off = await makeServer();
  const peer = new Gateway(off);
  assert.match(error(await peer.ask(good)) ?? '', /no trusted gateway/);
});

test('a host name is kept only where it is one', async () => {
  const server = await makeServer(settings);
  const hosts = async (name: string) => {
    const peer = new Gateway(server);
    return (await peer.ask(`WEBIRC x Gateway ${name} 2001:db8::1`), peer.vouched?.ip);
  };
  for (const name of ['host.example.net', 'a!b@c', '-x', '198.51.100.3', 'x'.repeat(300)]) {
    assert.equal(await hosts(name), '2001:db8::1', name);
  }
});

test('the first line of a trusted proxy may be a PROXY header; later it means nothing', async () => {
  // proxy-protocol.txt 2.1
  const server = await makeServer(settings);
  const peer = new Gateway(server);
  await peer.ask('PROXY TCP4 198.51.100.3 127.0.0.1 65533 6667', ...register);
  assert.equal(sessionOf(server)?.ip, '198.51.100.3');
  peer.drop();
  const six = new Gateway(server);
  await six.ask('PROXY TCP6 ::2 ::1 65533 6667');
  assert.deepEqual(six.vouched, { ip: '::2', port: 65533, isSecure: false });
  const late = new Gateway(server);
  const said = await late.ask('NICK bea', 'PROXY TCP4 198.51.100.3 127.0.0.1 65533 6667', 'USER bea 0 * :Bea');
  assert.match(said[0] ?? '', / 001 bea /);
  assert.equal(late.vouched, undefined);
});

test('a PROXY header of anybody else, or a broken one, ends the connection (RELIABILITY I-14)', async () => {
  const server = await makeServer(settings);
  const line = 'PROXY TCP4 198.51.100.3 127.0.0.1 65533 6667';
  const stranger = Object.assign(new Gateway(server), { isTrustedProxy: false });
  assert.match(error(await stranger.ask(line)) ?? '', /no trusted proxy/);
  const broken = new Gateway(server);
  assert.match(error(await broken.ask('PROXY TCP4 198.51.100 127.0.0.1 65533 6667')) ?? '', /no PROXY header/);
  const unknown = new Gateway(server);
  assert.deepEqual(await unknown.ask('PROXY UNKNOWN'), []);
  assert.equal(unknown.isClosed, false);
});

test('over an onion service nobody is a guest where that is configured', async () => {
  const server = await makeServer({ irc: { onionNeedsAccount: true } });
  const peer = Object.assign(new Gateway(server), { isOnion: true });
  const said = await peer.ask(...register);
  assert.match(said[0] ?? '', /FAIL \* ACCOUNT_REQUIRED/);
  assert.equal(peer.isClosed, true);
  const free = await makeServer();
  const visitor = Object.assign(new Gateway(free), { isOnion: true });
  assert.match((await visitor.ask(...register))[0] ?? '', / 001 ann /);
});

test('an address has one spelling', () => {
  assert.equal(canonicalIp('2001:DB8:0:0::1'), '2001:db8::1');
  assert.equal(canonicalIp('::ffff:192.0.2.255'), '192.0.2.255');
  assert.equal(canonicalIp('192.0.2.1'), '192.0.2.1');
  for (const wrong of ['', '1.2.3', '::g', 'fe80::1%eth0', 'example.org', '[::1]'])
    assert.equal(canonicalIp(wrong), undefined);
});

test('005 says where files go, where they may', async () => {
  // soju.im/filehost, "Architecture": "Its value MUST be a URI"
  const tokens = async (server: Server) => {
    const lines = await new Peer(server).ask(...register);
    return lines
      .filter((line) => / 005 /.test(line))
      .flatMap((line) => line.split(' ').filter((word) => /FILEHOST/.test(word)));
  };
  const fileHost = 'https://example.org/upload';
  assert.deepEqual(await tokens(await makeServer({ irc: { fileHost } })), [
    `draft/FILEHOST=${fileHost}`,
    `soju.im/FILEHOST=${fileHost}`,
  ]);
  assert.deepEqual(await tokens(await makeServer()), []);
});
