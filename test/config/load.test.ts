import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../src/config/load.ts';
import { formatNote, formatProblem } from '../../src/config/problem.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Environment } from '../../src/config/environment.ts';

function problems(text: string, env: Environment = {}): string[] {
  const loaded = readConfig({ name: 'causeway.toml', text, folder: '/etc/causeway' }, env);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

function config(text: string, env: Environment = {}): Config {
  const loaded = readConfig({ name: 'causeway.toml', text, folder: '/etc/causeway' }, env);
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

function notes(text: string, env: Environment = {}): string[] {
  const loaded = readConfig({ name: 'causeway.toml', text, folder: '/' }, env);
  assert.ok(loaded.ok);
  return loaded.notes.map(formatNote);
}

test('an empty file gives every key its default', () => {
  const read = config('');
  assert.equal(read.domain, 'localhost');
  assert.equal(read.limits.sendq, 512 * 1024);
  assert.equal(read.history.redact_window, 86_400_000);
  assert.deepEqual(read.limits.flood, { burst: 10, per_second: 2 });
  assert.deepEqual(
    read.listen.irc.map(({ host, port, tls }) => [host, port, tls]),
    [
      ['::', 6697, 'tls'],
      ['127.0.0.1', 6667, 'none'],
    ],
  );
});

test('names that depend on the domain follow it, and the domain is folded', () => {
  const read = config('domain = "Chat.Example.ORG"');
  assert.equal(read.domain, 'chat.example.org');
  assert.equal(read.names.rooms, 'rooms.chat.example.org');
  assert.equal(read.server_name, 'chat.example.org');
  assert.equal(read.network, 'chat.example.org');
});

test('relative paths start at the folder of the file', () => {
  const read = config('data = "state"\nmotd = "../motd"\n[log]\nfile = "c.log"');
  assert.equal(read.data, '/etc/causeway/state');
  assert.equal(read.motd, '/etc/motd');
  assert.equal(read.log.file, '/etc/causeway/c.log');
  assert.equal(config('').log.file, '-');
});

test('an unknown key is refused with its line and the key that was meant', () => {
  assert.deepEqual(problems('domain = "a.test"\n\n[limits]\n# how much\nsendqq = "4M"\n'), [
    'causeway.toml:5: limits.sendqq: unknown key; found "4M"; did you mean limits.sendq?',
  ]);
});

test('a key in the wrong table is named where it belongs', () => {
  assert.match(
    problems('registration = "open"')[0] ?? '',
    /^causeway\.toml:1: registration: unknown key.*did you mean accounts\.registration\?$/,
  );
});

test('an unknown key like no other comes with the keys of its table', () => {
  assert.match(problems('[push]\nzzzzzzzz = 1')[0] ?? '', /allowed: one of "enabled", "delay"$/);
});

test('a wrong type names what was found and what is allowed', () => {
  assert.deepEqual(problems('[history]\n\npage = "many"'), [
    'causeway.toml:3: history.page: wrong value; found "many"; allowed: a whole number from 1 to 10000',
  ]);
  assert.deepEqual(problems('[tls]\nrequire = "yes"'), [
    'causeway.toml:2: tls.require: wrong value; found "yes"; allowed: true or false',
  ]);
  assert.match(
    problems('limits = 3')[0] ?? '',
    /^causeway\.toml:1: limits: wrong value; found 3; allowed: a table with the keys nick, room, /,
  );
  assert.match(
    problems('[limits]\nflood = { burst = 1, rate = 2 }')[0] ?? '',
    /^causeway\.toml:2: limits\.flood: wrong value/,
  );
});

test('all problems are reported at once', () => {
  assert.equal(problems('[limits]\nnick = 0\nsendq = "4X"\n[accounts]\nregistration = "maybe"\nfoo = 1').length, 4);
});

test('a wrong item of a list is pointed at', () => {
  const [first = ''] = problems('[listen]\nirc = [\n  "127.0.0.1:6667",\n  "here:99999",\n]');
  assert.match(
    first,
    /^causeway\.toml:2: listen\.irc\[1\]: wrong value; found "here:99999"; allowed: "host:port \[tls\] \[proxy\|onion\]"/,
  );
});

test('a syntax error keeps the line and column of the parser', () => {
  assert.match(problems('domain = "a.test"\n[limits\n')[0] ?? '', /^causeway\.toml:2: not TOML: .* \(column \d+\)$/);
});

test('the environment overrides the file, in the types of the keys', () => {
  const env = {
    CAUSEWAY_LIMITS__SENDQ: '4M',
    CAUSEWAY_DOMAIN: 'env.test',
    CAUSEWAY_NETWORK: '42',
    CAUSEWAY_TLS__REQUIRE: 'false',
    CAUSEWAY_LIMITS__NICK: '20',
    CAUSEWAY_LIMITS__FLOOD: 'false',
    CAUSEWAY_ADMINS: 'alice, bob',
    CAUSEWAY_LISTEN__IRC: '["127.0.0.1:0"]',
    CAUSEWAY_OPERS__ALICE__PASSWORD: 'plain:x',
    CAUSEWAY_DATABASE__URL: 'memory:',
  };
  const read = config('domain = "file.test"\n[limits]\nsendq = "1M"', env);
  assert.equal(read.domain, 'env.test');
  assert.equal(read.network, '42');
  assert.equal(read.limits.sendq, 4 * 2 ** 20);
  assert.equal(read.limits.nick, 20);
  assert.equal(read.limits.flood, false);
  assert.equal(read.tls.require, false);
  assert.deepEqual(read.admins, ['alice', 'bob']);
  assert.equal(read.listen.irc[0]?.port, 0);
  assert.equal(read.opers.alice?.password, 'plain:x');
  assert.equal(read.database.url, 'memory:');
});

test('a wrong or unknown variable is named', () => {
  assert.match(
    problems('', { CAUSEWAY_LIMITS__NICK: 'many' })[0] ?? '',
    /^CAUSEWAY_LIMITS__NICK: limits\.nick: wrong value; found "many"/,
  );
  assert.match(problems('', { CAUSEWAY_LIMITS__SENDW: '1' })[0] ?? '', /did you mean CAUSEWAY_LIMITS__SENDQ\?$/);
  assert.match(notes('', { CAUSEWAY_COLOUR: '1' })[0] ?? '', /^CAUSEWAY_COLOUR: no such key/);
});

test('a prototype key is an unknown key and changes nothing', () => {
  const text =
    '"__proto__" = { polluted = true }\n[limits]\n"__proto__" = 1\n[opers."__proto__"]\npassword = "plain:x"\n';
  const found = problems(text);
  assert.equal(found.filter((line) => line.includes('__proto__')).length, 3);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  assert.match(problems('', { CAUSEWAY___PROTO____POLLUTED: '1' })[0] ?? '', /no key/);
  assert.match(problems('constructor = 1')[0] ?? '', /^causeway\.toml:1: constructor: unknown key/);
  assert.equal(problems('[opers.constructor]\npassword = "plain:x"\n').length, 0);
});

test('impossible combinations are refused', () => {
  assert.match(
    problems('domain = "a.test"\n[names]\nrooms = "A.test"')[0] ?? '',
    /^causeway\.toml:3: names\.rooms: the rooms and the accounts would both live on a\.test/,
  );
  assert.match(
    problems('[listen]\nirc = ["127.0.0.1:7000"]\nxmpp = ["[::]:7000"]')[0] ?? '',
    /^causeway\.toml:3: listen\.xmpp: \[::\]:7000 is taken by listen\.irc/,
  );
  assert.match(problems('[listen]\nirc = ["127.0.0.1:7000", "127.0.0.1:7000 tls"]')[0] ?? '', /taken by listen\.irc/);
  assert.match(problems('[accounts]\nmechanisms = []\n[guests]\nenabled = false')[0] ?? '', /nobody could come in/);
  assert.match(problems('[accounts]\nmechanisms = ["EXTERNAL"]')[0] ?? '', /no mechanism takes one/);
  assert.match(
    problems('[listen]\nirc = ["127.0.0.1:6697 tls"]\n[tls]\nsts = true')[0] ?? '',
    /none that others can reach/,
  );
  assert.match(problems('[limits]\nsendq = "16K"')[0] ?? '', /would not hold two messages/);
  assert.deepEqual(problems('[listen]\nirc = ["127.0.0.1:0", "127.0.0.1:0 tls"]'), []);
});

test('a key without its feature is accepted, and told about when it is not the default', () => {
  assert.deepEqual(notes('[names]\nnick = "account"\n[metrics]\nenabled = true'), []);
  assert.deepEqual(notes('[federation]\nmode = "off"'), [
    'causeway.toml:2: federation.mode: accepted, not yet in effect in this version',
  ]);
  assert.equal(notes('[opers.alice]\npassword = "plain:x"').length, 1);
});

test('a secret is never shown', () => {
  const all = [
    ...problems('[irc]\npassword = "hunter2"\n'),
    ...problems('[database]\nurl = "mysql://u:hunter2@h/d"\n'),
  ];
  assert.equal(all.length, 2);
  assert.ok(all.every((line) => !line.includes('hunter2')));
});
