import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainSettings, type RoomSettings } from '../../../../src/core/rooms/settings.ts';
import { dataForm, readForm } from '../../../../src/protocols/xmpp/wire/data-form.ts';
import { readConfig, showConfig } from '../../../../src/protocols/xmpp/features/muc/config-fields.ts';
import { serialise, xml, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { brief, client, codesOf, errorOf, garden, makeRoomWorld, type Client } from './room-world.ts';

const OWNER = 'http://jabber.org/protocol/muc#owner';
const CONFIG = 'http://jabber.org/protocol/muc#roomconfig';

const form = (fields: Record<string, string | string[]>, type = 'submit') =>
  `<query xmlns='${OWNER}'><x xmlns='jabber:x:data' type='${type}'><field var='FORM_TYPE'><value>${CONFIG}</value></field>${Object.entries(
    fields,
  )
    .map(
      ([name, value]) =>
        `<field var='${name}'>${[value]
          .flat()
          .map((each) => `<value>${each}</value>`)
          .join('')}</field>`,
    )
    .join('')}</x></query>`;

const configure = (who: Client, fields: Record<string, string | string[]>) => who.ask('set', garden, form(fields));

async function owned(): Promise<[Client, Client]> {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  alice.take();
  bob.take();
  return [alice, bob];
}

const settings = (who: Client): RoomSettings => who.world.core.rooms.find(garden)!.record.settings;

// XEP-0045 10.2.
test('an owner gets the form with the values of now, and changes them', async () => {
  const [alice, bob] = await owned();
  const answer = await alice.ask('get', garden, `<query xmlns='${OWNER}'/>`);
  const shown = answer.getChild('query')!.getChild('x', 'jabber:x:data')!;
  assert.equal(shown.attrs.type, 'form');
  const field = (name: string) => shown.getChildren('field').find(({ attrs }) => attrs.var === name);
  assert.equal(field('FORM_TYPE')?.getChildText('value'), CONFIG);
  assert.equal(field('muc#roomconfig_publicroom')?.getChildText('value'), '1');
  assert.equal(
    (await configure(alice, { 'muc#roomconfig_roomname': 'The garden', 'muc#roomconfig_publicroom': '0' })).attrs.type,
    'result',
  );
  assert.equal(settings(alice).title, 'The garden');
  assert.equal(settings(alice).secret, true);
  assert.deepEqual(bob.take().map(brief), ['message garden groupchat 104']);
});

// XEP-0045 10.2.1.
test('changes of privacy are told with codes of their own', async () => {
  const [alice, bob] = await owned();
  const codes = async (fields: Record<string, string>) => {
    await configure(alice, fields);
    return bob.take().flatMap(codesOf);
  };
  assert.deepEqual(await codes({ 'muc#roomconfig_enablearchiving': '0', 'muc#roomconfig_whois': 'anyone' }), [
    '171',
    '172',
  ]);
  assert.deepEqual(
    await codes({
      'muc#roomconfig_enablelogging': '1',
      'muc#roomconfig_whois': 'moderators',
      'muc#roomconfig_roomdesc': 'x',
    }),
    ['104', '170', '173'],
  );
  assert.deepEqual(await codes({ 'muc#roomconfig_whois': 'moderators' }), []);
});

// XEP-0045 10.1.2, 10.1.3; XEP-0004 3.2.
test('an empty form is no change, unknown fields are passed over, nonsense is refused as a whole', async () => {
  const [alice, bob] = await owned();
  assert.equal(
    (await alice.ask('set', garden, `<query xmlns='${OWNER}'><x xmlns='jabber:x:data' type='submit'/></query>`)).attrs
      .type,
    'result',
  );
  assert.equal((await configure(alice, { 'muc#roomconfig_unheard': '1' })).attrs.type, 'result');
  const bad = async (fields: Record<string, string>) =>
    errorOf(await configure(alice, { 'muc#roomconfig_roomname': 'x', ...fields }));
  assert.equal(await bad({ 'muc#roomconfig_whois': 'nobody' }), 'modify not-acceptable');
  assert.equal(await bad({ 'muc#roomconfig_maxusers': '-1' }), 'modify not-acceptable');
  assert.equal(await bad({ 'muc#roomconfig_membersonly': 'perhaps' }), 'modify not-acceptable');
  assert.equal(
    await bad({ 'muc#roomconfig_passwordprotectedroom': '1', 'muc#roomconfig_roomsecret': '' }),
    'modify not-acceptable',
  );
  assert.equal(await bad({ 'muc#roomconfig_passwordprotectedroom': '1' }), 'modify not-acceptable');
  assert.equal(await bad({ 'muc#roomconfig_roomdesc': 'x'.repeat(5000) }), 'modify policy-violation');
  assert.deepEqual(settings(alice), plainSettings);
  assert.deepEqual(bob.take(), []);
  assert.equal(errorOf(await alice.ask('set', garden, `<query xmlns='${OWNER}'/>`)), 'modify bad-request');
});

test('a password is set, kept and taken away', async () => {
  const [alice] = await owned();
  await configure(alice, { 'muc#roomconfig_passwordprotectedroom': '1', 'muc#roomconfig_roomsecret': 'rose' });
  assert.equal(settings(alice).key, 'rose');
  await configure(alice, { 'muc#roomconfig_passwordprotectedroom': '1' });
  assert.equal(settings(alice).key, 'rose');
  await configure(alice, { 'muc#roomconfig_passwordprotectedroom': '0', 'muc#roomconfig_roomsecret': 'rose' });
  assert.equal(settings(alice).key, '');
});

// XEP-0045 10.2, 10.9.
test('only owners configure and destroy', async () => {
  const [alice, bob] = await owned();
  assert.equal(errorOf(await bob.ask('get', garden, `<query xmlns='${OWNER}'/>`)), 'auth forbidden');
  assert.equal(errorOf(await configure(bob, { 'muc#roomconfig_roomname': 'mine' })), 'auth forbidden');
  assert.equal(errorOf(await bob.ask('set', garden, `<query xmlns='${OWNER}'><destroy/></query>`)), 'auth forbidden');
  assert.equal(
    errorOf(await alice.ask('get', 'none@rooms.example.org', `<query xmlns='${OWNER}'/>`)),
    'cancel item-not-found',
  );
});

// XEP-0045 10.9.
test('a destroyed room is gone, and everybody is told why', async () => {
  const [alice, bob] = await owned();
  await alice.ask('set', garden, `<query xmlns='${OWNER}'><destroy><reason>winter</reason></destroy></query>`);
  const [gone] = bob.take();
  assert.equal(gone!.attrs.type, 'unavailable');
  assert.equal(gone!.getChild('x')?.getChild('destroy')?.getChildText('reason'), 'winter');
  assert.deepEqual(gone!.getChild('x')?.getChild('item')?.attrs.role, 'none');
  assert.equal(alice.world.core.rooms.find(garden), undefined);
});

// XEP-0045 10.1.3, SEMANTICS 2.1.
test('cancelling the first configuration takes the room back, cancelling a later one changes nothing', async () => {
  const world = await makeRoomWorld();
  const alice = await client(world, 'alice');
  await alice.join();
  await alice.ask('set', garden, form({}, 'cancel'));
  assert.equal(world.core.rooms.find(garden), undefined);
  await alice.join();
  world.clock.advance(61_000);
  await alice.ask('set', garden, form({}, 'cancel'));
  assert.notEqual(world.core.rooms.find(garden), undefined);
});

test('every setting of a room has its field, and the form as shown means what it shows', () => {
  const odd: RoomSettings = {
    title: 'A & B',
    description: 'd',
    membersOnly: true,
    moderated: true,
    noOutside: false,
    secret: true,
    subjectLocked: false,
    key: 'k',
    limit: 37,
    persistent: false,
    nonAnonymous: true,
    archived: false,
    openHistory: true,
    registeredOnly: true,
    membersInvite: true,
    privateMessages: 'moderators',
    guestsMuted: true,
    opModerated: true,
    noRequests: true,
    noFormatting: true,
    roleplay: true,
    auditorium: true,
    delayedJoin: true,
    forward: 'yard@rooms.example.org',
  };
  for (const each of [plainSettings, odd]) {
    const shown: Element = dataForm('submit', CONFIG, showConfig(each));
    assert.match(serialise(shown), /^<x /);
    const read = readForm(xml('query', {}, shown));
    assert.deepEqual(readConfig(read!, each), { patch: each });
  }
});
