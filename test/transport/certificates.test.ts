import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { createCertificates } from '../../src/transport/certificates.ts';
import type { Listener } from '../../src/transport/listener.ts';
import { fixtures, setStage } from './service.ts';

async function directory(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'causeway-certs-'));
  context.after(() => rm(path, { recursive: true }));
  return path;
}

async function install(from: string, certificate: string, key: string): Promise<void> {
  await copyFile(join(fixtures, `${from}.crt`), certificate);
  await copyFile(join(fixtures, `${from}.key`), key);
}

/** The end of validity of the certificate that a client who asks for `servername` is shown. */
function shown(listener: Listener, servername?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: listener.port, rejectUnauthorized: false };
    const client: TLSSocket = connect({ ...options, ...(servername ? { servername } : {}) }, () => {
      const { subject, valid_to: until } = client.getPeerCertificate();
      client.destroy();
      resolve(`${subject.CN} ${until}`);
    });
    client.on('error', reject);
  });
}

test('certbot, Prosody and flat layouts are all understood', async (context) => {
  const root = await directory(context);
  await mkdir(join(root, 'live/one.example'), { recursive: true });
  await mkdir(join(root, 'archive/one.example'), { recursive: true });
  await install(
    'one.example',
    join(root, 'archive/one.example/fullchain1.pem'),
    join(root, 'archive/one.example/privkey1.pem'),
  );
  await symlink('../../archive/one.example/fullchain1.pem', join(root, 'live/one.example/fullchain.pem'));
  await symlink('../../archive/one.example/privkey1.pem', join(root, 'live/one.example/privkey.pem'));
  await install('two.example', join(root, 'two.example.crt'), join(root, 'two.example.key'));
  const both = `${await readFile(join(fixtures, 'one-renewed.key'), 'utf8')}\n${await readFile(join(fixtures, 'one-renewed.crt'), 'utf8')}`;
  await writeFile(join(root, 'combined.pem'), both);
  const certificates = await createCertificates(root);
  assert.deepEqual(certificates.problems, []);
  assert.deepEqual(
    certificates.all.map(({ file, names }) => `${file.slice(root.length + 1)}: ${names.join(' ')}`),
    [
      'combined.pem: one.example *.one.example',
      'live/one.example/fullchain.pem: one.example *.one.example',
      'two.example.crt: two.example',
    ],
  );
  assert.equal(new Date(certificates.all[2]!.until).getUTCFullYear(), 2050);
});

test('a wildcard stands for one label', async () => {
  const certificates = await createCertificates(fixtures);
  const names = ['one.example', 'a.one.example', 'A.One.Example', 'a.b.one.example', 'three.example', 'example', ''];
  assert.deepEqual(names.map(certificates.has), [true, true, true, false, false, false, false]); // RFC 6125 6.4.3
});

test('the certificate follows the name asked for; others get the default, or nothing', async () => {
  const lenient = await createCertificates(fixtures, { defaultName: 'two.example' });
  const two = lenient.contextFor('two.example');
  assert.notEqual(lenient.contextFor('one.example'), two);
  assert.equal(lenient.contextFor('three.example'), two);
  assert.equal(lenient.contextFor(undefined), two);
  const strict = await createCertificates(fixtures, { refuseStrangers: true });
  assert.equal(strict.contextFor('three.example'), undefined);
  assert.ok(strict.contextFor(undefined));
});

test('of two certificates for one name the one that lasts longer is served', async (context) => {
  const certificates = await createCertificates(fixtures);
  const stage = setStage(context, {}, { certificates });
  assert.match(await shown(await stage.open('tls'), 'one.example'), /one\.example Jun .* 2050/);
});

test('a renewed certificate is served within five seconds, and connections live on', async (context) => {
  const root = await directory(context);
  const files = [join(root, 'one.pem'), join(root, 'one.key')] as const;
  await install('one.example', ...files);
  const certificates = await createCertificates(root);
  const polled: Promise<void>[] = [];
  const source = { ...certificates, poll: () => (polled.push(certificates.poll()), polled[0]!) };
  const stage = setStage(context, {}, { certificates: source });
  const listener = await stage.open('tls');
  assert.match(await shown(listener, 'one.example'), /Jan/);
  await install('one-renewed', ...files);
  stage.clock.advance(5_000);
  assert.equal(polled.length, 1);
  await polled[0];
  assert.match(await shown(listener, 'one.example'), /Jun/);
});

test('nothing is read again while nothing changes', async (context) => {
  const root = await directory(context);
  await install('one.example', join(root, 'one.pem'), join(root, 'one.key'));
  const certificates = await createCertificates(root);
  const before = certificates.contextFor('one.example');
  await certificates.poll();
  assert.equal(certificates.contextFor('one.example'), before);
});

test('a broken new file leaves the old certificate in service and says so once', async (context) => {
  const root = await directory(context);
  const [certificate, key] = [join(root, 'one.crt'), join(root, 'one.key')];
  await install('one.example', certificate, key);
  const told: string[] = [];
  const certificates = await createCertificates(root, { report: (problem) => void told.push(problem) });
  const before = certificates.contextFor('one.example');
  for (const damage of ['', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
    await writeFile(certificate, damage);
    await certificates.reload();
    await certificates.reload();
    assert.equal(certificates.contextFor('one.example'), before);
    assert.match(told.join('\n'), /one\.crt/);
  }
  await copyFile(join(fixtures, 'two.example.crt'), certificate);
  await certificates.reload();
  assert.match(certificates.problems.join(), /one\.key is not the key of .*one\.crt; put the key/);
  assert.equal(certificates.contextFor('one.example'), before);
  assert.equal(new Set(told).size, told.length, 'each problem once');
});

test('a missing key is named with the place where it belongs', async (context) => {
  const root = await directory(context);
  await mkdir(join(root, 'live/one.example'), { recursive: true });
  await copyFile(join(fixtures, 'one.example.crt'), join(root, 'live/one.example/fullchain.pem'));
  const certificates = await createCertificates(root);
  assert.match(
    certificates.problems.join('\n'),
    /fullchain\.pem has no private key; put it into .*one\.example\/privkey\.pem/,
  );
  assert.match(certificates.problems.join('\n'), /no usable certificate/);
});

test(
  'a key that may not be read is named with the fix',
  { skip: process.getuid?.() === 0 && 'root reads everything' },
  async (context) => {
    const root = await directory(context);
    await install('one.example', join(root, 'one.crt'), join(root, 'one.key'));
    await chmod(join(root, 'one.key'), 0);
    const certificates = await createCertificates(root);
    assert.match(certificates.problems.join('\n'), /one\.key may not be read by this user .*chmod 640/);
  },
);

test('a key with a passphrase, and a file that is no PEM, are named with the fix', async (context) => {
  const root = await directory(context);
  await writeFile(
    join(root, 'a.key'),
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n',
  );
  await writeFile(join(root, 'b.crt'), Buffer.from([0x30, 0x82, 1, 2]));
  const { problems } = await createCertificates(root);
  assert.match(problems.join('\n'), /a\.key is protected by a passphrase; remove it/);
  assert.match(problems.join('\n'), /b\.crt is not in PEM format; convert it/);
});

test('a directory that is not there yet is a problem until it is', async (context) => {
  const root = await directory(context);
  const certificates = await createCertificates(join(root, 'later'));
  assert.match(certificates.problems.join(), /later cannot be read/);
  assert.equal(certificates.contextFor(undefined), undefined);
  await mkdir(join(root, 'later'));
  await install('two.example', join(root, 'later/two.crt'), join(root, 'later/two.key'));
  await certificates.poll();
  assert.deepEqual(certificates.problems, []);
  assert.ok(certificates.has('two.example'));
  await Promise.all(['two.crt', 'two.key'].map((name) => unlink(join(root, 'later', name))));
  await certificates.poll();
  assert.ok(certificates.has('two.example'), 'what was served stays until something replaces it');
});
