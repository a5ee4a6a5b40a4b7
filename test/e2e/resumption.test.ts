import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { Element } from '@xmpp/client';
import { layCable } from './cable.ts';
import { connectIrcUser } from './irc-user.ts';
import { startServer } from './server.ts';
import { connectXmppUser, type XmppUser } from './xmpp-user.ts';

/** Alice on irc-framework made the room and said some things; bob on @xmpp/client hangs on a cable that can be cut. */
async function onACable(context: TestContext, said: number) {
  const server = await startServer(context, 'alice', 'bob');
  const alice = await connectIrcUser(context, server, 'alice');
  await alice.join('#garden');
  // Members read what was said before they first came.
  alice.client.say('ChanServ', 'ACCESS ADD #garden bob member');
  for (let number = 0; number < said; number++) alice.client.say('#garden', `early ${number}`);
  await alice.roundTrip();
  if (said > 0) await alice.hears('privmsg', `early ${said - 1}`);
  const cable = await layCable(context, server.xmpp);
  const bob = await connectXmppUser(context, cable.port, 'bob');
  return { alice, bob, cable };
}

/** `once` of node:events, but the errors that a cut connection also tells do not count. */
function happens(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => void emitter.once(event, () => resolve()));
}

/** Every message with a body that bob ever got, in order. */
function bodies(stanzas: readonly Element[]): string[] {
  return stanzas
    .flatMap((stanza) => (stanza.name === 'message' ? [stanza.getChildText('body') ?? ''] : []))
    .filter(Boolean);
}

/** Waits until the server has acknowledged whatever was sent (XEP-0198 4). */
async function allAcknowledged({ client }: XmppUser): Promise<void> {
  while (client.streamManagement.outbound_q.length > 0) await happens(client.streamManagement, 'ack');
}

test('a resumed session has lost nothing and got nothing twice, in either direction', async (context) => {
  const { alice, bob, cable } = await onACable(context, 0);
  await bob.join('garden');
  await alice.hears('join', 'bob');
  const { streamManagement } = bob.client;
  const received: Element[] = [];
  bob.client.on('stanza', (stanza: Element) => received.push(stanza));

  alice.client.say('#garden', 'before');
  await bob.hears('before');
  // What follows reaches the socket and never the client; what bob says meanwhile arrives, but he is not told.
  cable.loseAnswers();
  alice.client.say('#garden', 'into the void');
  await bob.say('garden', 'said unheard');
  await alice.hears('privmsg', 'said unheard');
  const isDisconnected = happens(bob.client, 'disconnect');
  cable.cut();
  await isDisconnected;
  alice.client.say('#garden', 'while away');
  await alice.hears('privmsg', 'while away');

  const isResumed = happens(streamManagement, 'resumed');
  cable.mend();
  await isResumed;
  alice.client.say('#garden', 'after');
  await bob.say('garden', 'back again');
  await Promise.all([bob.hears('after'), bob.hears('back again'), alice.hears('privmsg', 'back again')]);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);

  assert.deepEqual(bodies(received).sort(), [
    'after',
    'back again',
    'before',
    'into the void',
    'said unheard',
    'while away',
  ]);
  const archive = await alice.history('LATEST #garden * 50');
  assert.deepEqual(
    bodies(received),
    archive.map(({ text }) => text),
  );
  assert.deepEqual(
    alice.inbox.items.filter(({ type, nick }) => type === 'part' || type === 'quit' || nick === 'bob'),
    [],
    'bob never left, and said nothing twice',
  );
});

test('the counters are exact through entering a room with history, again and again', async (context) => {
  const { bob, cable } = await onACable(context, 30);
  const { streamManagement } = bob.client;
  const received: Element[] = [];
  bob.client.on('stanza', (stanza: Element) => received.push(stanza));
  let expected = 0;
  for (const wanted of [20, 5, 0]) {
    await bob.join('garden', wanted);
    await bob.roundTrip();
    await allAcknowledged(bob);
    expected += wanted;
    assert.equal(bodies(received).length, expected);
    const [count, acknowledged] = [streamManagement.inbound, streamManagement.outbound];
    const isDisconnected = happens(bob.client, 'disconnect');
    cable.cut();
    await isDisconnected;
    const isResumed = happens(streamManagement, 'resumed');
    cable.mend();
    await isResumed;
    // A server that had counted one stanza more or less would send one again, keep one back, or take ours for unseen.
    assert.equal(streamManagement.outbound, acknowledged);
    await bob.roundTrip();
    assert.equal(streamManagement.inbound, count + 1, 'the answer to the ping and nothing else');
    assert.equal(bodies(received).length, expected);
  }
});

test('a session that is cut off again and again, in the middle of talking, loses and doubles nothing', async (context) => {
  const { alice, bob, cable } = await onACable(context, 0);
  await bob.join('garden');
  const received: Element[] = [];
  bob.client.on('stanza', (stanza: Element) => received.push(stanza));
  const sayBoth = async (number: number): Promise<void> => {
    alice.client.say('#garden', `irc ${number}`);
    // A cut cable takes what is being written with it; stream management sends it again.
    await bob.say('garden', `xmpp ${number}`).catch(() => undefined);
  };
  const rounds = 12;
  for (let round = 0; round < rounds; round++) {
    for (let number = 0; number < 5; number++) void sayBoth(round * 10 + number);
    if (round % 3 === 0) cable.loseAnswers();
    if (round % 3 === 1) await alice.roundTrip();
    const isResumed = happens(bob.client.streamManagement, 'resumed');
    cable.cut();
    for (let number = 5; number < 8; number++) alice.client.say('#garden', `irc ${round * 10 + number}`);
    cable.mend();
    await isResumed;
  }
  await allAcknowledged(bob);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  const archive = (await bob.history('garden')).map(({ text }) => text);
  assert.equal(archive.length, rounds * 13);
  assert.equal(new Set(archive).size, archive.length);
  assert.deepEqual(bodies(received), archive);
});
