import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { makeAccount, makeServer, password, Peer, type Server } from './harness.ts';

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
