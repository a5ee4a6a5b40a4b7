import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebPush } from '../../../src/http/push/web-push.ts';
import { Device } from '../../http/device.ts';
import { turns } from '../../core/world.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const caps = 'soju.im/webpush draft/read-marker message-tags';

interface Stage {
  readonly server: Server;
  readonly phone: Device;
  readonly alice: Peer;
  readonly bob: Peer;
  /** What the push service answers from now on. */
  status: number;
  /** What devices were sent since they were last asked, as only this one can read it. */
  read(device?: Device): string[];
}

async function stage(): Promise<Stage> {
  const bodies: Buffer[] = [];
  const phone = new Device();
  const push = createWebPush({
    secret: Buffer.alloc(32, 1),
    subject: 'mailto:postmaster@example.org',
    log: { debug: () => undefined },
    post(_url, _headers, body) {
      bodies.push(body);
      return Promise.resolve({ status: here.status, retryAfter: undefined });
    },
  });
  const server = await makeServer({ push });
  const here: Stage = {
    ...{ server, phone, status: 201 },
    bob: await account(server, 'bob', caps),
    alice: await account(server, 'alice', 'message-tags'),
    read: (device = phone) => bodies.splice(0).map((body) => device.read(body)),
  };
  return here;
}

const endpoint = 'https://push.example/device';
const keysOf = ({ p256dh, auth }: Device) => `p256dh=${p256dh};auth=${auth}`;

/** Says it and waits for the answer: pushes are encrypted, which takes its time. */
async function ask(peer: Peer, line: string): Promise<string> {
  peer.say(line);
  const [answer = ''] = await peer.until(/ WEBPUSH /);
  return answer.replace(/^:irc\.example\.org /, '');
}

async function subscribed(): Promise<Stage> {
  const here = await stage();
  assert.equal(
    await ask(here.bob, `WEBPUSH REGISTER ${endpoint} ${keysOf(here.phone)}`),
    `WEBPUSH REGISTER ${endpoint}`,
  );
  here.read();
  return here;
}

/** What the phone is told once the delay is over. */
async function told({ server, read }: Stage): Promise<string[]> {
  await turns();
  server.clock.advance(5000);
  for (let i = 0; i < 20; i++) await turns();
  return read();
}

// soju.im/webpush, "REGISTER Subcommand", "Implementation": exactly one IRC message without its end
test('WEBPUSH REGISTER tries the endpoint with a line of IRC and says that it is registered', async () => {
  const here = await stage();
  const answer = await ask(here.bob, `WEBPUSH register ${endpoint} ${keysOf(here.phone)}`);
  assert.equal(answer, `WEBPUSH REGISTER ${endpoint}`);
  assert.deepEqual(here.read(), [':irc.example.org NOTE WEBPUSH REGISTERED :Push notifications enabled']);
  assert.equal(await ask(here.bob, `WEBPUSH REGISTER ${endpoint} ${keysOf(here.phone)}`), answer);
  assert.deepEqual(here.read(), [], 'known already');
});

// "Implementation": "Servers MUST NOT drop the `msgid` tag if present"
test('a direct message is pushed as its line, with the msgid that it has elsewhere', async () => {
  const here = await subscribed();
  here.alice.say('@+x=y PRIVMSG bob :are you there?');
  const [line = ''] = await told(here);
  const [shown = ''] = here.bob.read();
  const id = /msgid=([^; ]+)/.exec(shown)?.[1];
  assert.equal(
    line,
    `@time=2023-11-14T22:13:20.000Z;account=alice;msgid=${id};+x=y :alice!alice@example.org PRIVMSG bob :are you there?`,
  );
});

test('tags of clients are left out where there would be too much; of a long message the first line goes out', async () => {
  const here = await subscribed();
  here.alice.say(`@+x=${'y'.repeat(3500)} PRIVMSG bob :one`, `PRIVMSG bob :${'z'.repeat(460)}`);
  const [one = '', two = ''] = await told(here);
  assert.match(one, /^@time=[^;]+;account=alice;msgid=[^; ]+ :alice!\S+ PRIVMSG bob :one$/);
  assert.ok(two.endsWith('zzz') && two.length < 700);
});

test('a mention and an invitation are pushed, and nothing that others say to each other', async () => {
  const here = await subscribed();
  await here.alice.ask('JOIN #c', 'JOIN #d');
  await here.bob.ask('JOIN #c');
  await here.alice.ask('PRIVMSG #c :nobody in particular', 'TAGMSG #c', 'PRIVMSG #c :Bob: look');
  await here.alice.ask('INVITE bob #d');
  const lines = (await told(here)).map((line) => line.replace(/^@\S+ /, ''));
  assert.deepEqual(lines.sort(), [
    ':alice!alice@example.org INVITE bob #d',
    ':alice!alice@example.org PRIVMSG #c :Bob: look',
  ]);
});

// draft/read-marker: other devices take away what was read
test('MARKREAD within the delay keeps a push back; later it is pushed itself, to other devices', async () => {
  const here = await subscribed();
  await here.alice.ask('PRIVMSG bob :one');
  await here.bob.ask('MARKREAD alice timestamp=2030-01-01T00:00:00.000Z');
  assert.deepEqual(await told(here), []);
  await here.alice.ask('PRIVMSG bob :two');
  assert.equal((await told(here)).length, 1);
  await here.bob.ask('MARKREAD alice timestamp=2030-01-01T00:00:00.000Z');
  assert.deepEqual(await told(here), [], 'its own device knows');
  await here.alice.ask('PRIVMSG bob :three');
  await told(here);
  const desk = await account(here.server, 'bob', caps);
  await desk.ask('MARKREAD alice timestamp=2030-01-01T00:00:00.000Z');
  const [line = ''] = await told(here);
  assert.match(line, /^:irc\.example\.org MARKREAD alice timestamp=2023-/);
});

// "UNREGISTER Subcommand": "MUST silently ignore UNREGISTER commands for non-existing subscriptions"
test('WEBPUSH UNREGISTER ends it, and is echoed whether there was one or not', async () => {
  const here = await subscribed();
  for (let i = 0; i < 2; i++)
    assert.equal(await ask(here.bob, `WEBPUSH UNREGISTER ${endpoint}`), `WEBPUSH UNREGISTER ${endpoint}`);
  here.alice.say('PRIVMSG bob :gone?');
  assert.deepEqual(await told(here), []);
});

// "Errors"
test('FAIL WEBPUSH says what is wrong: INVALID_PARAMS, MAX_REGISTRATIONS, INTERNAL_ERROR, FORBIDDEN, RATE_LIMITED', async () => {
  const here = await stage();
  const { bob, server, phone } = here;
  const keys = keysOf(phone);
  const code = async (params: string, peer = bob) => (await ask(peer, `WEBPUSH ${params}`)).replace(/ :.*/, '');
  const invalid = 'FAIL WEBPUSH INVALID_PARAMS';
  assert.equal(await code(''), `${invalid} * *`);
  assert.equal(await code('REGISTER'), `${invalid} REGISTER *`);
  assert.equal(await code(`REGISTER ${endpoint}`), `${invalid} REGISTER ${endpoint}`);
  assert.equal(await code(`REGISTER ${endpoint} ${keys} more`), `${invalid} REGISTER ${endpoint}`);
  assert.equal(await code(`REGISTER ${endpoint} auth=${phone.auth}`), `${invalid} REGISTER ${endpoint}`);
  assert.equal(await code(`REGISTER http://push.example/ ${keys}`), `${invalid} REGISTER http://push.example/`);
  assert.equal(await code(`REGISTER https://127.0.0.1/ ${keys}`), `${invalid} REGISTER https://127.0.0.1/`);
  assert.equal(await code('UNREGISTER'), `${invalid} UNREGISTER *`);
  assert.equal(await code(`SHOUT ${endpoint}`), `${invalid} SHOUT ${endpoint}`);
  here.status = 404;
  assert.equal(await code(`REGISTER ${endpoint} ${keys}`), `${invalid} REGISTER ${endpoint}`);
  here.status = 201;
  server.faults.fail('push.save');
  assert.equal(await code(`REGISTER ${endpoint} ${keys}`), `FAIL WEBPUSH INTERNAL_ERROR REGISTER ${endpoint}`);
  for (let i = 0; i < 4; i++) await code(`REGISTER ${endpoint}/${i} ${keys}`);
  assert.equal(await code(`REGISTER ${endpoint} ${keys}`), `FAIL WEBPUSH MAX_REGISTRATIONS REGISTER ${endpoint}`);
  for (let i = 0; i < 5; i++) await code(`REGISTER ${endpoint} ${keys}`);
  assert.equal(await code(`REGISTER ${endpoint} ${keys}`), `FAIL WEBPUSH RATE_LIMITED REGISTER ${endpoint}`);
  const eve = await guest(server, 'eve', 'draft/webpush');
  assert.equal(await code(`REGISTER ${endpoint} ${keys}`, eve), `FAIL WEBPUSH FORBIDDEN REGISTER ${endpoint}`);
});

// "VAPID ISUPPORT token"
test('005 VAPID and the capability, under both names, are there where pushes are sent, and nowhere else', async () => {
  const here = await stage();
  const key = here.server.core.pushes.sender?.publicKey ?? '';
  assert.match((await here.bob.ask('ISUPPORT')).join('\n'), new RegExp(` VAPID=${key} `));
  const off = await makeServer();
  const ann = await guest(off, 'ann');
  for (const name of ['draft/webpush', 'soju.im/webpush']) {
    assert.match((await here.bob.ask('CAP LS 302')).join(' '), new RegExp(`[ :]${name}( |$)`));
    assert.doesNotMatch((await ann.ask('CAP LS 302')).join(' '), /webpush/);
  }
  assert.doesNotMatch((await ann.ask('ISUPPORT')).join('\n'), /VAPID/);
  assert.match((await ann.ask(`WEBPUSH UNREGISTER ${endpoint}`)).join(''), / 421 ann WEBPUSH /);
});

test('an account that is away is told, and who sent it never waits for that', async () => {
  const here = await subscribed();
  here.bob.drop();
  await turns();
  here.status = 503;
  await here.alice.ask('PRIVMSG bob :later?');
  assert.equal((await told(here)).length, 1);
  assert.deepEqual(here.alice.read(), []);
});
