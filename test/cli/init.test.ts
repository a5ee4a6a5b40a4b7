import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configText } from '../../src/cli/config-text.ts';
import { describeConfig } from '../../src/config/describe.ts';
import { loadConfig, readConfig } from '../../src/config/load.ts';
import { commandLine, inFolder } from './command-line.ts';

test('what init writes is read back as it was meant, without a problem', async () => {
  await inFolder(async (folder) => {
    const { exit, out } = await commandLine(['init', 'example.org', '--dir', 'cw'], { cwd: folder });
    assert.equal(exit, 0);
    const loaded = loadConfig(join(folder, 'cw', 'causeway.toml'), {});
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.notes, []);
    assert.equal(loaded.config.domain, 'example.org');
    assert.equal(loaded.config.data, join(folder, 'cw', 'data'));
    assert.equal(loaded.config.tls.certificates, join(folder, 'cw', 'certs'));
    assert.equal(statSync(loaded.config.data).mode & 0o777, 0o700);
    assert.match(out, /_xmpp-client\._tcp\.example\.org\. 3600 IN SRV 5 0 5222 example\.org\./);
    assert.match(out, /_xmpps-client\._tcp\.example\.org\. 3600 IN SRV 5 0 5223 example\.org\./);
    assert.match(out, /_xmpp-server\._tcp\.rooms\.example\.org\. 3600 IN SRV 5 0 5269 example\.org\./);
  });
});

test('every key stands in the file, and its comments taken off give the defaults', () => {
  const text = configText(new Map());
  const bare = text
    .replace(/^#(?=[a-z_]+ = )/gm, '')
    .replace(/^#(?=\[)/gm, '')
    .replace(/"\$2b\$12\$\.\.\."/, '""')
    .replace(/^#("other\.example")/gm, '$1');
  const plain = readConfig({ name: 'x', text: '', folder: '/' }, {});
  const uncommented = readConfig({ name: 'x', text: bare, folder: '/' }, {});
  assert.ok(plain.ok && uncommented.ok, JSON.stringify(uncommented));
  const { opers: _opers, oper_classes: _classes, federation: _federation, ...rest } = uncommented.config;
  const { opers: _none, oper_classes: _noClasses, federation: _empty, ...defaults } = plain.config;
  assert.deepEqual(rest, defaults);
  for (const { key } of describeConfig())
    assert.ok(text.includes(`${key.split('.').at(-1)} = `) || key.includes('<name>'), key);
});

test('init refuses to write over a file, and a domain that is none', async () => {
  await inFolder(async (folder) => {
    assert.equal((await commandLine(['init', 'a.test'], { cwd: folder })).exit, 0);
    assert.equal((await commandLine(['init', 'b.test'], { cwd: folder })).exit, 1);
    assert.match(readFileSync(join(folder, 'causeway.toml'), 'utf8'), /^domain = "a\.test"/m);
    for (const domain of ['not a domain', 'a"\nadmins = ["mallory"]\n#', '-', '']) {
      assert.equal((await commandLine(['init', '--dir', 'other', '--', domain], { cwd: folder })).exit, 2, domain);
    }
  });
});

test('a lab has an authority whose certificate covers every name, on loopback', async () => {
  await inFolder(async (folder) => {
    assert.equal((await commandLine(['init', '--lab', 'chat.test'], { cwd: folder })).exit, 0);
    const ca = new X509Certificate(readFileSync(join(folder, 'ca', 'ca.crt')));
    const leaf = new X509Certificate(readFileSync(join(folder, 'certs', 'chat.test.crt')));
    assert.ok(ca.ca && leaf.checkIssued(ca) && leaf.verify(ca.publicKey));
    assert.ok(!leaf.ca && leaf.checkPrivateKey(createPrivateKey(readFileSync(join(folder, 'certs', 'chat.test.key')))));
    for (const name of ['chat.test', 'rooms.chat.test', 'upload.chat.test', 'localhost'])
      assert.ok(leaf.checkHost(name), name);
    assert.ok(leaf.checkIP('127.0.0.1'));
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000;
    assert.equal(days, 397);
    assert.equal(statSync(join(folder, 'certs', 'chat.test.key')).mode & 0o777, 0o600);
    const loaded = loadConfig(join(folder, 'causeway.toml'), {});
    assert.ok(loaded.ok);
    const { irc, xmpp, federation, http } = loaded.config.listen;
    assert.ok(
      [...irc, ...xmpp, ...federation, ...http].every(({ host, port }) => host === '127.0.0.1' && port > 10_000),
    );
    assert.equal((await commandLine(['check', 'certs'], { cwd: folder })).exit, 0);
  });
});
