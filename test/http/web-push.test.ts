import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PushResult } from '../../src/core/push/sender.ts';
import { endpointUrl } from '../../src/http/push/endpoint.ts';
import { createHttpsPost, ForbiddenAddress } from '../../src/http/push/https-post.ts';
import { vapidKeys } from '../../src/http/push/vapid.ts';
import { createWebPush } from '../../src/http/push/web-push.ts';
import { Device, vapidClaims } from './device.ts';
import { pushService, type Seen } from './push-service.ts';

const secret = Buffer.alloc(32, 3);
const subject = 'mailto:postmaster@example.org';
const quiet = { debug: () => undefined };

function subscription(device: Device, endpoint = 'https://push.example/secret') {
  const { p256dh, auth } = device;
  return { endpoint, p256dh, auth, createdAt: 0, usedAt: 0 };
}

/** Sends one push to a service that answers so, without a network. */
async function sendTo(answer: { status: number; retryAfter?: string } | Error): Promise<PushResult> {
  const post = () =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ retryAfter: undefined, ...answer });
  const sender = createWebPush({ secret, subject, post, log: quiet });
  return sender.send({ subscription: subscription(new Device()), payload: Buffer.from('x'), urgency: 'high' });
}

// RFC 8291 4, RFC 8292 2 and 3, RFC 8030 5
test('only the device reads a push, and the service knows who sent it', async () => {
  const device = new Device();
  const seen: { url: URL; headers: Readonly<Record<string, string | number>>; body: Buffer }[] = [];
  const sender = createWebPush({
    ...{ secret, subject, log: quiet },
    post(url, headers, body) {
      seen.push({ url, headers, body });
      return Promise.resolve({ status: 201, retryAfter: undefined });
    },
  });
  const text = ':alice!alice@example.org PRIVMSG bob :€'.padEnd(3000, '.');
  const push = { subscription: subscription(device), payload: Buffer.from(text), urgency: 'high' } as const;
  assert.equal(await sender.send(push), 'sent');
  const [{ url, headers, body }] = seen as [(typeof seen)[0]];
  assert.equal(url.href, 'https://push.example/secret');
  assert.equal(device.read(body), text);
  assert.throws(() => new Device().read(body));
  assert.ok(body.length <= 4096);
  assert.equal(headers['Content-Encoding'], 'aes128gcm');
  assert.equal(headers['Urgency'], 'high');
  assert.equal(headers['TTL'], 604_800);
  const claims = vapidClaims(String(headers['Authorization']), sender.publicKey);
  assert.equal(claims.aud, 'https://push.example');
  assert.equal(claims.sub, subject);
});

test('the keys of a server are those of its secret', () => {
  assert.deepEqual(vapidKeys(secret), vapidKeys(Buffer.from(secret)));
  assert.notEqual(vapidKeys(secret).publicKey, vapidKeys(Buffer.alloc(32, 4)).publicKey);
  assert.match(vapidKeys(secret).publicKey, /^B[A-Za-z0-9_-]{86}$/);
});

test('what a service answers decides what becomes of the push', async () => {
  for (const status of [200, 201, 202, 204]) assert.equal(await sendTo({ status }), 'sent');
  for (const status of [404, 410]) assert.equal(await sendTo({ status }), 'gone');
  for (const status of [301, 302, 307, 308, 400, 401, 403, 413]) assert.equal(await sendTo({ status }), 'refused');
  assert.deepEqual(await sendTo({ status: 503 }), { retryAfterMs: undefined });
  assert.deepEqual(await sendTo({ status: 429, retryAfter: '120' }), { retryAfterMs: 120_000 });
  assert.deepEqual(await sendTo({ status: 429, retryAfter: 'soon' }), { retryAfterMs: undefined });
  assert.deepEqual(await sendTo({ status: 429, retryAfter: '999999999' }), { retryAfterMs: 86_400_000 });
  assert.deepEqual(await sendTo({ status: 429, retryAfter: 'Sun, 06 Nov 1994 08:49:37 GMT' }), { retryAfterMs: 1000 });
  assert.deepEqual(await sendTo(new Error('no route')), { retryAfterMs: undefined });
  assert.equal(await sendTo(new ForbiddenAddress('')), 'refused');
});

// RELIABILITY W-07
test('endpoints are https URLs of the Internet', () => {
  const refused = [
    ...[
      'http://push.example/',
      'ftp://push.example/',
      'https:push.example',
      'push.example',
      '',
      'https://',
      'https://a b/',
    ],
    ...[
      'https://user@push.example/',
      'https://:pass@push.example/',
      'https://push.example/#x',
      'https://push.example/é',
    ],
    ...['https://127.0.0.1/', 'https://0x7f.1/', 'https://2130706433/', 'https://127.1/', 'https://017700000001/'],
    ...['https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:8.8.8.8]/', 'https://10.0.0.1:8443/'],
    ...[
      'https://169.254.169.254/latest/meta-data',
      'https://[fe80::1]/',
      'https://0/',
      'https://android.googleapis.com/gcm/send/x',
    ],
  ];
  for (const url of refused) assert.equal(endpointUrl(url), undefined, url);
  for (const url of [
    'https://push.example/a?b=c',
    'https://push.example:8443/',
    'https://1.1.1.1/',
    'HTTPS://PUSH.example/',
  ])
    assert.ok(endpointUrl(url), url);
});

test('keys are a point of the curve and sixteen bytes', () => {
  const { areKeys } = createWebPush({ secret, subject, post: () => Promise.reject(new Error()), log: quiet });
  const { p256dh, auth } = new Device();
  assert.ok(areKeys(p256dh, auth));
  assert.ok(areKeys(`${p256dh}=`, `${auth}==`));
  const off = Buffer.alloc(65, 1).fill(4, 0, 1).toString('base64url');
  for (const bad of ['', 'AAAA', off, `${p256dh}AA`, 'ä']) assert.ok(!areKeys(bad, auth), bad);
  for (const bad of ['', 'AAAA', `${auth}AAAA`, '*']) assert.ok(!areKeys(p256dh, bad), bad);
});

// RELIABILITY W-07: what was checked is what is connected to
test('a name that leads into the own network is not connected to, whatever else it leads to', async () => {
  for (const addresses of [
    ['127.0.0.1'],
    ['1.1.1.1', '10.0.0.1'],
    ['::ffff:127.0.0.1'],
    ['64:ff9b::a00:1'],
    ['fe80::1'],
  ]) {
    const post = createHttpsPost({ resolve: () => Promise.resolve(addresses) });
    await assert.rejects(post(new URL('https://rebound.example/'), {}, Buffer.from('x')), ForbiddenAddress);
  }
  const post = createHttpsPost({ resolve: () => assert.fail('nothing to look up') });
  for (const host of ['127.0.0.1', '[::1]', '0x7f.1'])
    await assert.rejects(post(new URL(`https://${host}/`), {}, Buffer.from('x')), ForbiddenAddress);
});

test('over a real connection: the body arrives, redirects are not followed, silence is given up', async (context) => {
  const seen: Seen[] = [];
  const service = await pushService(context, seen);
  const patience = new AbortController();
  const local = {
    resolve: () => Promise.resolve(['127.0.0.1']),
    isAllowed: () => true,
    deadline: () => patience.signal,
  };
  const post = createHttpsPost({ ...local, ca: service.ca });
  const send = (path: string) => post(new URL(path, service.url), { TTL: 5 }, Buffer.from('body'));
  for (const status of [201, 302, 429]) assert.deepEqual(await send(`/${status}`), { status, retryAfter: '7' });
  assert.deepEqual(
    seen.map(({ path, body }) => `${path} ${body}`),
    ['/201 body', '/302 body', '/429 body'],
  );
  await assert.rejects(send('/headers'), { code: 'HPE_HEADER_OVERFLOW' });
  await assert.rejects(createHttpsPost(local)(new URL('/201', service.url), {}, Buffer.from('x')), /certificate/);
  const silent = send('/silence');
  await service.reached;
  patience.abort();
  await assert.rejects(silent, { name: 'AbortError' });
});
