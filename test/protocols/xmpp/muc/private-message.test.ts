import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, errorOf, garden, makeRoomWorld, type Client } from './room-world.ts';

async function three(): Promise<Client[]> {
  const world = await makeRoomWorld();
  const people = [await client(world, 'alice'), await client(world, 'bob'), await client(world, 'carol')];
  for (const each of people) await each.join();
  for (const each of people) each.take();
  return people;
}

const MUC_USER = 'http://jabber.org/protocol/muc#user';

// XEP-0045 7.5.
test('a private message reaches one occupant, from an occupant, marked', async () => {
  const [alice, bob, carol] = (await three()) as [Client, Client, Client];
  assert.deepEqual(
    await alice.say(
      `<message to='${garden}/bob' type='chat' id='p1'><body>psst</body><x xmlns='${MUC_USER}'/></message>`,
    ),
    [],
  );
  const heard = bob.take();
  assert.equal(heard.length, 1);
  const [message] = heard;
  assert.deepEqual(
    [message!.attrs.from, message!.attrs.to, message!.attrs.type, message!.attrs.id],
    [`${garden}/alice`, 'bob@example.org/pc', 'chat', 'p1'],
  );
  assert.equal(message!.getChildren('x', MUC_USER).length, 1);
  assert.equal(message!.getChild('stanza-id')?.attrs.by, 'bob@example.org');
  assert.doesNotMatch(message!.toString(), /alice@example\.org/);
  assert.deepEqual(carol.take(), []);
});

// XEP-0280 6.1: other sessions of the sender get a copy, those that want it.
test('the sender’s other session gets a carbon where it asked for them', async () => {
  const [alice, bob] = (await three()) as [Client, Client];
  const phone = await client(alice.world, 'alice', { device: 'phone' });
  phone.session.carbons = true;
  phone.take();
  await alice.say(`<message to='${garden}/bob' type='chat'><body>psst</body></message>`);
  bob.take();
  const [copy] = phone.take();
  assert.equal(copy!.attrs.from, 'alice@example.org');
  const inner = copy!.getChild('sent')?.getChild('forwarded')?.getChild('message');
  assert.deepEqual([inner?.attrs.from, inner?.attrs.to], ['alice@example.org', `${garden}/bob`]);
  assert.equal(inner?.getChild('stanza-id')?.attrs.by, 'alice@example.org');
});

test('a private message that cannot be delivered is answered with why', async () => {
  const [alice, bob] = (await three()) as [Client, Client];
  const say = async (who: Client, type: string, nick: string) =>
    errorOf((await who.say(`<message to='${garden}/${nick}' type='${type}'><body>x</body></message>`))[0]);
  assert.equal(await say(alice, 'groupchat', 'bob'), 'modify bad-request');
  assert.equal(await say(alice, 'chat', 'nobody'), 'cancel item-not-found');
  const dave = await client(alice.world, 'dave');
  assert.equal(await say(dave, 'chat', 'bob'), 'modify not-acceptable');
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_allowpm'><value>moderators</value></field></x></query>`,
  );
  bob.take();
  assert.equal(await say(bob, 'chat', 'alice'), 'auth forbidden');
});
