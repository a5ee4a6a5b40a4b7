import assert from 'node:assert/strict';
import { test } from 'node:test';
import { features } from '../../../../src/protocols/xmpp/features/index.ts';
import type { Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { client, errorOf, garden, makeRoomWorld, type Client } from './room-world.ts';

const SERVICE = 'rooms.example.org';

async function people(): Promise<[Client, Client]> {
  const world = await makeRoomWorld({}, features);
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  return [alice, bob];
}

const ask = async (who: Client, to: string, kind: 'info' | 'items', inner = ''): Promise<Element> =>
  who.ask('get', to, `<query xmlns='http://jabber.org/protocol/disco#${kind}'>${inner}</query>`);
const varsOf = (answer: Element): string[] =>
  answer
    .getChild('query')!
    .getChildren('feature')
    .map(({ attrs }) => attrs.var as string);
const jidsOf = (answer: Element): string[] =>
  answer
    .getChild('query')!
    .getChildren('item')
    .map(({ attrs }) => attrs.jid as string);
const fieldOf = (answer: Element, name: string): string | null | undefined =>
  answer
    .getChild('query')!
    .getChild('x')
    ?.getChildren('field')
    .find(({ attrs }) => attrs.var === name)
    ?.getChildText('value');

const configure = (who: Client, name: string, value: string) =>
  who.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='${name}'><value>${value}</value></field></x></query>`,
  );

// XEP-0045 6.2.
test('the service says that it serves rooms', async () => {
  const [alice] = await people();
  const answer = await ask(alice, SERVICE, 'info');
  assert.equal(answer.getChild('query')?.getChild('identity')?.attrs.category, 'conference');
  for (const feature of [
    'http://jabber.org/protocol/muc',
    'http://jabber.org/protocol/muc#stable_id',
    'http://jabber.org/protocol/muc#self-ping-optimization',
  ]) {
    assert.ok(varsOf(answer).includes(feature), feature);
  }
});

// XEP-0045 6.4; XEP-0313 7.
test('a room says how it is set, to outsiders no more than they may know', async () => {
  const [alice, bob] = await people();
  await alice.say(`<message to='${garden}' type='groupchat'><subject>Roses</subject></message>`);
  const open = await ask(bob, garden, 'info');
  for (const feature of [
    'muc_public',
    'muc_open',
    'muc_persistent',
    'muc_semianonymous',
    'muc_unmoderated',
    'muc_unsecured',
    'urn:xmpp:mam:2',
    'urn:xmpp:mam:2#extended',
    'urn:xmpp:occupant-id:0',
    'urn:xmpp:sid:0',
  ]) {
    assert.ok(varsOf(open).includes(feature), feature);
  }
  assert.equal(fieldOf(open, 'muc#roominfo_subject'), 'Roses');
  assert.equal(fieldOf(open, 'muc#roominfo_occupants'), '1');
  await configure(alice, 'muc#roomconfig_enablearchiving', '0');
  assert.ok(!varsOf(await ask(bob, garden, 'info')).includes('urn:xmpp:mam:2'));
  await configure(alice, 'muc#roomconfig_publicroom', '0');
  await configure(alice, 'muc#roomconfig_roomsecret', 'rose');
  const hidden = await ask(bob, garden, 'info');
  assert.ok(varsOf(hidden).includes('muc_hidden') && varsOf(hidden).includes('muc_passwordprotected'));
  assert.equal(fieldOf(hidden, 'muc#roominfo_subject'), undefined);
  assert.equal(fieldOf(await ask(alice, garden, 'info'), 'muc#roominfo_subject'), 'Roses');
  assert.equal(errorOf(await ask(bob, `none@${SERVICE}`, 'info')), 'cancel item-not-found');
});

// XEP-0045 6.3, XEP-0059; RELIABILITY H-04.
test('rooms are listed in pages, hidden ones only to those who are inside', async () => {
  const [alice, bob] = await people();
  for (const name of ['a', 'b', 'c'])
    await alice.say(`<presence to='${name}@${SERVICE}/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  assert.deepEqual(
    jidsOf(await ask(bob, SERVICE, 'items')),
    ['a', 'b', 'c', 'garden'].map((name) => `${name}@${SERVICE}`),
  );
  const set = (inner: string) => `<set xmlns='http://jabber.org/protocol/rsm'>${inner}</set>`;
  const page = await ask(bob, SERVICE, 'items', set('<max>2</max>'));
  assert.deepEqual(jidsOf(page), [`a@${SERVICE}`, `b@${SERVICE}`]);
  assert.equal(page.getChild('query')?.getChild('set')?.getChildText('count'), '4');
  assert.deepEqual(jidsOf(await ask(bob, SERVICE, 'items', set(`<max>2</max><after>b@${SERVICE}</after>`))), [
    `c@${SERVICE}`,
    garden,
  ]);
  assert.deepEqual(jidsOf(await ask(bob, SERVICE, 'items', set(`<max>1</max><before/>`))), [garden]);
  assert.equal(errorOf(await ask(bob, SERVICE, 'items', set('<after>x</after>'))), 'cancel item-not-found');
  await configure(alice, 'muc#roomconfig_publicroom', '0');
  assert.ok(!jidsOf(await ask(bob, SERVICE, 'items')).includes(garden));
  assert.ok(jidsOf(await ask(alice, SERVICE, 'items')).includes(garden));
});

// XEP-0045 6.5.
test('who is in a room is listed for those who are in it too', async () => {
  const [alice, bob] = await people();
  assert.deepEqual(jidsOf(await ask(alice, garden, 'items')), [`${garden}/alice`]);
  assert.deepEqual(jidsOf(await ask(bob, garden, 'items')), []);
});

// XEP-0045 7.12, SEMANTICS 1.3.
test('an account learns its nickname in a room before it enters', async () => {
  const [, bob] = await people();
  const answer = await bob.ask(
    'get',
    garden,
    `<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/>`,
  );
  assert.equal(answer.getChild('query')?.getChild('identity')?.attrs.name, 'bob');
  const other = await bob.ask('get', garden, `<query xmlns='http://jabber.org/protocol/disco#info' node='nothing'/>`);
  assert.equal(errorOf(other), 'cancel item-not-found');
});
