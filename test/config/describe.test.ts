import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeConfig, findDescription } from '../../src/config/describe.ts';
import { notYet } from '../../src/config/not-yet.ts';
import { trialConfig } from '../../src/config/trial.ts';

test('every key says what it is for and what is allowed', () => {
  for (const { key, doc, allowed, initial } of describeConfig()) {
    assert.ok(doc.length > 5 && allowed.length > 2 && initial.length > 0, key);
  }
});

test('a key the operator names is found by any name', () => {
  assert.equal(findDescription(['opers', 'alice', 'password'])?.secret, true);
  assert.equal(findDescription(['opers', 'alice']), undefined);
});

test('what waits for its feature is a known key or table', () => {
  const keys = describeConfig().map(({ key }) => key);
  for (const name of notYet)
    assert.ok(
      keys.some((key) => key === name || key.startsWith(`${name}.`)),
      name,
    );
});

test('the trial is localhost, loopback only, open, and silent about itself', () => {
  const loaded = trialConfig('/somewhere', {});
  assert.ok(loaded.ok);
  const { config, notes } = loaded;
  assert.deepEqual(notes, []);
  assert.equal(config.domain, 'localhost');
  assert.equal(config.data, '/somewhere/causeway-data');
  assert.equal(config.accounts.registration, 'open');
  const all = [...config.listen.irc, ...config.listen.xmpp, ...config.listen.http];
  assert.deepEqual(
    all.map(({ text }) => text),
    ['127.0.0.1:6667', '127.0.0.1:6697 tls', '127.0.0.1:5222 starttls', '127.0.0.1:5223 tls', '127.0.0.1:5280'],
  );
});
