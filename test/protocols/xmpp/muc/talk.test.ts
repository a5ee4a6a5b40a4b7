import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MessageEvent } from '../../../../src/core/event.ts';
import { say } from '../../../../src/core/rooms/say.ts';
import { messageChildren } from '../../../../src/protocols/xmpp/forms/groupchat.ts';
import { attribute, elements, namespaceOf, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { Scope } from '../../../../src/protocols/xmpp/wire/tree-builder.ts';
import { account, join as joinCore, turns } from '../../../core/world.ts';
import { brief, client, errorOf, garden, makeRoomWorld, type Client } from './room-world.ts';

async function pair(): Promise<[Client, Client]> {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  alice.take();
  bob.take();
  return [alice, bob];
}

const child = (stanza: Element | undefined, name: string) => stanza?.getChild(name);

// XEP-0045 7.4, XEP-0359, XEP-0421.
test('a message reaches every session in the room, its sender too, with one id', async () => {
  const [alice, bob] = await pair();
  const phone = await client(alice.world, 'alice', { device: 'phone' });
  await phone.join();
  phone.take();
  bob.take();
  const own = await alice.say(
    `<message to='${garden}' type='groupchat' id='c1'><body>a &lt;b&gt; &amp; c</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>`,
  );
  const [mine, his, others] = [own[0]!, bob.take()[0]!, phone.take()[0]!];
  for (const heard of [mine, his, others]) {
    assert.equal(heard.attrs.from, `${garden}/alice`);
    assert.equal(heard.attrs.id, 'c1');
    assert.equal(heard.getChildText('body'), 'a <b> & c');
    assert.equal(child(heard, 'origin-id')?.attrs.id, 'o1');
    assert.equal(child(heard, 'stanza-id')?.attrs.by, garden);
    assert.equal(child(heard, 'stanza-id')?.attrs.id, child(mine, 'stanza-id')?.attrs.id);
  }
  assert.equal(own.length, 1);
  assert.equal(his.attrs.to, 'bob@example.org/pc');
  assert.match(String(child(his, 'occupant-id')?.attrs.id), /^[\w-]{22}$/);
});

// XEP-0359 6: a retry is answered with the first id, and shown to nobody.
test('a message sent again with the same origin-id is stored and shown once', async () => {
  const [alice, bob] = await pair();
  const message = `<message to='${garden}' type='groupchat' id='c1'><body>once</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/></message>`;
  const [first] = await alice.say(message);
  const [again] = await alice.say(message);
  assert.equal(child(again, 'stanza-id')?.attrs.id, child(first, 'stanza-id')?.attrs.id);
  assert.equal(bob.take().length, 1);
});

// RELIABILITY S-01, S-02, S-04 to S-07; XEP-0359 6, XEP-0421 3.2.
test('what only the server may assert is taken out of what clients say', async () => {
  const [alice, bob] = await pair();
  await alice.say(`<message to='${garden}' type='groupchat'><body>x</body>
    <stanza-id xmlns='urn:xmpp:sid:0' by='${garden}' id='forged'/>
    <stanza-id xmlns='urn:xmpp:sid:0' by='GARDEN@Rooms.Example.org' id='forged'/>
    <stanza-id xmlns='urn:xmpp:sid:0' id='forged'/>
    <stanza-id xmlns='urn:xmpp:sid:0' by='elsewhere.example' id='theirs'/>
    <occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='forged2'/>
    <delay xmlns='urn:xmpp:delay' from='${garden}' stamp='2000-01-01T00:00:00Z'/>
    <x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='owner' role='moderator'/><status code='307'/></x>
    <result xmlns='urn:xmpp:mam:2' id='forged'/><sent xmlns='urn:xmpp:carbons:2'/>
    <x xmlns='jabber:x:oob'><url>https://example.org/</url></x></message>`);
  const [heard] = bob.take();
  const shown = elements(heard!).map((each) => `${each.name} ${attribute(each, 'by') ?? namespaceOf(each)}`);
  assert.deepEqual(shown, [
    'body jabber:client',
    'stanza-id elsewhere.example',
    'x jabber:x:oob',
    `stanza-id ${garden}`,
    'occupant-id urn:xmpp:occupant-id:0',
  ]);
  assert.notEqual(elements(heard!).at(-1)?.attrs.id, 'forged');
});

// XEP-0045 7.4.
test('who is not inside, who has no voice and who says too much is told so, and nobody else hears of it', async () => {
  const [alice, bob] = await pair();
  const carol = await client(alice.world, 'carol');
  const speak = (who: Client, text = 'hi') =>
    who.say(`<message to='${garden}' type='groupchat' id='z'><body>${text}</body></message>`);
  const [answer] = await speak(carol);
  assert.equal(errorOf(answer), 'modify not-acceptable');
  assert.deepEqual([answer!.attrs.from, answer!.attrs.id], [garden, 'z']);
  assert.equal(errorOf((await speak(bob, 'x'.repeat(20_000)))[0]), 'modify policy-violation');
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='bob' role='visitor'/></query>`,
  );
  bob.take();
  assert.equal(errorOf((await speak(bob))[0]), 'auth forbidden');
  assert.equal(
    errorOf((await carol.say(`<message to='nowhere@rooms.example.org' type='groupchat'><body>x</body></message>`))[0]),
    'cancel item-not-found',
  );
  assert.deepEqual(
    alice.take().filter((stanza) => stanza.name === 'message'),
    [],
  );
});

test('a message that the archive does not take is refused, not shown', async () => {
  const [alice, bob] = await pair();
  alice.world.faults.away = true;
  await alice.say(`<message to='${garden}' type='groupchat' id='lost'><body>hello?</body></message>`);
  alice.world.clock.advance(5000);
  await turns();
  assert.deepEqual(alice.take().map(errorOf), ['wait resource-constraint']);
  assert.deepEqual(bob.take(), []);
});

// XEP-0045 8.1.
test('a subject without a body changes the subject; with one it is a message', async () => {
  const [alice, bob] = await pair();
  const own = await alice.say(`<message to='${garden}' type='groupchat' id='s'><subject>Roses</subject></message>`);
  assert.deepEqual(own.map(brief), ['message garden/alice groupchat Roses']);
  assert.equal(own[0]!.attrs.id, 's');
  assert.equal(own[0]!.getChild('body'), undefined);
  assert.equal(
    errorOf((await bob.say(`<message to='${garden}' type='groupchat'><subject>Tulips</subject></message>`)).at(-1)),
    'auth forbidden',
  );
  bob.take();
  await bob.say(`<message to='${garden}' type='groupchat'><subject>re</subject><body>text</body></message>`);
  assert.equal(alice.world.core.rooms.find(garden)?.record.subject?.text, 'Roses');
  const [heard] = bob.take();
  assert.equal(heard!.getChildText('body'), 'text');
  assert.equal(heard!.getChildText('subject'), 're');
  await alice.say(`<message to='${garden}' type='groupchat'><subject/></message>`);
  assert.equal(alice.world.core.rooms.find(garden)?.record.subject?.text, '');
});

// XEP-0245, SEMANTICS 5; RELIABILITY B-05, B-07.
test('what IRC users say is legal XML, actions are /me, and a text is never taken for one', async () => {
  const [alice] = await pair();
  const { world } = alice;
  const irc = await account(world, 'ian', { follows: true });
  const { room } = await joinCore(world, irc);
  alice.take();
  const said = async (kind: 'text' | 'action' | 'notice', body: string): Promise<string | null | undefined> => {
    say(world.core, irc.session, room, { kind, body, kept: true }, undefined);
    await turns();
    return alice.take()[0]?.getChildText('body');
  };
  assert.equal(await said('action', 'waves'), '/me waves');
  assert.equal(await said('text', '/me waves'), ' /me waves');
  assert.equal(await said('notice', 'told'), 'told');
  assert.equal(
    await said('text', '\x02bold\x02 \x0304,12red\x03 \x04ff0000hex\x0f plain\x01\x07'),
    'bold red hex plain',
  );
  assert.equal(await said('text', 'a\r\nb\ud800'), 'a\r\nb');
});

test('chat states are heard and not kept', async () => {
  const [alice, bob] = await pair();
  await alice.say(
    `<message to='${garden}' type='groupchat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  );
  const [heard] = bob.take();
  assert.equal(child(heard, 'composing')?.attrs.xmlns, 'http://jabber.org/protocol/chatstates');
  assert.equal(child(heard, 'stanza-id'), undefined); // XEP-0313: there is nothing to find
  assert.equal(alice.world.core.rooms.find(garden)?.lastSeq, 0);
});

// XEP-0334 4.
test('a message with a no-store hint is heard and not kept', async () => {
  const [alice, bob] = await pair();
  await alice.say(
    `<message to='${garden}' type='groupchat'><body>psst</body><no-store xmlns='urn:xmpp:hints'/></message>`,
  );
  assert.equal(bob.take().length, 1);
  assert.equal(alice.world.core.rooms.find(garden)?.lastSeq, 0);
});

// SEMANTICS P8.
test('any text is heard as it was said', async () => {
  const [alice, bob] = await pair();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (text) => {
      const event = { kind: 'text', body: text } as MessageEvent;
      const written = messageChildren(event).replace(/^<body> (?=\/me )/, '<body>'); // what IRC users see to
      const stanza = new Scope("<stream:stream xmlns='jabber:client' xmlns:stream='s'>").parse(
        `<message>${written}</message>`,
      );
      const sent = stanza.getChildText('body') ?? '';
      if (sent === '') return;
      await alice.say(`<message to='${garden}' type='groupchat'>${written}</message>`);
      assert.equal(bob.take()[0]?.getChildText('body'), sent);
    }),
    { numRuns: 50 },
  );
});

test('messages to a room that are none of its requests are refused', async () => {
  const [alice] = await pair();
  assert.equal(errorOf((await alice.say(`<message to='${garden}'><body>x</body></message>`))[0]), 'modify bad-request');
  assert.deepEqual(await alice.say(`<message to='${garden}' type='error'><body>x</body></message>`), []);
});
