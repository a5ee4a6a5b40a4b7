import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { client, makeStreamWorld, RawClient, register, type StreamWorld } from './stream-world.ts';

const SM = 'urn:xmpp:sm:3';
const ENABLE = `<enable xmlns='${SM}' resume='true'/>`;
const R = `<r xmlns='${SM}'/>`;
const a = (h: number | string) => `<a xmlns='${SM}' h='${h}'/>`;
const ping = (id: string) => `<iq type='get' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`;
const chat = (to: string, body: string) => `<message to='${to}@example.org' type='chat'><body>${body}</body></message>`;

/** Turns stream management on; gives the id. */
async function enable(from: RawClient): Promise<string> {
  const answer = await from.send(ENABLE);
  return (
    /^<enabled xmlns='urn:xmpp:sm:3' resume='true' id='([^']+)' max='600'\/>/.exec(answer)?.[1] ?? assert.fail(answer)
  );
}

async function resume(world: StreamWorld, name: string, id: string, h: number): Promise<[RawClient, string]> {
  const again = new RawClient(world);
  await again.logIn(name);
  return [again, await again.send(`<resume xmlns='${SM}' previd='${id}' h='${h}'/>`)];
}

test('the server counts what it has handled, from <enable/> on (XEP-0198 4)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await alice.send(ping('0'));
  await enable(alice);
  assert.equal(await alice.send(R), a(0));
  await alice.send(ping('1') + ping('2'));
  assert.equal(await alice.send(a(2) + R), a(2));
});

test('a message is counted when it is stored, and <r/> is answered then (ARCHITECTURE 4, P1)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await enable(alice);
  world.faults.hold('archive.append');
  const early = await alice.send(chat('bob', '1') + R + chat('nobody', '2'));
  assert.match(early, /^<message from='nobody@example.org' .*type='error'/);
  assert.doesNotMatch(early, /<a /);
  world.faults.release('archive.append');
  await turns(10);
  assert.match(bob.take(), /<body>1</);
  assert.equal(alice.take(), a(2));
  await alice.send(a(1));
  assert.equal(await alice.send(R), a(2));
});

test('a message that was refused is handled too', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  await enable(alice);
  world.faults.hold('archive.append');
  alice.write(chat('bob', '1') + R);
  await turns();
  world.clock.advance(3000);
  assert.match(alice.take(), /type='error'.*<a xmlns='urn:xmpp:sm:3' h='1'\/>/);
});

test('the client is asked once at a time, until it has everything', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await enable(alice);
  await bob.send(chat('alice', '1') + chat('alice', '2'));
  assert.equal(alice.take().split(R).length, 2, 'one <r/>');
  assert.equal(await alice.send(a(1)), R);
  assert.equal(await alice.send(a(2)), '');
  await bob.send(chat('alice', '3'));
  assert.ok(alice.take().endsWith(R));
});

test('a session goes on over another connection, nothing lost and nothing twice (XEP-0198 5)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const id = await enable(alice);
  await bob.send(chat('alice', 'seen') + chat('alice', 'unseen'));
  alice.take();
  await alice.send(a(1) + ping('1'));
  await alice.drop();
  assert.equal(bob.take(), '', 'nobody notices');
  await bob.send(chat('alice', 'meanwhile'));
  assert.equal(bob.take(), '');
  const [again, answer] = await resume(world, 'alice', id, 1);
  assert.match(
    answer,
    /^<resumed xmlns='urn:xmpp:sm:3' previd='[^']+' h='1'\/><message .*unseen.*id='1' type='result'\/><message .*meanwhile.*<r xmlns='urn:xmpp:sm:3'\/>$/,
  );
  assert.doesNotMatch(answer, />seen</);
  assert.match(
    await again.send(a(4) + ping('2') + R),
    /id='2' type='result'\/><r [^>]*\/><a xmlns='urn:xmpp:sm:3' h='2'\/>$/,
  );
  await bob.send(chat('alice', 'after'));
  assert.match(again.take(), /after/);
  assert.deepEqual(world.protocol.counts, { streams: 2, sessions: 2 });
});

test('a stanza that was still being stored when the connection was lost is not sent twice', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const id = await enable(alice);
  world.faults.hold('archive.append');
  alice.write(chat('bob', 'once'));
  await alice.drop();
  const [again, early] = await resume(world, 'alice', id, 0);
  assert.equal(early, '', 'no answer before it is known');
  world.faults.release('archive.append');
  await turns(10);
  assert.match(again.take(), /^<resumed [^>]* h='1'\/>/);
  assert.equal(bob.take().match(/once/g)?.length, 1);
});

test('a second resumption wins over the first connection, dead or alive (X-13)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  const id = await enable(alice);
  const [second, answer] = await resume(world, 'alice', id, 0);
  assert.match(answer, /^<resumed /);
  assert.match(alice.take(), /<conflict .*<\/stream:stream>$/);
  await turns();
  assert.match(await second.send(ping('1')), /type='result'/);
  assert.deepEqual(world.protocol.counts, { streams: 1, sessions: 1 });
});

test('of two that resume at once exactly one does (X-13)', async () => {
  const world = await makeStreamWorld();
  const [alice] = [await client(world, 'alice'), await client(world, 'bob')];
  const id = await enable(alice);
  world.faults.hold('archive.append');
  alice.write(chat('bob', 'x'));
  await alice.drop();
  const [first] = await resume(world, 'alice', id, 0);
  const [second] = await resume(world, 'alice', id, 0);
  world.faults.release('archive.append');
  await turns(10);
  assert.match(first.take(), /^<failed .*<item-not-found /);
  assert.match(second.take(), /^<resumed /);
  assert.match(await first.send(ping('1')), /<not-authorized /, 'it may still bind, and nothing else');
});

test("somebody else's session, or none, cannot be resumed, and binding is possible then (X-13)", async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  const id = await enable(alice);
  const [bob, answer] = await resume(world, 'bob', id, 0);
  assert.match(answer, /^<failed xmlns='urn:xmpp:sm:3'><item-not-found /);
  assert.match(await bob.send(`<resume xmlns='${SM}' previd='x' h='0'/>`), /<item-not-found /);
  assert.match(await bob.send(ENABLE), /<unexpected-request /);
  const bound = await bob.send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
  assert.match(bound, /<jid>bob@example.org/);
  assert.match(await bob.send(`<resume xmlns='${SM}' previd='${id}' h='0'/>`), /<unexpected-request /);
  await enable(bob);
  assert.match(await bob.send(ENABLE), /<unexpected-request /, 'twice');
});

test('whoever acknowledges more than there was cannot be kept in step (XEP-0198 4, X-13)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  const id = await enable(alice);
  await alice.drop();
  const [, answer] = await resume(world, 'alice', id, 5);
  assert.match(
    answer,
    /<undefined-condition [^>]*\/>.*<handled-count-too-high xmlns='urn:xmpp:sm:3' h='5' send-count='0'\/>/,
  );
  const [again] = await resume(world, 'alice', id, 0);
  assert.match(await again.send(a(1)), /<handled-count-too-high /);
  for (const h of ['', '-1', 'x', '4294967296']) {
    const bob = await new RawClient(world).bind('alice', 'other');
    await enable(bob);
    assert.match(await bob.send(a(h)), /<bad-format /, h);
  }
});

test('who does not come back in time is gone, and so is who said goodbye', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  const id = await enable(alice);
  await alice.drop();
  world.clock.advance(599_000);
  assert.ok(world.core.people.byNickname('alice'));
  world.clock.advance(1000);
  assert.equal(world.core.people.byNickname('alice'), undefined);
  assert.match((await resume(world, 'alice', id, 0))[1], /<item-not-found /);
  const bob = await client(world, 'bob');
  const bobs = await enable(bob);
  await bob.send('</stream:stream>');
  assert.equal(world.core.people.byNickname('bob'), undefined);
  assert.match((await resume(world, 'bob', bobs, 0))[1], /<item-not-found /);
});

test('what is kept for somebody away is bounded', async () => {
  const world = await makeStreamWorld({ resumption: { stanzas: 3 } });
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await enable(alice);
  await alice.drop();
  for (let i = 0; i < 3; i++) await bob.send(chat('alice', 'x'));
  assert.ok(world.core.people.byNickname('alice'));
  await bob.send(chat('alice', 'x'));
  assert.equal(world.core.people.byNickname('alice'), undefined);
});

test('who never acknowledges is told so and closed', async () => {
  const world = await makeStreamWorld({ resumption: { stanzas: 3 } });
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await enable(alice);
  for (let i = 0; i < 4; i++) await bob.send(chat('alice', 'x'));
  assert.match(alice.take(), /<policy-violation .*<\/stream:stream>$/);
  await turns();
  assert.equal(world.core.people.byNickname('alice'), undefined);
});

test('without resumption a lost connection is the end', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  assert.match(await alice.send(`<enable xmlns='${SM}'/>`), /^<enabled xmlns='urn:xmpp:sm:3'\/>$/);
  assert.equal(await alice.send(R), a(0));
  await alice.drop();
  assert.equal(world.core.people.size, 0);
});

test('a thousand <r/> are answered with as many numbers and nothing more', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await enable(alice);
  assert.equal(await alice.send(R.repeat(1000)), a(0).repeat(1000));
});

test('lost sessions do not keep their owner out', async () => {
  const world = await makeStreamWorld();
  world.core.config = { ...world.core.config, limits: { ...world.core.config.limits, sessionsPerAccount: 2 } };
  await register(world, 'alice');
  for (const resource of ['one', 'two', 'three']) {
    const alice = await new RawClient(world).appear('alice', resource);
    await enable(alice);
    if (resource !== 'three') await alice.drop();
  }
  const devices = world.core.people.byNickname('alice')?.sessions.map(({ device }) => device);
  assert.deepEqual(devices, ['two', 'three']);
});

test('a client that vanished is asked, then taken for gone and may come back', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const id = await enable(alice);
  world.clock.advance(180_000);
  assert.equal(alice.take(), R);
  assert.match(bob.take(), /<iq from='example.org' [^>]*type='get' id='alive'><ping xmlns='urn:xmpp:ping'\/><\/iq>/);
  await bob.send("<iq type='result' id='alive' to='example.org'/>");
  world.clock.advance(180_000);
  await turns();
  assert.ok(alice.connection.isClosed);
  assert.ok(!bob.connection.isClosed);
  assert.match((await resume(world, 'alice', id, 0))[1], /^<resumed /);
});
