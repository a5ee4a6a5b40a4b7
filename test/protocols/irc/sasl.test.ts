import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { addCertificate } from '../../../src/core/accounts/certificates.ts';
import { ircConfig, makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
const plain = (name: string, secret: string) => Buffer.from(`\0${name}\0${secret}`).toString('base64');

async function begun(server: Server, mechanism = 'PLAIN'): Promise<Peer> {
  await makeAccount(server, 'alice');
  const peer = new Peer(server);
  const lines = await peer.ask('CAP LS 302', 'CAP REQ :sasl', `AUTHENTICATE ${mechanism}`);
  assert.equal(lines.at(-1), 'AUTHENTICATE +');
  return peer;
}

// IRCv3 sasl-3.1, RFC 4616
test('PLAIN: 900, 903, and the registration is the account’s', async () => {
  const peer = await begun(await makeServer());
  peer.say(`AUTHENTICATE ${plain('alice', password)}`);
  const lines = await peer.until(/ 903 /);
  assert.match(lines[0] ?? '', / 900 \* \*!\*@example\.org alice :You are now logged in as alice$/);
  assert.deepEqual(codes(lines), ['900', '903']);
  assert.match((await peer.ask('NICK whoever', 'USER a 0 * :A', 'CAP END'))[0] ?? '', / 001 alice /);
});

test('a wrong password is 904, and can be tried again', async () => {
  const peer = await begun(await makeServer());
  peer.say(`AUTHENTICATE ${plain('alice', 'wrong')}`);
  assert.deepEqual(codes(await peer.until(/ 904 /)), ['904']);
  peer.say('AUTHENTICATE PLAIN', `AUTHENTICATE ${plain('alice', password)}`);
  assert.deepEqual(codes(await peer.until(/ 903 /)), ['+', '900', '903']);
});

// RFC 5802 5, RFC 7677: the server's signature comes as a last challenge
test('SCRAM-SHA-256 proves both sides', async () => {
  const peer = await begun(await makeServer(), 'SCRAM-SHA-256');
  const bare = 'n=alice,r=clientnonce';
  peer.say(`AUTHENTICATE ${Buffer.from(`n,,${bare}`).toString('base64')}`);
  const first = decode((await peer.until(/AUTHENTICATE /))[0]);
  const [nonce = '', salt = '', iterations = ''] = first.split(',').map((part) => part.slice(2));
  assert.ok(nonce.startsWith('clientnonce'));
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const message = `${bare},${first},c=biws,r=${nonce}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] as number))).toString('base64');
  peer.say(`AUTHENTICATE ${Buffer.from(`c=biws,r=${nonce},p=${proof}`).toString('base64')}`);
  const final = decode((await peer.until(/AUTHENTICATE /))[0]);
  assert.equal(final, `v=${hmac(hmac(salted, 'Server Key'), message).toString('base64')}`);
  assert.deepEqual(codes(await peer.ask('AUTHENTICATE +')), ['900', '903']);
});

const decode = (line = '') => Buffer.from(line.split(' ')[1] ?? '', 'base64').toString();

test('what is not offered is 908 and 904', async () => {
  const peer = new Peer(await makeServer());
  const lines = await peer.ask('AUTHENTICATE EXTERNAL', 'AUTHENTICATE constructor');
  assert.deepEqual(codes(lines), ['908', '904', '908', '904']);
  assert.match(lines[0] ?? '', / 908 \* SCRAM-SHA-256,SCRAM-SHA-1,PLAIN :/);
});

test('an asterisk aborts, and so does ending the negotiation', async () => {
  const server = await makeServer();
  const peer = await begun(server);
  assert.deepEqual(codes(await peer.ask('AUTHENTICATE *')), ['906']);
  const other = await begun(server);
  assert.deepEqual(codes(await other.ask('NICK ann', 'USER a 0 * :A', 'CAP END')).slice(0, 2), ['906', '001']);
});

// RELIABILITY I-07
test('edges of the chunks: exactly 400 waits for more, 401 is 905, endless ones and nonsense are 904', async () => {
  const server = await makeServer();
  const long = Buffer.from(`\0alice\0${password}${'x'.repeat(300 - 7 - password.length)}`).toString('base64');
  assert.equal(long.length, 400);
  const exact = await begun(server);
  assert.deepEqual(await exact.ask(`AUTHENTICATE ${long}`), []);
  exact.say('AUTHENTICATE +');
  assert.deepEqual(codes(await exact.until(/ 90\d /)), ['904']);
  assert.deepEqual(codes(await (await begun(server)).ask(`AUTHENTICATE ${'A'.repeat(401)}`)), ['905']);
  const endless = await begun(server);
  assert.equal(
    codes(await endless.ask(...Array.from({ length: 21 }, () => `AUTHENTICATE ${'A'.repeat(400)}`)))[0],
    '904',
  );
  for (const text of ['!!!!', 'abc', ':', ': QUIT', 'abcd efgh']) {
    const peer = await begun(server);
    peer.say(`AUTHENTICATE ${text}`);
    assert.match((await peer.until(/ (904|461) /))[0] ?? '', / (904|461) /, text);
  }
});

// IRCv3 sasl-3.2, "SASL Reauthentication": "a client, authenticated or otherwise, … at any time"
test('who is here logs in, as one account and then as another', async () => {
  const server = await makeServer({ core: { nicknames: 'free' } });
  await makeAccount(server, 'alice');
  await makeAccount(server, 'bob');
  const peer = new Peer(server);
  await peer.ask('CAP REQ :sasl', 'NICK ann', 'USER a 0 * :A', 'CAP END');
  for (const name of ['alice', 'alice', 'bob']) {
    peer.say('AUTHENTICATE PLAIN', `AUTHENTICATE ${plain(name, password)}`);
    const lines = await peer.until(/ 90[34] /);
    assert.deepEqual(codes(lines), ['+', '900', '903']);
    const mask = `ann!${name}@example.org`;
    assert.equal(lines[1], `:irc.example.org 900 ann ${mask} ${name} :You are now logged in as ${name}`);
  }
  assert.equal(server.core.people.size, 1);
});

// RFC 4422 A; a client with a certificate sees EXTERNAL in the list
test('EXTERNAL: the certificate says who it is', async () => {
  const server = await makeServer({ core: { mechanisms: ['SCRAM-SHA-256', 'EXTERNAL'] } });
  await makeAccount(server, 'alice');
  const account = server.core.accounts.peek('alice');
  assert.ok(account);
  await addCertificate(server.core, account, { fingerprint });
  const peer = new CertifiedPeer(server);
  const offer = await peer.ask('CAP LS 302', 'CAP REQ :sasl', 'AUTHENTICATE EXTERNAL');
  assert.match(offer.join('\n'), /sasl=SCRAM-SHA-256,EXTERNAL/);
  assert.equal(offer.at(-1), 'AUTHENTICATE +');
  peer.say('AUTHENTICATE +');
  assert.deepEqual(codes(await peer.until(/ 90[34] /)), ['900', '903']);
  const plainPeer = new Peer(server);
  assert.deepEqual(codes(await plainPeer.ask('AUTHENTICATE EXTERNAL')), ['908', '904']);
});

const fingerprint = 'ab'.repeat(32);

class CertifiedPeer extends Peer {
  override readonly tls = {
    protocol: 'TLSv1.3',
    cipher: '',
    serverName: undefined,
    certificateFingerprint: fingerprint,
  };
}

// RFC 5802 6, RFC 9266
test('SCRAM-PLUS is offered where the connection can be bound, and is bound to it', async () => {
  const server = await makeServer({ core: { mechanisms: ['SCRAM-SHA-256'] } });
  await makeAccount(server, 'alice');
  for (const [data, code] of [
    [Buffer.alloc(32, 9), '903'],
    [Buffer.alloc(32, 8), '904'],
  ] as const) {
    const peer = new BoundPeer(server);
    const offer = await peer.ask('CAP LS 302', 'CAP REQ :sasl', 'AUTHENTICATE SCRAM-SHA-256-PLUS');
    assert.match(offer.join('\n'), /sasl=SCRAM-SHA-256-PLUS,SCRAM-SHA-256\s/);
    const bare = 'n=alice,r=clientnonce';
    peer.say(`AUTHENTICATE ${Buffer.from(`p=tls-exporter,,${bare}`).toString('base64')}`);
    const first = decode((await peer.until(/AUTHENTICATE /))[0]);
    const bound = Buffer.concat([Buffer.from('p=tls-exporter,,'), data]).toString('base64');
    const last = proofOf(bare, first, bound);
    peer.say(`AUTHENTICATE ${Buffer.from(last).toString('base64')}`, 'AUTHENTICATE +');
    const lines = await peer.until(/ 90[34] /);
    assert.ok(codes(lines).includes(code), lines.join('\n'));
  }
});

class BoundPeer extends Peer {
  channelBinding(type: string): Buffer | undefined {
    return type === 'tls-exporter' ? Buffer.alloc(32, 9) : undefined;
  }
}

/** RFC 5802 3: the client's last message. */
function proofOf(bare: string, first: string, bound: string): string {
  const [nonce = '', salt = '', iterations = ''] = first.split(',').map((part) => part.slice(2));
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const head = `c=${bound},r=${nonce}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), `${bare},${first},${head}`);
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] as number))).toString('base64');
  return `${head},p=${proof}`;
}

// IRCv3 sasl-3.2, "Integration with cap-notify"; capability-negotiation, "CAP NEW", "CAP DEL"
test('whoever wants to know is told when logging in comes, goes or changes', async () => {
  const server = await makeServer();
  const modern = new Peer(server, '192.0.2.1');
  const old = new Peer(server, '192.0.2.2');
  const near = new Peer(server);
  await modern.ask('CAP LS 302', 'NICK modern', 'USER m 0 * :M', 'CAP END');
  await old.ask('NICK old', 'USER o 0 * :O');
  await near.ask('CAP LS 302', 'CAP REQ :sasl', 'NICK near', 'USER n 0 * :N', 'CAP END');
  server.irc.configure({ ...ircConfig, requireTls: false });
  assert.deepEqual(modern.read(), [
    ':irc.example.org CAP modern NEW :draft/account-registration=before-connect',
    ':irc.example.org CAP modern NEW :sasl=SCRAM-SHA-256,SCRAM-SHA-1,PLAIN',
  ]);
  assert.deepEqual([old.read(), near.read()], [[], []]);
  server.irc.configure({ ...ircConfig, requireTls: false, relaySeparators: '', multiline: { bytes: 5000, lines: 10 } });
  assert.deepEqual(modern.read(), [
    ':irc.example.org CAP modern NEW :draft/multiline=max-bytes=5000,max-lines=10',
    ':irc.example.org CAP modern DEL :draft/relaymsg',
  ]);
  server.irc.configure({ ...ircConfig, requireTls: false });
  assert.equal(modern.read().at(-1), ':irc.example.org CAP modern NEW :draft/relaymsg=/');
  near.read();
  server.core.config = { ...server.core.config, mechanisms: ['PLAIN'], registration: 'closed' };
  server.irc.configure({ ...ircConfig, requireTls: false });
  const lines = (nick: string) => [
    `:irc.example.org CAP ${nick} DEL :draft/account-registration`,
    `:irc.example.org CAP ${nick} NEW :sasl=PLAIN`,
  ];
  assert.deepEqual([modern.read(), near.read()], [lines('modern'), lines('near')]);
  server.core.config = { ...server.core.config, mechanisms: [] };
  server.irc.configure({ ...ircConfig, requireTls: false });
  assert.deepEqual(near.read(), [':irc.example.org CAP near DEL :sasl']);
  assert.deepEqual(await near.ask('CAP LIST', 'CAP REQ :sasl'), [
    ':irc.example.org CAP near LIST :cap-notify',
    ':irc.example.org CAP near NAK :sasl',
  ]);
});
