import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, makeStreamWorld, PASSWORD, RawClient, register } from './stream-world.ts';
import { features } from '../../../src/protocols/xmpp/features/index.ts';
import { makeFeatureTable } from '../../../src/protocols/xmpp/feature-table.ts';
import type { IqTarget } from '../../../src/protocols/xmpp/feature.ts';

const iq = (type: string, payload: string, to?: string) =>
  `<iq type='${type}' id='q'${to === undefined ? '' : ` to='${to}'`}>${payload}</iq>`;
const info = (node?: string) =>
  `<query xmlns='http://jabber.org/protocol/disco#info'${node === undefined ? '' : ` node='${node}'`}/>`;

test('no two features serve the same request', () => {
  assert.doesNotThrow(() => makeFeatureTable(features));
});

test('what is advertised is what is served: every namespace of an iq is named by disco, and the other way round', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  const unadvertised = ['urn:ietf:params:xml:ns:xmpp-session']; // a stream feature
  for (const [target, to] of [
    ['server', 'example.org'],
    ['self', undefined],
  ] as const) {
    const answer = await alice.send(iq('get', info(), to));
    const named = new Set([...answer.matchAll(/<feature var='([^']+)'/g)].map(([, name]) => name));
    for (const namespace of served(target))
      assert.ok(unadvertised.includes(namespace) || named.has(namespace), `${target} ${namespace}`);
  }
});

function served(target: IqTarget): string[] {
  return features.flatMap(({ iq: handlers }) =>
    Object.keys(handlers?.[target] ?? {}).map((key) => key.split(' ')[1] ?? ''),
  );
}

test('the server, the account and the room service say what they are (XEP-0030)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  assert.match(
    await alice.send(iq('get', info(), 'example.org')),
    /<identity category='server' type='im' name='Causeway'\/>/,
  );
  assert.match(await alice.send(iq('get', info())), /<identity category='account' type='registered'\/>/);
  assert.match(await alice.send(iq('get', info(), 'rooms.example.org')), /<identity category='conference' type='text'/);
  const items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
  assert.match(await alice.send(iq('get', items, 'example.org')), /<item jid='rooms.example.org'/);
  assert.match(await alice.send(iq('get', items)), /type='result'><query [^>]*\/><\/iq>$/);
  assert.match(await alice.send(iq('get', info('urn:nothing'), 'example.org')), /<item-not-found /);
});

test('version and time are told (XEP-0092, XEP-0202)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  assert.match(
    await alice.send(iq('get', "<query xmlns='jabber:iq:version'/>", 'example.org')),
    /<name>Causeway<\/name><version>1<\/version><\/query>/,
  );
  assert.match(
    await alice.send(iq('get', "<time xmlns='urn:xmpp:time'/>", 'example.org')),
    /<tzo>Z<\/tzo><utc>2023-11-14T22:13:20.000Z<\/utc>/,
  );
});

test('private XML is kept as it is, one element at a time (XEP-0049 3)', async () => {
  const world = await makeStreamWorld({ limits: { blob: 1000 } });
  const alice = await client(world, 'alice');
  const wrap = (content: string) => `<query xmlns='jabber:iq:private'>${content}</query>`;
  const empty = await alice.send(iq('get', wrap("<notes xmlns='urn:n'/>")));
  assert.match(empty, /<query xmlns='jabber:iq:private'><notes xmlns='urn:n'\/><\/query>/);
  const notes = "<notes xmlns='urn:n' a='&quot;&#10;'>t &amp; u<b xmlns='jabber:client'/></notes>";
  assert.match(await alice.send(iq('set', wrap(notes))), /type='result'\/>/);
  assert.ok((await alice.send(iq('get', wrap("<notes xmlns='urn:n'/>")))).includes(notes));
  assert.doesNotMatch(await alice.send(iq('get', wrap("<notes xmlns='urn:m'/>"))), /t &amp;/);
  assert.match(
    await alice.send(iq('set', wrap(`<notes xmlns='urn:n'>${'x'.repeat(2000)}</notes>`))),
    /<resource-constraint /,
  );
  for (const bad of ['', "<a xmlns='urn:a'/><b xmlns='urn:b'/>", '<a/>']) {
    assert.match(await alice.send(iq('set', wrap(bad))), /<bad-request /);
  }
});

test('a vCard is set by its owner and read by anybody (XEP-0054 3)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const card = "<vCard xmlns='vcard-temp'><FN>Alice</FN></vCard>";
  assert.match(await alice.send(iq('get', "<vCard xmlns='vcard-temp'/>")), /<vCard xmlns='vcard-temp'\/>/);
  assert.match(await alice.send(iq('set', card)), /type='result'\/>/);
  assert.ok((await bob.send(iq('get', "<vCard xmlns='vcard-temp'/>", 'alice@example.org'))).includes(card));
  assert.match(await bob.send(iq('set', card, 'alice@example.org')), /<service-unavailable /);
});

test('stored values are refused, not lost, while the database is away', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  world.faults.away = true;
  assert.match(
    await alice.send(iq('set', "<vCard xmlns='vcard-temp'><FN>x</FN></vCard>")),
    /type='wait'><resource-constraint /,
  );
});

test('a password is changed by its owner, and other sessions end (XEP-0077 3.3)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice', 'bob');
  const alice = await new RawClient(world).bind('alice', 'pc');
  const phone = await new RawClient(world).bind('alice', 'phone');
  const query = (content: string) => `<query xmlns='jabber:iq:register'>${content}</query>`;
  assert.match(await alice.send(iq('get', query(''))), /<registered\/><username>alice<\/username>/);
  alice.write(iq('set', query('<username>bob</username><password>stolen one</password>')));
  assert.match(await alice.expect(/iq/), /<not-allowed /);
  alice.write(iq('set', query('<username>alice</username><password>battery staple</password>')));
  assert.match(await alice.expect(/iq/), /type='result'/);
  assert.match(phone.take(), /<not-authorized .*<\/stream:stream>/);
  const again = new RawClient(world);
  await again.open();
  const token = Buffer.from(`\0alice\0${PASSWORD}`).toString('base64');
  again.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${token}</auth>`);
  assert.match(await again.expect(/failure>/), /<not-authorized\/>/);
});

test('an account is removed by its owner (XEP-0077 3.2)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  const alice = await new RawClient(world).bind('alice', 'pc');
  alice.write(iq('set', "<query xmlns='jabber:iq:register'><remove/></query>"));
  await alice.expect(/<\/stream:stream>/);
  assert.equal(await world.core.storage.accounts.find('alice'), undefined);
  assert.equal(world.core.people.size, 0);
});
