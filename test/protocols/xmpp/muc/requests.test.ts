import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../../src/lib/address.ts';
import { elements } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { account, join as joinCore } from '../../../core/world.ts';
import { brief, client, errorOf, garden, itemOf, makeRoomWorld, type Client } from './room-world.ts';

const MUC_USER = 'http://jabber.org/protocol/muc#user';
const ping = `<ping xmlns='urn:xmpp:ping'/>`;

async function two(): Promise<[Client, Client]> {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  alice.take();
  return [alice, bob];
}

// XEP-0045 7.8.2, XEP-0249, SEMANTICS 4.1.
test('an invitation through the room reaches the invited, with its direct twin', async () => {
  const [alice, bob] = await two();
  const invite = (to: string) =>
    alice.say(
      `<message to='${garden}'><x xmlns='${MUC_USER}'><invite to='${to}'><reason>roses</reason></invite></x></message>`,
    );
  assert.deepEqual(await invite('bob@example.org'), []);
  const [message] = bob.take();
  assert.equal(message!.attrs.from, garden);
  const told = message!.getChild('x', MUC_USER)?.getChild('invite');
  assert.equal(told?.attrs.from, 'alice@example.org');
  assert.equal(told?.getChildText('reason'), 'roses');
  assert.deepEqual(message!.getChild('x', 'jabber:x:conference')?.attrs.jid, garden);
  assert.equal(errorOf((await invite('@@'))[0]), 'modify jid-malformed');
  await bob.join();
  alice.take();
  assert.equal(errorOf((await invite('bob@example.org'))[0]), 'cancel conflict');
});

// SEMANTICS 4.1: like a message to somebody who is offline.
test('an invitation to somebody who is away waits in the archive, and lets them in', async () => {
  const [alice, bob] = await two();
  bob.session.end('gone');
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_membersonly'><value>1</value></field></x></query>`,
  );
  alice.take();
  const invite = (to: string) =>
    alice.say(
      `<message to='${garden}'><x xmlns='${MUC_USER}'><invite to='${to}'><reason>roses</reason></invite></x></message>`,
    );
  assert.deepEqual(await invite('bob@example.org'), []);
  assert.equal(errorOf((await invite('nobody@example.org'))[0]), 'cancel service-unavailable');
  assert.equal(alice.world.core.rooms.find(garden)?.affiliations.has('nobody@example.org' as Bare), false);
  const back = await client(alice.world, 'bob');
  const heard = await back.say(`<iq type='set' id='m'><query xmlns='urn:xmpp:mam:2'/></iq>`);
  const message = heard[0]?.getChild('result')?.getChild('forwarded')?.getChild('message');
  assert.equal(message?.attrs.from, 'alice@example.org');
  assert.equal(message?.getChild('x', 'jabber:x:conference')?.attrs.jid, garden);
  assert.equal((await back.join()).length, 3);
});

test('who is not inside invites nobody', async () => {
  const [, bob] = await two();
  const [answer] = await bob.say(
    `<message to='${garden}'><x xmlns='${MUC_USER}'><invite to='alice@example.org'/></x></message>`,
  );
  assert.equal(errorOf(answer), 'modify not-acceptable');
});

test('declining an invitation is told to the inviter, by the room', async () => {
  const [alice, bob] = await two();
  await bob.say(
    `<message to='${garden}'><x xmlns='${MUC_USER}'><decline to='alice@example.org'><reason>busy</reason></decline></x></message>`,
  );
  const [message] = alice.take();
  const decline = message!.getChild('x', MUC_USER)?.getChild('decline');
  assert.deepEqual(
    [message!.attrs.from, decline?.attrs.from, decline?.getChildText('reason')],
    [garden, 'bob@example.org', 'busy'],
  );
});

// XEP-0249.
test('a direct invitation to a room here is an invitation on every wire', async () => {
  const [alice] = await two();
  const irc = await account(alice.world, 'ian', { follows: true });
  await alice.say(
    `<message to='ian@example.org'><x xmlns='jabber:x:conference' jid='${garden}' reason='come'/></message>`,
  );
  assert.deepEqual(irc.endpoint.types().at(-1), 'invited');
});

// XEP-0045 7.13, 8.6.
test('a visitor asks for voice, moderators are asked, and one of them gives it', async () => {
  const [alice, bob] = await two();
  await bob.join();
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='bob' role='visitor'/></query>`,
  );
  alice.take();
  bob.take();
  const form = (fields: string) =>
    `<message to='${garden}'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field><field var='muc#role'><value>participant</value></field>${fields}</x></message>`;
  assert.deepEqual(await bob.say(form('')), []);
  const [question] = alice.take();
  const fields = question!.getChild('x', 'jabber:x:data')!.getChildren('field');
  assert.equal(fields.find(({ attrs }) => attrs.var === 'muc#roomnick')?.getChildText('value'), 'bob');
  const yes = `<field var='muc#roomnick'><value>bob</value></field><field var='muc#request_allow'><value>true</value></field>`;
  assert.equal(errorOf((await bob.say(form(yes)))[0]), 'auth forbidden');
  await alice.say(form(yes));
  assert.equal(itemOf(bob.take().at(-1)!).role, 'participant');
});

// XEP-0410 3.3.
test('a self-ping tells whether one is inside', async () => {
  const [alice, bob] = await two();
  assert.equal((await alice.ask('get', `${garden}/alice`, ping)).attrs.type, 'result');
  assert.equal(errorOf(await bob.ask('get', `${garden}/alice`, ping)), 'cancel not-acceptable');
  assert.equal(errorOf(await bob.ask('get', 'none@rooms.example.org/bob', ping)), 'cancel not-acceptable');
  await bob.join();
  assert.equal((await bob.ask('get', `${garden}/alice`, ping)).attrs.type, 'result');
  assert.equal(errorOf(await bob.ask('get', `${garden}/nobody`, ping)), 'cancel item-not-found');
});

// XEP-0045 7.10, SEMANTICS 1.3.
test('a nickname is registered everywhere already', async () => {
  const [alice] = await two();
  const query = `<query xmlns='jabber:iq:register'/>`;
  const answer = (await alice.ask('get', garden, query)).getChild('query')!;
  assert.deepEqual(
    elements(answer).map(({ name }) => name),
    ['registered', 'username', 'nick'],
  );
  assert.equal(answer.getChildText('nick'), 'alice');
  assert.equal(errorOf(await alice.ask('set', garden, query)), 'cancel not-allowed');
  assert.equal(errorOf(await alice.ask('get', 'none@rooms.example.org', query)), 'cancel item-not-found');
});

test('what a room does not serve is refused as RFC 6120 8.4 says', async () => {
  const [alice] = await two();
  assert.equal(errorOf(await alice.ask('get', garden, `<vCard xmlns='vcard-temp'/>`)), 'cancel service-unavailable');
});

test('an occupant whose client is on another wire is there for pings too', async () => {
  const [alice] = await two();
  await joinCore(alice.world, await account(alice.world, 'ian', { follows: true }));
  assert.deepEqual(alice.take().map(brief), ['presence garden/ian']);
  assert.equal((await alice.ask('get', `${garden}/ian`, ping)).attrs.type, 'result');
});
