import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach } from '../../../../src/core/presence/attach.ts';
import { isRefusal } from '../../../../src/core/refusal.ts';
import { makeAddress, withResource } from '../../../../src/lib/address.ts';
import { brief, Client, client, errorOf, garden, itemOf, makeRoomWorld, type RoomWorld } from './room-world.ts';

function guestClient(world: RoomWorld, nickname: string): Client {
  const made = new Client(world, withResource(makeAddress('guest-0', 'guests.example.org'), 'pc'));
  const session = attach(world.core, {
    identity: { guest: { nickname, ident: '', host: '' } },
    endpoint: made.session,
    device: 'pc',
    wire: 'xmpp',
    follows: false,
    isSecure: true,
    ip: '127.0.0.1',
  });
  if (isRefusal(session)) throw new Error(session.reason);
  made.session.core = session;
  world.protocol.sessions.set(made.session.address.full, made.session);
  return made;
}

// XEP-0045 7.6, SEMANTICS 1.3.
test('the holder of an account changes no more than the case of its nickname', async () => {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  alice.take();
  bob.take();
  const rename = (nick: string) => alice.say(`<presence to='${garden}/${nick}' id='n'/>`);
  const [locked] = await rename('queen');
  assert.equal(errorOf(locked), 'cancel not-acceptable');
  assert.deepEqual([locked!.attrs.from, locked!.attrs.id], [`${garden}/queen`, 'n']);
  assert.equal(errorOf((await rename('bob'))[0]), 'cancel conflict');
  assert.deepEqual(bob.take(), []);
  assert.deepEqual((await rename('Alice')).map(brief), [
    'presence garden/alice unavailable 110+303',
    'presence garden/Alice 110',
  ]);
  const seen = bob.take();
  assert.deepEqual(seen.map(brief), ['presence garden/alice unavailable 303', 'presence garden/Alice']);
  assert.equal(itemOf(seen[0]!).nick, 'Alice');
});

// SEMANTICS 1.4; XEP-0045 7.2.8: names of accounts are reserved, whoever is here.
test('a guest is called as it asks to be, unless somebody has that name', async () => {
  const world = await makeRoomWorld({ createRooms: 'anyone' });
  const alice = await client(world, 'alice');
  await alice.join();
  const guest = guestClient(world, 'visitor');
  assert.equal(errorOf((await guest.join(garden, 'alice'))[0]), 'cancel conflict');
  assert.equal(errorOf((await guest.join(garden, 'a b'))[0]), 'modify jid-malformed');
  await client(world, 'bob').then(({ session }) => session.end('gone'));
  assert.equal(errorOf((await guest.join(garden, 'bob'))[0]), 'cancel conflict');
  assert.equal((await guest.join(garden, 'wanderer')).map(brief)[1], 'presence garden/wanderer 110+170');
  alice.take();
  await guest.say(`<presence to='${garden}/rover'/>`);
  assert.deepEqual(alice.take().map(brief), ['presence garden/wanderer unavailable 303', 'presence garden/rover']);
});
