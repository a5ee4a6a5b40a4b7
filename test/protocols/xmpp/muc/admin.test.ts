import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elements } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { brief, client, errorOf, garden, itemOf, makeRoomWorld, type Client, type RoomWorld } from './room-world.ts';

const ADMIN = 'http://jabber.org/protocol/muc#admin';

interface Cast {
  readonly world: RoomWorld;
  readonly alice: Client;
  readonly bob: Client;
  readonly carol: Client;
}

/** Alice owns the garden; bob and carol are there too. */
async function cast(): Promise<Cast> {
  const world = await makeRoomWorld();
  const [alice, bob, carol] = [await client(world, 'alice'), await client(world, 'bob'), await client(world, 'carol')];
  for (const each of [alice, bob, carol]) await each.join();
  for (const each of [alice, bob, carol]) each.take();
  return { world, alice, bob, carol };
}

const set = (who: Client, items: string) => who.ask('set', garden, `<query xmlns='${ADMIN}'>${items}</query>`);
const get = (who: Client, item: string) => who.ask('get', garden, `<query xmlns='${ADMIN}'>${item}</query>`);
const listed = async (who: Client, item: string) =>
  elements((await get(who, item)).getChild('query')!).map(({ attrs }) => attrs.jid ?? attrs.nick);

// XEP-0045 8.2.
test('a kick removes with 307, reason and actor, and everybody sees it', async () => {
  const { alice, bob, carol } = await cast();
  assert.equal(
    (await set(alice, `<item nick='bob' role='none'><reason>off topic</reason></item>`)).attrs.type,
    'result',
  );
  const [gone] = bob.take();
  assert.equal(brief(gone!), 'presence garden/bob unavailable 110+307');
  assert.equal(itemOf(gone!).role, 'none');
  const item = gone!.getChild('x')?.getChild('item');
  assert.equal(item?.getChild('actor')?.attrs.nick, 'alice');
  assert.equal(item?.getChildText('reason'), 'off topic');
  assert.deepEqual(carol.take().map(brief), ['presence garden/bob unavailable 307']);
  assert.equal(
    errorOf((await bob.say(`<message to='${garden}' type='groupchat'><body>x</body></message>`))[0]),
    'modify not-acceptable',
  );
});

// XEP-0045 8.2, 9.1, 9.6, 10.5.
test('nobody acts on those above, nor bans themselves, nor leaves a room without an owner', async () => {
  const { alice, bob } = await cast();
  assert.equal(errorOf(await set(bob, `<item nick='carol' role='none'/>`)), 'auth forbidden');
  assert.equal(errorOf(await set(bob, `<item jid='carol@example.org' affiliation='outcast'/>`)), 'auth forbidden');
  await set(alice, `<item jid='bob@example.org' affiliation='admin'/>`);
  assert.equal(errorOf(await set(bob, `<item nick='alice' role='none'/>`)), 'cancel not-allowed');
  assert.equal(errorOf(await set(bob, `<item nick='alice' role='visitor'/>`)), 'cancel not-allowed');
  assert.equal(errorOf(await set(bob, `<item jid='alice@example.org' affiliation='outcast'/>`)), 'cancel not-allowed');
  assert.equal(errorOf(await set(bob, `<item jid='bob@example.org' affiliation='outcast'/>`)), 'cancel conflict');
  assert.equal(errorOf(await set(alice, `<item jid='alice@example.org' affiliation='none'/>`)), 'cancel conflict');
  // With another owner it may be.
  await set(
    alice,
    `<item jid='alice@example.org' affiliation='admin'/><item jid='bob@example.org' affiliation='owner'/>`,
  );
  assert.deepEqual(await listed(bob, `<item affiliation='owner'/>`), ['bob@example.org']);
});

// XEP-0045 8.3, 8.4, 9.6.
test('voice and moderation are given and taken by nickname', async () => {
  const { alice, bob, carol } = await cast();
  await set(alice, `<item nick='bob' role='visitor'/>`);
  assert.deepEqual(itemOf(carol.take()[0]!), { affiliation: 'none', role: 'visitor' });
  await set(alice, `<item nick='bob' role='moderator'/>`);
  assert.equal(itemOf(bob.take().at(-1)!).role, 'moderator');
  assert.deepEqual(await listed(bob, `<item role='moderator'/>`), ['alice@example.org', 'bob@example.org']);
  assert.equal(errorOf(await set(alice, `<item nick='nobody' role='visitor'/>`)), 'cancel item-not-found');
});

// XEP-0045 9.1, 9.2.
test('a ban removes with 301, keeps out and is listed with its reason', async () => {
  const { alice, bob, carol } = await cast();
  await set(alice, `<item jid='BOB@example.org/pc' affiliation='outcast'><reason>spam</reason></item>`);
  assert.equal(brief(bob.take()[0]!), 'presence garden/bob unavailable 110+301');
  assert.deepEqual(itemOf(carol.take()[0]!), { affiliation: 'outcast', role: 'none' });
  assert.equal(errorOf((await bob.join())[0]), 'auth forbidden');
  const list = await get(alice, `<item affiliation='outcast'/>`);
  const [item] = elements(list.getChild('query')!);
  assert.deepEqual(item!.attrs, { affiliation: 'outcast', jid: 'bob@example.org' });
  assert.equal(item!.getChildText('reason'), 'spam');
  await set(alice, `<item jid='bob@example.org' affiliation='none'/>`);
  assert.equal((await bob.join()).at(-1)?.name, 'message');
});

// XEP-0045 9.3, 9.4: with 321 where only members may be inside.
test('membership is given, shown, and its loss removes from a room for members', async () => {
  const { alice, bob, carol } = await cast();
  await set(
    alice,
    `<item jid='bob@example.org' affiliation='member'/><item jid='carol@example.org' affiliation='member'/>`,
  );
  assert.deepEqual(
    carol.take().map((each) => itemOf(each).affiliation),
    ['member', 'member'],
  );
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_membersonly'><value>true</value></field></x></query>`,
  );
  bob.take();
  await set(alice, `<item jid='bob@example.org' affiliation='none'/>`);
  assert.deepEqual(bob.take().map(brief), ['presence garden/bob unavailable 110+321']);
});

// XEP-0045 9.2: all of a request, or nothing.
test('a request with one bad item changes nothing', async () => {
  const { alice, bob, carol } = await cast();
  await set(alice, `<item jid='bob@example.org' affiliation='admin'/>`);
  for (const each of [alice, bob, carol]) each.take();
  const bad = `<item jid='carol@example.org' affiliation='member'/>`;
  assert.equal(
    errorOf(await set(bob, `${bad}<item jid='alice@example.org' affiliation='none'/>`)),
    'cancel not-allowed',
  );
  assert.equal(errorOf(await set(bob, `${bad}<item jid='@@' affiliation='none'/>`)), 'modify jid-malformed');
  assert.equal(errorOf(await set(bob, `${bad}<item jid='x@example.org' affiliation='king'/>`)), 'modify bad-request');
  assert.equal(errorOf(await set(bob, `${bad}<item nick='carol'/>`)), 'modify bad-request');
  assert.equal(
    errorOf(await set(bob, `${bad}<item nick='carol' role='visitor' affiliation='member'/>`)),
    'modify bad-request',
  );
  assert.equal(errorOf(await set(bob, '')), 'modify bad-request');
  assert.deepEqual(await listed(alice, `<item affiliation='member'/>`), []);
  assert.deepEqual(carol.take(), []);
});

// XEP-0045 8.5, 9.5, 10.5.
test('lists are for those who administer the room', async () => {
  const { alice, bob } = await cast();
  assert.deepEqual(await listed(alice, `<item affiliation='owner'/>`), ['alice@example.org']);
  assert.deepEqual(await listed(alice, `<item role='participant'/>`), ['bob@example.org', 'carol@example.org']);
  for (const item of [`<item affiliation='owner'/>`, `<item affiliation='outcast'/>`, `<item role='participant'/>`]) {
    assert.equal(errorOf(await get(bob, item)), 'auth forbidden');
  }
  assert.equal(errorOf(await get(alice, '')), 'modify bad-request');
});

test('a request of several items waits for messages on their way and is then done once', async () => {
  const { world, alice, bob, carol } = await cast();
  world.faults.hold('archive.append');
  const spoken = carol.say(`<message to='${garden}' type='groupchat'><body>wait</body></message>`);
  const asked = set(alice, `<item nick='bob' role='visitor'/><item jid='bob@example.org' affiliation='member'/>`);
  await spoken;
  assert.deepEqual(bob.take(), []);
  world.faults.release('archive.append');
  assert.equal((await asked).attrs.type, 'result');
  assert.deepEqual(bob.take().map(brief), [
    'message garden/carol groupchat wait',
    'presence garden/bob 110',
    'presence garden/bob 110',
  ]);
});
