import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute, elements, serialise } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { account, join as joinCore } from '../../../core/world.ts';
import { client, errorOf, garden, makeRoomWorld, type Client } from './room-world.ts';

const version = `<query xmlns='jabber:iq:version'/>`;

async function two(): Promise<[Client, Client]> {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  alice.take();
  bob.take();
  return [alice, bob];
}

// XEP-0045 17.4.
test('a request to an occupant travels to its client and back, and tells no real address', async () => {
  const [alice, bob] = await two();
  assert.deepEqual(await alice.say(`<iq type='get' id='v&apos;1' to='${garden}/bob'>${version}</iq>`), []);
  const [asked] = bob.take();
  assert.deepEqual(
    [asked!.attrs.from, asked!.attrs.to, asked!.attrs.type],
    [`${garden}/alice`, 'bob@example.org/pc', 'get'],
  );
  assert.doesNotMatch(serialise(asked!), /alice@example/);
  const id = attribute(asked!, 'id')!;
  await bob.say(
    `<iq type='result' id='${id}' to='${garden}/alice'><query xmlns='jabber:iq:version'><name>x</name></query></iq>`,
  );
  const [answer] = alice.take();
  assert.deepEqual(
    [answer!.attrs.from, answer!.attrs.to, answer!.attrs.id, answer!.attrs.type],
    [`${garden}/bob`, 'alice@example.org/pc', "v'1", 'result'],
  );
  assert.equal(elements(answer!)[0]?.getChildText('name'), 'x');
  await bob.say(
    `<iq type='error' id='${id}' to='${garden}/alice'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
  );
  assert.equal(errorOf(alice.take()[0]), 'cancel service-unavailable');
});

test('an answer that nobody asked for, or asked somebody else for, goes nowhere', async () => {
  const [alice, bob] = await two();
  const carol = await client(alice.world, 'carol');
  await carol.join();
  bob.take();
  await alice.say(`<iq type='get' id='v1' to='${garden}/bob'>${version}</iq>`);
  const id = attribute(bob.take()[0]!, 'id')!;
  alice.take();
  const result = (forged: string) => `<iq type='result' id='${forged}' to='${garden}/alice'/>`;
  for (const forged of ['v1', `${id}x`, id.replace('.', '.A'), '', 'a.b', id.split('.')[0]!])
    await bob.say(result(forged));
  await carol.say(result(id));
  assert.deepEqual(alice.take(), []);
});

test('requests to nobody, from outside, or to somebody without such a client are refused', async () => {
  const [alice] = await two();
  const { world } = alice;
  const carol = await client(world, 'carol');
  assert.equal(errorOf(await alice.ask('get', `${garden}/nobody`, version)), 'cancel item-not-found');
  assert.equal(errorOf(await carol.ask('get', `${garden}/alice`, version)), 'modify not-acceptable');
  await joinCore(world, await account(world, 'ian', { follows: true }));
  assert.equal(errorOf(await alice.ask('get', `${garden}/ian`, version)), 'cancel service-unavailable');
  const info = `<query xmlns='http://jabber.org/protocol/disco#info'/>`;
  const answer = await alice.ask('get', `${garden}/ian`, info);
  assert.equal(answer.getChild('query')?.getChild('identity')?.attrs.category, 'client');
  assert.equal(errorOf(await carol.ask('get', `${garden}/ian`, info)), 'modify bad-request'); // XEP-0045 6.6
});

// XEP-0054 3.3.
test('a vCard is given for whoever is inside', async () => {
  const [alice] = await two();
  const ask = () => alice.ask('get', `${garden}/bob`, `<vCard xmlns='vcard-temp'/>`);
  assert.equal(errorOf(await ask()), 'cancel item-not-found');
  const owner = alice.world.core.people.byNickname('bob')!.address.bare;
  await alice.world.core.storage.blobs.save(owner, 'vcard', `<vCard xmlns='vcard-temp'><FN>Bob</FN></vCard>`);
  assert.equal((await ask()).getChild('vCard')?.getChildText('FN'), 'Bob');
});
