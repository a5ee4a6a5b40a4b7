import assert from 'node:assert/strict';
import { test } from 'node:test';
import { features } from '../../../../src/protocols/xmpp/features/index.ts';
import { brief, client, codesOf, errorOf, garden, itemOf, makeRoomWorld } from './room-world.ts';
import { account, join as joinCore } from '../../../core/world.ts';

// XEP-0045 7.2, 10.1.
test('who makes a room owns it, and the room is open at once', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  const heard = await alice.join();
  assert.deepEqual(heard.map(brief), ['presence garden/alice 110+170+201', 'message garden groupchat']);
  assert.deepEqual(itemOf(heard[0]!), { affiliation: 'owner', role: 'moderator', jid: 'alice@example.org/pc' });
  const bob = await client(world, 'bob');
  assert.equal((await bob.join()).length, 3);
});

// XEP-0045 7.2.2, 7.2.13, 7.2.15: the order of presence, history and subject.
test('a newcomer is shown the others, itself, what was said, the subject, in this order', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  await alice.join();
  await alice.say(`<message to='${garden}' type='groupchat' id='m1'><body>hello</body></message>`);
  await alice.say(`<message to='${garden}' type='groupchat' id='m2'><subject>Roses</subject></message>`);
  alice.take();
  const bob = await client(world, 'bob');
  const heard = await bob.join();
  assert.deepEqual(heard.map(brief), [
    'presence garden/alice',
    'presence garden/bob 110+170',
    'message garden/alice groupchat hello',
    'message garden/alice groupchat Roses',
  ]);
  const [hello, subject] = [heard[2]!, heard[3]!];
  assert.equal(hello.getChild('delay')?.attrs.from, garden);
  assert.equal(hello.attrs.id, 'm1');
  assert.equal(subject.getChild('delay')?.attrs.from, garden);
  assert.equal(hello.attrs.to, 'bob@example.org/pc');
  assert.deepEqual(alice.take().map(brief), ['presence garden/bob']);
});

// XEP-0045 7.2.3, 7.2.4.
test('real addresses are shown to moderators, and to all where the room hides nobody', async () => {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  assert.equal(itemOf((await bob.join())[0]!).jid, undefined);
  assert.equal(itemOf(alice.take().at(-1)!).jid, 'bob@example.org/pc');
  const form = `<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_whois'><value>anyone</value></field></x>`;
  await alice.ask('set', garden, `<query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query>`);
  assert.deepEqual(bob.take().map(brief).at(-1), 'message garden groupchat 172');
  const carol = await client(world, 'carol');
  const heard = await carol.join();
  assert.equal(itemOf(heard[0]!).jid, 'alice@example.org/pc');
  assert.deepEqual(codesOf(heard[2]!), ['110', '100', '170']);
});

// XEP-0045 7.2.2, SEMANTICS 1.3: nicknames are those of accounts.
test('another nickname than the account has is rewritten, and the client told with 210', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  const heard = await alice.join(garden, 'AliceW');
  assert.equal(brief(heard[0]!), 'presence garden/alice 110+170+201+210');
  // A client that overlooked 210 still calls itself so: no renaming, no error.
  const update = await alice.say(`<presence to='${garden}/AliceW' id='u'><show>away</show></presence>`);
  assert.deepEqual(update.map(brief), ['presence garden/alice 110']);
  assert.equal(update[0]!.getChildText('show'), 'away');
});

// SEMANTICS 1.2: several sessions are one occupant.
test('a second session of the same account is the same occupant', async () => {
  const world = await makeRoomWorld();
  const [pc, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await pc.join();
  await bob.join();
  pc.take();
  bob.take();
  const phone = await client(world, 'alice', { device: 'phone' });
  assert.deepEqual((await phone.join()).map(brief), [
    'presence garden/bob',
    'presence garden/alice 110+170',
    'message garden groupchat',
  ]);
  assert.deepEqual(bob.take(), []);
  await pc.say(`<presence to='${garden}/alice' type='unavailable'/>`);
  assert.deepEqual(pc.take().map(brief), ['presence garden/alice unavailable 110']);
  assert.deepEqual(bob.take(), []);
  await phone.say(`<presence to='${garden}/alice' type='unavailable'><status>bye</status></presence>`);
  const [left] = bob.take();
  assert.equal(brief(left!), 'presence garden/alice unavailable');
  assert.equal(left!.getChildText('status'), 'bye');
  assert.equal(itemOf(left!).role, 'none');
});

// XEP-0045 7.2.5 to 7.2.9, and the table in 7.2.16.
test('who may not enter is told why', async () => {
  const world = await makeRoomWorld({ createRooms: 'admins' });
  const alice = await client(world, 'alice');
  assert.equal(errorOf((await alice.join())[0]), 'cancel not-allowed');
  assert.equal(
    errorOf((await alice.say(`<presence to='${garden}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`))[0]),
    'modify jid-malformed',
  );
  const root = await client(world, 'root');
  await root.join();
  const affiliate = (jid: string, affiliation: string) =>
    root.ask(
      'set',
      garden,
      `<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='${affiliation}' jid='${jid}'/></query>`,
    );
  await affiliate('alice@example.org', 'outcast');
  assert.equal(errorOf((await alice.join())[0]), 'auth forbidden');
  await affiliate('alice@example.org', 'none');
  const configure = (fields: string) =>
    root.ask(
      'set',
      garden,
      `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>${fields}</x></query>`,
    );
  await configure(`<field var='muc#roomconfig_membersonly'><value>1</value></field>`);
  assert.equal(errorOf((await alice.join())[0]), 'auth registration-required');
  await configure(
    `<field var='muc#roomconfig_membersonly'><value>0</value></field><field var='muc#roomconfig_roomsecret'><value>rose</value></field>`,
  );
  assert.equal(errorOf((await alice.join())[0]), 'auth not-authorized');
  await configure(`<field var='muc#roomconfig_maxusers'><value>1</value></field>`);
  const withKey = `<x xmlns='http://jabber.org/protocol/muc'><password>rose</password></x>`;
  assert.equal(errorOf((await alice.join(garden, 'alice', withKey))[0]), 'wait service-unavailable');
  await configure(`<field var='muc#roomconfig_maxusers'><value>none</value></field>`);
  assert.equal((await alice.join(garden, 'alice', withKey)).length, 3);
});

// XEP-0045 7.2.17: presence without the sign of entering, from who is not inside.
test('a client that wrongly believes to be inside is told that it is not', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  const heard = await alice.say(`<presence to='${garden}/alice'/>`);
  assert.deepEqual(heard.map(brief), ['presence garden/alice unavailable 110+307+333']);
  assert.equal(world.core.rooms.find(garden), undefined);
});

// XEP-0045 7.2.14.
test('a client chooses how much history it is shown', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  await alice.join();
  for (const text of ['one', 'two', 'three']) {
    await alice.say(`<message to='${garden}' type='groupchat'><body>${text}</body></message>`);
    world.clock.advance(10_000);
  }
  const shown = async (history: string): Promise<string[]> => {
    const heard = await alice.join(
      garden,
      'alice',
      `<x xmlns='http://jabber.org/protocol/muc'><history ${history}/></x>`,
    );
    return heard.flatMap((stanza) => stanza.getChildText('body') ?? []);
  };
  assert.deepEqual(await shown(`maxstanzas='2'`), ['two', 'three']);
  assert.deepEqual(await shown(`maxstanzas='0'`), []);
  assert.deepEqual(await shown(`maxchars='0'`), []);
  assert.deepEqual(await shown(`seconds='15'`), ['three']);
  assert.deepEqual(await shown(`since='${new Date(world.clock.now() - 25_000).toISOString()}'`), ['two', 'three']);
  assert.deepEqual(await shown(`maxstanzas='nonsense'`), ['one', 'two', 'three']);
  const whole = (await alice.join()).filter((stanza) => stanza.getChildText('body') === 'three')[0]!.toString().length;
  assert.deepEqual(await shown(`maxchars='${whole + 50}'`), ['three']);
});

// SEMANTICS 2.
test('a doubly escaped address is answered with the address that was meant', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  const [answer] = await alice.say(
    `<presence to='x\\40rooms.example.org@rooms.example.org/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
  );
  assert.equal(errorOf(answer), 'cancel gone');
  assert.equal(answer!.getChild('error')?.getChildText('gone'), 'xmpp:x@rooms.example.org');
});

test('a room is called as its address was typed; people are shown it unescaped', async () => {
  const world = await makeRoomWorld({}, features);
  const alice = await client(world, 'alice');
  await alice.say(
    `<presence to='C++\\2fDev@rooms.example.org/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
  );
  assert.equal([...world.core.rooms.loaded()][0]?.record.name, 'C++\\2fDev');
  const info = `<query xmlns='http://jabber.org/protocol/disco#items'/>`;
  const listed = (await alice.ask('get', 'rooms.example.org', info)).getChild('query')?.getChild('item')?.attrs;
  assert.deepEqual(listed, { jid: 'c++\\2fdev@rooms.example.org', name: 'C++/Dev' });
});

// XEP-0045 7.14, RFC 6121 4.5.2.
test('who becomes unavailable leaves its rooms', async () => {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  bob.take();
  await alice.say(`<presence type='unavailable'/>`);
  assert.deepEqual(bob.take().map(brief), ['presence garden/alice unavailable']);
});

// Both wires: somebody whose session is of another kind is an occupant like any other.
test('an occupant on another wire is seen as any other', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  await alice.join();
  alice.take();
  await joinCore(world, await account(world, 'bob', { follows: true }));
  assert.deepEqual(alice.take().map(brief), ['presence garden/bob']);
});
