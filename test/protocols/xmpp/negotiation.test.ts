import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEADER, makeStreamWorld, PASSWORD, RawClient, register } from './stream-world.ts';

const sasl = (name: string, content = '', attributes = '') =>
  `<${name} xmlns='urn:ietf:params:xml:ns:xmpp-sasl'${attributes}>${content}</${name}>`;
const plain = (text: string) => sasl('auth', Buffer.from(text).toString('base64'), " mechanism='PLAIN'");

test('a stream is answered with a header and what can be done in it (RFC 6120 4.3.2)', async () => {
  const world = await makeStreamWorld();
  const answer = await new RawClient(world).open();
  assert.match(answer, /^<\?xml version='1.0'\?><stream:stream [^>]*from='example.org'[^>]* version='1.0'/);
  assert.match(answer, /<mechanism>SCRAM-SHA-256<\/mechanism><mechanism>SCRAM-SHA-1<\/mechanism><mechanism>PLAIN</);
  assert.doesNotMatch(answer, /starttls|<bind/);
});

test('in clear only STARTTLS is offered, and a login ends the stream (RFC 6120 5.3.1, T-03)', async () => {
  const world = await makeStreamWorld();
  const client = new RawClient(world, { tls: false });
  const answer = await client.open();
  assert.match(answer, /<starttls [^>]*><required\/><\/starttls><\/stream:features>/);
  assert.doesNotMatch(answer, /mechanism/);
  assert.match(await client.send(plain('\0alice\0secret')), /<policy-violation .*<\/stream:stream>$/s);
  assert.ok(client.connection.isClosed);
});

test('from loopback a login in clear is possible', async () => {
  const answer = await new RawClient(await makeStreamWorld(), { tls: false, isLoopback: true }).open();
  assert.match(answer, /<starttls [^>]*><\/starttls><mechanisms/);
});

test('what came in clear behind <starttls/> is never looked at (T-01)', async () => {
  const world = await makeStreamWorld();
  const client = new RawClient(world, { tls: false });
  await client.open();
  const start = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
  assert.equal(await client.send(`${start}<iq id='INJECTED'/>`), "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
  assert.ok(client.connection.isStartingTls);
  client.connection.secure();
  const answer = await client.open();
  assert.match(answer, /<mechanisms/);
  assert.doesNotMatch(answer, /starttls|error/);
  assert.match(await client.send(start), /<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'\/>/, 'twice (T-04)');
  assert.ok(client.connection.isClosed);
});

test('a header that we cannot serve is answered with a header and an error (RFC 6120 4.9.1.2)', async () => {
  const world = await makeStreamWorld();
  const cases: [string, string, string][] = [
    ["to='example.org'", "to='other.example'", 'host-unknown'],
    ["to='example.org'", '', 'improper-addressing'],
    ["version='1.0' xmlns", 'xmlns', 'unsupported-version'],
    ["version='1.0' xmlns", "version='0.9' xmlns", 'unsupported-version'],
    ["xmlns='jabber:client'", "xmlns='jabber:server'", 'invalid-namespace'],
    ["'http://etherx.jabber.org/streams'", "'urn:other'", 'invalid-namespace'],
  ];
  for (const [from, to, condition] of cases) {
    const answer = await new RawClient(world).send(HEADER.replace(from, to));
    assert.match(
      answer,
      new RegExp(`^<\\?xml.*<stream:stream .*<stream:error><${condition} .*</stream:stream>$`),
      condition,
    );
  }
  assert.match(await new RawClient(world).send(HEADER.replace("'example.org'", "'EXAMPLE.org.'")), /<mechanisms/);
});

test('anything before login but a login ends the stream (RFC 6120 4.9.3.12)', async () => {
  const world = await makeStreamWorld();
  for (const [text, condition] of [
    ["<message to='a@example.org'/>", 'not-authorized'],
    ["<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", 'not-authorized'],
    ["<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>", 'unsupported-stanza-type'],
  ] as const) {
    const client = new RawClient(world);
    await client.open();
    assert.match(await client.send(text), new RegExp(`<${condition} `), text);
  }
});

test('a stanza of 10 KiB and more before login is refused (X-05)', async () => {
  const client = new RawClient(await makeStreamWorld());
  await client.open();
  assert.match(await client.send(sasl('auth', 'A'.repeat(10_300))), /<policy-violation /);
});

test('SASL PLAIN: right, wrong, and for somebody else (RFC 6120 6.4, X-11)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice', 'bob');
  const client = new RawClient(world);
  await client.open();
  client.write(plain('\0alice\0wrong'));
  assert.match(await client.expect(/failure>/), /<not-authorized\/>/);
  client.write(plain(`bob\0alice\0${PASSWORD}`));
  assert.match(await client.expect(/failure>/), /<invalid-authzid\/>/);
  client.write(plain(`\0alice\0${PASSWORD}`));
  assert.equal(await client.expect(/success>/), sasl('success'));
  assert.match(await client.open(), /<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'\/>/);
  assert.ok(!client.connection.isAuthenticated, 'the deadline stands until there is a session');
  await client.send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  assert.ok(client.connection.isAuthenticated);
});

test('SASL is particular about what it is sent (RFC 6120 6.5)', async () => {
  const world = await makeStreamWorld({ limits: { logins: 20 } });
  const client = new RawClient(world);
  await client.open();
  const tries: [string, string][] = [
    [sasl('auth', '', " mechanism='ANONYMOUS'"), 'invalid-mechanism'],
    [sasl('auth'), 'invalid-mechanism'],
    [sasl('auth', '*', " mechanism='PLAIN'"), 'incorrect-encoding'],
    [sasl('auth', 'AGE', " mechanism='PLAIN'"), 'incorrect-encoding'],
    [sasl('auth', '=', " mechanism='PLAIN'"), 'malformed-request'],
    [sasl('response', 'AGE='), 'malformed-request'],
    [sasl('abort'), 'aborted'],
  ];
  for (const [text, failure] of tries) {
    client.write(text);
    assert.match(await client.expect(/failure>/), new RegExp(`<${failure}/>`), text);
  }
  assert.match(
    await client.send(sasl('auth', '', " mechanism='PLAIN'")),
    /^<challenge [^>]*\/>$/,
    'no initial response',
  );
});

test('after some failed logins the stream is closed (RFC 6120 6.4.5)', async () => {
  const client = new RawClient(await makeStreamWorld({ limits: { logins: 3 } }));
  await client.open();
  assert.doesNotMatch(await client.send(sasl('abort') + sasl('abort')), /stream:error/);
  assert.match(await client.send(sasl('abort')), /<aborted\/>.*<policy-violation /);
});

test('before binding nothing else goes, and the host cannot change (RFC 6120 7.1, X-10)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  const early = new RawClient(world);
  await early.logIn('alice');
  assert.match(await early.send("<message to='alice@example.org'/>"), /<not-authorized /);
  const other = new RawClient(world);
  await other.open();
  other.write(plain(`\0alice\0${PASSWORD}`));
  await other.expect(/success>/);
  assert.match(await other.send(HEADER.replace('example.org', 'other.example')), /<host-unknown /);
});

test('a resource is the one asked for, or made up, and whoever binds it anew takes it over (RFC 6120 7.6, 7.7)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  const first = await new RawClient(world).bind('alice', 'phone');
  assert.equal(first.address, 'alice@example.org/phone');
  const second = await new RawClient(world).bind('Alice', 'phone');
  assert.equal(second.address, 'alice@example.org/phone');
  assert.match(first.take(), /<conflict .*<\/stream:stream>$/);
  assert.ok(first.connection.isClosed);
  const third = await new RawClient(world).bind('alice', '');
  assert.match(third.address, /^alice@example\.org\/[0-9a-f]{12}$/);
  assert.deepEqual(world.protocol.counts, { streams: 2, sessions: 2 });
  assert.match(await second.send("<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"), /type='result'/);
});

test('an account has as many sessions as it may have', async () => {
  const world = await makeStreamWorld();
  world.core.config = { ...world.core.config, limits: { ...world.core.config.limits, sessionsPerAccount: 1 } };
  await register(world, 'alice');
  await new RawClient(world).bind('alice', 'a');
  const second = new RawClient(world);
  await second.logIn('alice');
  const answer = await second.send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  assert.match(answer, /type='error'.*<resource-constraint /);
});

test('accounts can be made in the stream where that is open (XEP-0077 3.1)', async () => {
  const world = await makeStreamWorld();
  const client = new RawClient(world);
  assert.match(await client.open(), /iq-register/);
  const query = (content: string) => `<query xmlns='jabber:iq:register'>${content}</query>`;
  assert.match(await client.send(`<iq type='get' id='1'>${query('')}</iq>`), /<username\/><password\/>/);
  client.write(`<iq type='set' id='2'>${query('<username>carol</username><password>tree house</password>')}</iq>`);
  assert.equal(await client.expect(/iq/), "<iq type='result' id='2'/>");
  client.write(`<iq type='set' id='3'>${query('<username>Carol</username><password>tree house</password>')}</iq>`);
  assert.match(await client.expect(/iq/), /<conflict /);
  client.write(plain('\0carol\0tree house'));
  await client.expect(/success/);
});

test('where registration is closed nobody is invited and everybody refused', async () => {
  const client = new RawClient(await makeStreamWorld({ core: { registration: 'closed' } }));
  assert.doesNotMatch(await client.open(), /iq-register/);
  assert.match(await client.send("<iq type='get' id='1'><query xmlns='jabber:iq:register'/></iq>"), /<not-allowed /);
});

test('compression is not offered and refused (X-15)', async () => {
  const client = new RawClient(await makeStreamWorld());
  await client.open();
  const answer = await client.send(
    "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>",
  );
  assert.match(answer, /<unsupported-method\/>/);
});

test('a client that does not log in in time is told so (RFC 6120 4.9.3.4)', async () => {
  const client = new RawClient(await makeStreamWorld());
  client.connection.handler.expired();
  assert.match(client.take(), /^<\?xml.*<connection-timeout /);
  assert.ok(client.connection.isClosed);
});

test('a stream is closed by closing it (RFC 6120 4.4)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  const client = await new RawClient(world).appear('alice');
  assert.equal(await client.send('</stream:stream>'), '</stream:stream>');
  assert.ok(client.connection.isClosed);
  assert.equal(world.core.people.size, 0);
  assert.deepEqual(world.protocol.counts, { streams: 0, sessions: 0 });
});

test('everybody is told that the server stops (RFC 6120 4.9.3.20)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  const [early, bound] = [new RawClient(world), await new RawClient(world).appear('alice')];
  world.protocol.stop();
  assert.match(early.take(), /<system-shutdown /);
  assert.match(bound.take(), /<system-shutdown /);
  assert.equal(world.core.people.size, 0);
});
