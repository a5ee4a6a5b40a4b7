import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Form } from '../../../../src/core/endpoint.ts';
import { account, guest, join as joinCore } from '../../../core/world.ts';
import { client as streamClient, makeStreamWorld, type RawClient } from '../stream-world.ts';
import { brief, client, garden, makeRoomWorld } from './room-world.ts';

const blind: Form = { render: () => undefined };

// PERFORMANCE, what follows, 7.
test('of a crowd a newcomer is shown those who run the room, and then as many as it can take', async () => {
  const world = await makeRoomWorld({ createRooms: 'anyone' });
  const founder = await account(world, 'founder', { form: blind });
  await joinCore(world, founder);
  for (let i = 0; i < 1200; i++) {
    const somebody = guest(world, `g${i}`);
    Object.assign(somebody.endpoint, { form: blind });
    await joinCore(world, somebody);
  }
  const alice = await client(world, 'alice');
  const heard = (await alice.join()).map(brief);
  assert.equal(heard.length, 1000 + 2);
  assert.equal(heard[0], 'presence garden/founder');
  assert.deepEqual(heard.slice(-2), ['presence garden/alice 110+170', 'message garden groupchat']);
  assert.equal(new Set(heard).size, heard.length);
});

const ping = (id: string) => `<iq type='get' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`;
const enter = (who: RawClient, nick: string) =>
  who.send(`<presence to='${garden}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);

test('whoever asks for more than it reads waits for its answers, and loses none', async () => {
  const world = await makeStreamWorld();
  const alice = await streamClient(world, 'alice');
  await enter(alice, 'alice');
  alice.connection.queued = 200_000; // what the kernel has not taken
  assert.equal(await alice.send(ping('1') + ping('2')), '');
  assert.equal(await alice.send(ping('3')), '');
  alice.write(`<message to='${garden}' type='groupchat'><body>${'x'.repeat(200_000)}</body></message>`);
  assert.equal(alice.connection.isPaused, true);
  alice.connection.queued = 1000;
  alice.connection.handler.drained();
  assert.equal(alice.connection.isPaused, false);
  const answers = alice.take();
  assert.deepEqual(
    [...answers.matchAll(/id='(\d)' type='result'/g)].map(([, id]) => id),
    ['1', '2', '3'],
  );
  assert.match(answers, /policy-violation/);
});

test('what a client had sent before it went is still done, though it read nothing', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await streamClient(world, 'alice'), await streamClient(world, 'bob')];
  await enter(alice, 'alice');
  await enter(bob, 'bob');
  bob.take();
  alice.connection.queued = 200_000;
  alice.write(`<message to='${garden}' type='groupchat'><body>last words</body></message>`);
  alice.connection.end('peer');
  await world.core.writer.drain();
  await alice.send('');
  assert.match(bob.take(), /last words[^]*type='unavailable'/);
});
