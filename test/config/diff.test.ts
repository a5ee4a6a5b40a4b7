import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffConfig } from '../../src/config/diff.ts';
import { readConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';

function config(text: string): Config {
  const loaded = readConfig({ name: 'x', text, folder: '/' }, {});
  assert.ok(loaded.ok);
  return loaded.config;
}

test('nothing changed is nothing', () => {
  assert.deepEqual(diffConfig(config(''), config('domain = "localhost"')), []);
});

test('a change says from, to, and whether it needs a restart', () => {
  const changes = diffConfig(
    config('data = "/a"'),
    config('data = "/b"\n[listen]\nirc = ["127.0.0.1:1 tls"]\n[rooms]\ncreate = "anyone"'),
  );
  assert.deepEqual(changes, [
    { key: 'data', from: '"/a"', to: '"/b"', restart: true },
    { key: 'listen.irc', from: '["[::]:6697 tls", "127.0.0.1:6667"]', to: '["127.0.0.1:1 tls"]', restart: true },
    { key: 'rooms.create', from: '"accounts"', to: '"anyone"', restart: false },
  ]);
});

test('secrets are told changed, not shown', () => {
  const changes = diffConfig(config(''), config('[irc]\npassword = "plain:abc"\n[opers.al]\npassword = "plain:abc"\n'));
  assert.deepEqual(
    changes.map(({ key, from, to }) => [key, from, to]),
    [
      ['irc.password', '""', '(secret)'],
      ['opers.al.password', '(unset)', '(secret)'],
      ['opers.al.class', '(unset)', '"server-admin"'],
      ['opers.al.whois', '(unset)', '"is a server admin"'],
    ],
  );
});
