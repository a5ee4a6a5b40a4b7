import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createAccount } from '../../src/core/accounts/create-account.ts';
import { removeAccount } from '../../src/core/accounts/remove-account.ts';
import { expireUploads } from '../../src/core/uploads/store-upload.ts';
import { uploadName, uploadType } from '../../src/core/uploads/upload.ts';
import { nameFrom, rangeOf } from '../../src/http/uploads/file-headers.ts';
import { addUploads } from '../../src/http/uploads/upload-routes.ts';
import { createWebApp } from '../../src/http/web-app.ts';
import type { WebSettings } from '../../src/http/web-server.ts';
import { createFileStore } from '../../src/storage/files.ts';
import { trustedProxies } from '../../src/transport/trusted-proxies.ts';
import { makeWorld } from '../core/world.ts';
import { readAll } from '../transport/service.ts';
import { setWebStage } from './web-stage.ts';

const password = 'correct horse';
const basic = (name: string, secret = password) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A file host over memory, with the accounts ann and bea. */
async function setFileHost(context: TestContext, change: Partial<WebSettings> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-uploads-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const world = await makeWorld();
  for (const name of ['ann', 'bea']) await createAccount(world.core, name, password);
  const settings: WebSettings = {
    url: 'https://example.org',
    origins: [],
    proxies: trustedProxies([]),
    requireTls: true,
    ...change,
  };
  const files = createFileStore(folder);
  const app = createWebApp(world.core);
  addUploads(app, { core: world.core, uploads: { files, pending: new Map() }, settings: () => settings });
  const web = await setWebStage(context, { settings, answer: (request, asked) => app.fetch(request, asked) });
  const kept = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const post = (body: Buffer, headers: Record<string, string> = {}) =>
    web.ask('/upload', { method: 'POST', body, headers: { Authorization: basic('ann'), ...headers } });
  const pathOf = (location: string | string[] = '') => new URL(String(location)).pathname;
  return { ...world, web, files, folder, kept, post, pathOf };
}

test('a file is uploaded with the credentials of SASL, and read by who knows where it is', async (context) => {
  // soju.im/filehost, "Architecture"
  const { web, post, pathOf, kept } = await setFileHost(context);
  const body = Buffer.from('an image, as it were');
  const headers = { 'Content-Type': 'image/png', 'Content-Disposition': 'attachment; filename="my picture.png"' };
  const { status, headers: answer } = await post(body, headers);
  assert.equal(status, 201);
  assert.match(answer.location ?? '', /^https:\/\/example\.org\/upload\/[0-9a-f]{32}\/my%20picture\.png$/);
  assert.equal(kept().length, 1);
  const path = pathOf(answer.location);
  const got = await web.ask(path);
  assert.equal(got.status, 200);
  assert.deepEqual(got.body, body);
  assert.equal(got.headers['content-type'], 'image/png');
  assert.equal(got.headers['content-disposition'], "inline; filename*=UTF-8''my%20picture.png");
  assert.equal(got.headers['x-content-type-options'], 'nosniff');
  const head = await web.ask(path, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '20', 0]);
  assert.equal((await web.ask(path, { headers: { 'If-None-Match': String(got.headers.etag) } })).status, 304);
});

test('nothing that is uploaded is ever run by a browser (RELIABILITY W-05)', async (context) => {
  const { web, post, pathOf } = await setFileHost(context);
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'nonsense',
    'image/png; x="\r',
  ]) {
    const { headers } = await post(Buffer.from('<script>'), { 'Content-Type': type.replace('\r', '') });
    const got = await web.ask(pathOf(headers.location));
    const isImage = type.startsWith('image/png');
    assert.equal(got.headers['content-type'], isImage ? 'image/png' : 'application/octet-stream', type);
    assert.match(got.headers['content-disposition'] ?? '', isImage ? /^inline/ : /^attachment/, type);
    assert.match(String(got.headers['content-security-policy']), /^sandbox; default-src 'none'/);
  }
});

test('who is nobody uploads nothing', async (context) => {
  const { web, post, kept } = await setFileHost(context);
  const body = Buffer.from('x');
  assert.equal((await web.ask('/upload', { method: 'POST', body })).status, 401);
  assert.equal((await post(body, { Authorization: basic('ann', 'wrong') })).status, 401);
  assert.equal((await post(body, { Authorization: 'Bearer x' })).status, 401);
  assert.deepEqual(kept(), []);
});

test('a password is not taken in clear from afar', async (context) => {
  const { post, web } = await setFileHost(context, { proxies: trustedProxies(['127.0.0.1']) });
  const body = Buffer.from('x');
  const from = { 'X-Forwarded-For': '198.51.100.7' };
  assert.equal((await post(body, from)).status, 403);
  assert.equal((await post(body, { ...from, 'X-Forwarded-Proto': 'https' })).status, 201);
  assert.equal(web.errors.length, 0);
});

test('a file that is too large, or one too many, is refused and not kept (RELIABILITY W-06)', async (context) => {
  const { web, post, kept, core } = await setFileHost(context);
  assert.equal((await post(Buffer.alloc(1001))).status, 413);
  // A lie about the size, or none, helps nobody: what comes is counted.
  const client = web.raw();
  const head = [
    'POST /upload HTTP/1.1',
    'Host: x',
    `Authorization: ${basic('ann')}`,
    'Transfer-Encoding: chunked',
    'Connection: close',
    '',
    '',
  ];
  client.write(`${head.join('\r\n')}3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`);
  assert.match(await readAll(client), /^HTTP\/1.1 413 /);
  assert.deepEqual(kept(), []);
  for (let i = 0; i < 3; i++) assert.equal((await post(Buffer.alloc(1000))).status, 201);
  assert.equal((await post(Buffer.alloc(1))).status, 507);
  assert.equal((await post(Buffer.alloc(1), { Authorization: basic('bea') })).status, 201);
  assert.equal(await core.storage.uploads.usage('ann@example.org' as never), 3000);
});

test('an upload that stops coming is given up, and nothing of it is kept', async (context) => {
  const { web, kept, clock, core } = await setFileHost(context);
  const client = web.raw();
  const head = ['POST /upload HTTP/1.1', 'Host: x', `Authorization: ${basic('ann')}`, 'Content-Length: 900', '', ''];
  client.write(`${head.join('\r\n')}${'x'.repeat(100)}`);
  const arrived = () => kept().some((file) => statSync(join(file.parentPath, file.name)).size > 0);
  while (!arrived()) await turn();
  clock.advance(10_000);
  assert.equal(await readAll(client).catch(() => ''), '');
  while (kept().length > 0) await turn();
  assert.equal(await core.storage.uploads.usage('ann@example.org' as never), 0);
  assert.deepEqual(web.errors, []);
});

test('parts of a file can be asked for (RFC 9110 14)', async (context) => {
  const { web, post, pathOf } = await setFileHost(context);
  const path = pathOf((await post(Buffer.from('0123456789'))).headers.location);
  const part = async (range: string) => {
    const { status, body, headers } = await web.ask(path, { headers: { Range: range } });
    return [status, String(body), headers['content-range']];
  };
  assert.deepEqual(await part('bytes=2-4'), [206, '234', 'bytes 2-4/10']);
  assert.deepEqual(await part('bytes=7-'), [206, '789', 'bytes 7-9/10']);
  assert.deepEqual(await part('bytes=-3'), [206, '789', 'bytes 7-9/10']);
  assert.deepEqual(await part('bytes=0-99'), [206, '0123456789', 'bytes 0-9/10']);
  assert.deepEqual(await part('bytes=10-'), [416, '', 'bytes */10']);
  assert.deepEqual(await part('bytes=1-2,4-5'), [200, '0123456789', undefined]);
  fc.assert(
    fc.property(fc.string(), fc.nat({ max: 50 }), (text, size) => {
      const range = rangeOf(`bytes=${text}`, size);
      if (Array.isArray(range)) assert.ok(range[0] >= 0 && range[0] <= range[1] && range[1] < size);
    }),
  );
});

test('a file is found under its own address only, whatever else is tried (RELIABILITY W-04)', async (context) => {
  const { web, post, pathOf, folder } = await setFileHost(context);
  writeFileSync(join(folder, 'secret'), 'secret');
  const path = pathOf(
    (await post(Buffer.from('x'), { 'Content-Disposition': 'attachment; filename="../../a.txt"' })).headers.location,
  );
  assert.match(path, /\/a\.txt$/);
  for (const wrong of [
    path.replace('a.txt', 'b.txt'),
    '/upload/../secret',
    '/upload/%2e%2e/secret',
    '/upload/..%2f..%2fsecret/x',
    '/upload/\0/x',
    `/upload/${'a'.repeat(32)}/x`,
    `${path}/`,
  ]) {
    const { status } = await web.ask(wrong.replace('\0', '%00'));
    assert.equal(status, 404, wrong);
  }
});

test('a file is removed by its owner, when its time is over, and with the account', async (context) => {
  const { web, post, pathOf, kept, clock, core, files } = await setFileHost(context);
  const path = pathOf((await post(Buffer.from('x'))).headers.location);
  const remove = (name: string) => web.ask(path, { method: 'DELETE', headers: { Authorization: basic(name) } });
  assert.equal((await remove('bea')).status, 403);
  assert.equal((await remove('ann')).status, 204);
  assert.equal((await remove('ann')).status, 404);
  assert.deepEqual(kept(), []);

  const old = pathOf((await post(Buffer.from('x'))).headers.location);
  clock.advance(90 * 86_400_000);
  assert.equal((await web.ask(old)).status, 404);
  await expireUploads(core, files);
  assert.deepEqual(kept(), []);

  await post(Buffer.from('x'));
  await removeAccount(core, 'ann');
  await expireUploads(core, files);
  assert.deepEqual(kept(), []);
});

test('what was not written to its end is thrown away at the next start', async (context) => {
  const { folder, files, kept, post } = await setFileHost(context);
  await post(Buffer.from('x'));
  mkdirSync(join(folder, 'aa'), { recursive: true });
  writeFileSync(join(folder, 'aa', `${'a'.repeat(32)}.part`), 'half');
  await files.tidy();
  assert.deepEqual(
    kept().map(({ name }) => name.length),
    [32],
  );
});

test('pages of other hosts may upload only where that is configured; all may ask', async (context) => {
  // soju.im/filehost: "Servers MUST accept OPTIONS requests on the upload URI"
  const { web, post } = await setFileHost(context, { origins: ['https://chat.example.net'] });
  assert.equal((await web.ask('/upload', { method: 'OPTIONS' })).status, 204);
  const asked = await web.ask('/upload', { method: 'OPTIONS', headers: { Origin: 'https://chat.example.net' } });
  assert.equal(asked.headers['access-control-allow-origin'], 'https://chat.example.net');
  assert.match(asked.headers['access-control-allow-headers'] ?? '', /Authorization/);
  assert.equal(asked.headers['accept-post'], '*/*');
  const done = await post(Buffer.from('x'), { Origin: 'https://chat.example.net' });
  assert.deepEqual([done.status, done.headers['access-control-expose-headers']], [201, 'Location']);
  assert.equal((await post(Buffer.from('x'), { Origin: 'https://evil.example' })).status, 403);
});

test('when the database is away that is what is said', async (context) => {
  const { post, faults, kept } = await setFileHost(context);
  faults.fail('uploads.add');
  assert.equal((await post(Buffer.from('x'))).status, 503);
  assert.deepEqual(kept(), []);
});

test('names become parts of a path, types are types', () => {
  const names: [string, string][] = [
    ['../../etc/passwd', 'passwd'],
    ['C:\\a\\b.txt', 'b.txt'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['..', 'file'],
    ['a\0b\r\n"<>.png', 'a_b_____.png'],
  ];
  for (const [asked, name] of names) assert.equal(uploadName(asked), name);
  // RELIABILITY R-02: these took hours
  assert.equal(uploadName(`${'a'.repeat(1_000_000)}.png`), `${'a'.repeat(116)}.png`);
  assert.equal(uploadName(`${'😀'.repeat(500_000)}.png`), `${'😀'.repeat(29)}.png`);
  assert.equal(uploadName(`a${' '.repeat(1_000_000)}b`), `a${' '.repeat(119)}`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (asked) => {
      const name = uploadName(asked);
      assert.ok(name.length > 0 && Buffer.byteLength(name) <= 120 && !/[/\\\0-\x1f]/.test(name));
      assert.equal(decodeURIComponent(encodeURIComponent(name)), name);
    }),
  );
  assert.match(uploadName(`${'a'.repeat(300)}.png`), /^a+\.png$/);
  assert.equal(uploadType('Image/PNG; charset=x'), 'image/png');
  assert.equal(uploadType('image/../x'), 'application/octet-stream');
  assert.equal(nameFrom(`attachment; filename="a.txt"; filename*=UTF-8''%e2%82%ac.txt`), '€.txt');
  assert.equal(nameFrom('attachment; filename="a\\"b.txt"'), 'a"b.txt');
  assert.equal(nameFrom(`attachment; filename*=UTF-8''%ff`), '');
});
