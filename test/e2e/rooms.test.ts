import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { xml } from '@xmpp/client';
import { connectIrcUser } from './irc-user.ts';
import { startServer } from './server.ts';
import { connectXmppUser, nickOf, roomAddress, stanzaId } from './xmpp-user.ts';

const MUC_ADMIN = 'http://jabber.org/protocol/muc#admin';
const MUC_USER = 'http://jabber.org/protocol/muc#user';

/** Alice on irc-framework and bob on @xmpp/client, both in the room that alice made. */
async function twoInGarden(context: TestContext) {
  const server = await startServer(context, 'alice', 'bob', 'carol');
  const alice = await connectIrcUser(context, server, 'alice');
  const bob = await connectXmppUser(context, server.xmpp, 'bob');
  await alice.join('#garden');
  await bob.join('garden');
  await alice.hears('join', 'bob');
  return { server, alice, bob };
}

test('irc-framework and @xmpp/client talk in one room, both ways, each echo with the id of the archive', async (context) => {
  const { alice, bob } = await twoInGarden(context);
  alice.client.say('#garden', 'hello from IRC');
  const [echo, heard] = await Promise.all([alice.hears('privmsg', 'hello from IRC'), bob.hears('hello from IRC')]);
  assert.equal(heard.attrs['from'], `${roomAddress('garden')}/alice`);
  assert.notEqual(stanzaId(heard), '');
  assert.equal(echo.tags?.['msgid'], stanzaId(heard));

  await bob.say('garden', 'hello from XMPP');
  const [seen, reflected] = await Promise.all([
    alice.hears('privmsg', 'hello from XMPP'),
    bob.hears('hello from XMPP'),
  ]);
  assert.equal(seen.nick, 'bob');
  assert.equal(reflected.attrs['id'], 'hello from XMPP');
  assert.equal(seen.tags?.['msgid'], stanzaId(reflected));
});

test('/me is an action on IRC and begins with /me on XMPP', async (context) => {
  const { alice, bob } = await twoInGarden(context);
  alice.client.action('#garden', 'waves');
  await bob.hears('/me waves');
  await bob.say('garden', '/me bows');
  assert.equal((await alice.hears('action', 'bows')).nick, 'bob');
});

test('a topic is a subject, and a subject a topic', async (context) => {
  const { alice, bob } = await twoInGarden(context);
  alice.client.raw('MODE #garden -t');
  alice.client.setTopic('#garden', 'roses');
  const subject = await bob.inbox.take((stanza) => stanza.getChildText('subject') === 'roses', 'subject "roses"');
  assert.equal(nickOf(subject.attrs['from']), 'alice');
  await bob.client.send(xml('message', { to: roomAddress('garden'), type: 'groupchat' }, xml('subject', {}, 'tulips')));
  assert.equal((await alice.hears('topic', 'tulips')).nick, 'bob');
});

test('each side kicks the other', async (context) => {
  const { server, alice, bob } = await twoInGarden(context);
  alice.client.raw('KICK', '#garden', 'bob', 'too loud');
  const out = await bob.inbox.take(({ attrs }) => attrs['type'] === 'unavailable', 'removal');
  const told = out.getChild('x', MUC_USER);
  assert.deepEqual(
    told?.getChildren('status').map(({ attrs }) => attrs['code']),
    ['110', '307'],
  );
  assert.equal(told?.getChild('item')?.getChildText('reason'), 'too loud');

  const carol = await connectIrcUser(context, server, 'carol');
  await carol.join('#garden');
  await bob.join('garden');
  alice.client.raw('MODE', '#garden', '+o', 'bob');
  await bob.inbox.take((stanza) => stanza.toString().includes('role="moderator"') && isFrom(stanza, 'bob'), 'rank');
  const item = xml('item', { nick: 'carol', role: 'none' }, xml('reason', {}, 'my turn'));
  await bob.set(roomAddress('garden'), xml('query', { xmlns: MUC_ADMIN }, item));
  const kicked = await carol.inbox.take(({ type, kicked }) => type === 'kick' && kicked === 'carol', 'KICK');
  assert.deepEqual([kicked.nick, kicked.message], ['bob', 'my turn']);
});

test('CHATHISTORY and MAM give the same ids in the same order', async (context) => {
  const { alice, bob } = await twoInGarden(context);
  for (let round = 0; round < 10; round++) {
    alice.client.say('#garden', `irc ${round}`);
    void bob.say('garden', `xmpp ${round}`);
    alice.client.action('#garden', `nods ${round}`);
  }
  await Promise.all([alice.hears('action', 'nods 9'), bob.hears('xmpp 9')]);
  const [byIrc, byXmpp] = [await alice.history('LATEST #garden * 100'), await bob.history('garden')];
  assert.equal(byIrc.length, 30);
  assert.equal(new Set(byIrc.map(({ id }) => id)).size, 30);
  assert.deepEqual(byIrc, byXmpp);
});

test('one account on both wires is one occupant: shown once, speaking with one voice', async (context) => {
  const { server, alice, bob } = await twoInGarden(context);
  const desk = await connectIrcUser(context, server, 'bob');
  assert.deepEqual(await desk.join('#garden'), ['alice', 'bob']);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  assert.deepEqual(
    alice.inbox.items.filter(({ type }) => type === 'join').map(({ nick }) => nick),
    ['alice'],
    'nobody came, as bob was there',
  );
  desk.client.say('#garden', 'from the desk');
  assert.equal(nickOf((await bob.hears('from the desk')).attrs['from']), 'bob');
  assert.equal((await alice.hears('privmsg', 'from the desk')).nick, 'bob');
  await bob.say('garden', 'from the phone');
  assert.equal((await desk.hears('privmsg', 'from the phone')).nick, 'bob');
  await bob.client.stop();
  await desk.roundTrip();
  await alice.roundTrip();
  assert.equal(alice.inbox.items.filter(({ type }) => type === 'quit' || type === 'part').length, 0);
});

function isFrom(stanza: { attrs: Readonly<Record<string, string | undefined>> }, nick: string): boolean {
  return nickOf(stanza.attrs['from']) === nick;
}
