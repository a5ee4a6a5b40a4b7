import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns } from '../../core/world.ts';
import { client, makeStreamWorld, RawClient, register, type StreamWorld } from './stream-world.ts';

const presence = (to: string, type?: string, content = '') =>
  `<presence to='${to}'${type === undefined ? '' : ` type='${type}'`}>${content}</presence>`;
const getRoster = (ver = '') => `<iq type='get' id='r'><query xmlns='jabber:iq:roster'${ver}/></iq>`;
const setRoster = (item: string) => `<iq type='set' id='s'><query xmlns='jabber:iq:roster'>${item}</query></iq>`;

/** Two who see each other. */
async function friends(world: StreamWorld): Promise<[RawClient, RawClient]> {
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.send(getRoster());
  await bob.send(getRoster());
  await alice.send(presence('bob@example.org', 'subscribe'));
  await bob.send(presence('alice@example.org', 'subscribed') + presence('alice@example.org', 'subscribe'));
  await alice.send(presence('bob@example.org', 'subscribed'));
  await turns(20);
  alice.take();
  bob.take();
  return [alice, bob];
}

test('a roster is given, changed and pushed (RFC 6121 2.1.6, 2.2 to 2.5)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  const phone = await new RawClient(world).appear('alice', 'phone');
  alice.take();
  assert.match(
    await alice.send(getRoster()),
    /^<iq from='alice@example.org' [^>]*type='result'><query xmlns='jabber:iq:roster' ver='[^']+'\/><\/iq>$/,
  );
  const item = "<item jid='bob@example.org' name='Bob &amp; Co'><group>Friends</group></item>";
  const answer = await alice.send(setRoster(item));
  assert.match(
    answer,
    /<iq to='alice@example.org\/pc' type='set' id='push-[^']+'><query xmlns='jabber:iq:roster' ver='[^']+'><item jid='bob@example.org' name='Bob &amp; Co' subscription='none'><group>Friends<\/group><\/item><\/query><\/iq>/,
  );
  assert.match(answer, /id='s' type='result'/);
  assert.equal(phone.take(), '', 'who did not ask for the roster gets no pushes');
  const version = /ver='([^']+)'/.exec(await alice.send(getRoster()))?.[1] as string;
  assert.match(await alice.send(getRoster(` ver='${version}'`)), /^<iq [^>]*type='result'\/>$/, 'nothing new (2.6.2)');
  assert.match(
    await alice.send(setRoster("<item jid='bob@example.org' subscription='remove'/>")),
    /subscription='remove'/,
  );
  assert.match(await alice.send(setRoster("<item jid='bob@example.org' subscription='remove'/>")), /<item-not-found /);
});

test('a roster set that makes no sense is refused (RFC 6121 2.3.3)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  const cases: [string, string][] = [
    ['', 'bad-request'],
    ["<item jid='bob@example.org'/><item jid='carol@example.org'/>", 'bad-request'],
    ["<item jid='@'/>", 'jid-malformed'],
    ["<item jid='bob@example.org'><group/></item>", 'bad-request'],
    [`<item jid='bob@example.org' name='${'x'.repeat(2000)}'/>`, 'policy-violation'],
    ["<other jid='bob@example.org'/>", 'bad-request'],
  ];
  for (const [item, condition] of cases)
    assert.match(await alice.send(setRoster(item)), new RegExp(`<${condition} `), item);
  const other = setRoster("<item jid='carol@example.org'/>").replace('<iq', "<iq to='bob@example.org'");
  assert.match(await alice.send(other), /<service-unavailable /, "not somebody else's (S-03)");
});

test('a subscription is asked for, granted, and presence follows (RFC 6121 3.1)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.send(getRoster());
  await bob.send(getRoster());
  alice.take();
  const asked = await alice.send(presence('bob@example.org/pc', 'subscribe', '<status>me</status>'));
  assert.match(asked, /subscription='none' ask='subscribe'/);
  assert.match(
    bob.take(),
    /^<presence from='alice@example.org' to='bob@example.org\/pc' type='subscribe'><status>me<\/status><\/presence>$/,
  );
  await bob.send(presence('alice@example.org', 'subscribed'));
  await turns(10);
  const seen = alice.take();
  assert.match(seen, /subscription='to'\/>/);
  assert.match(seen, /<presence from='bob@example.org' to='alice@example.org\/pc' type='subscribed'\/>/);
  assert.match(seen, /<presence from='bob@example.org\/pc' to='alice@example.org\/pc'\/>/);
});

test('a request that waits is shown at the next login (RFC 6121 3.1.3)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  await alice.send(presence('bob@example.org', 'subscribe'));
  await turns(10);
  const bob = await new RawClient(world).bind('bob');
  assert.match(await bob.send('<presence/>'), /from='alice@example.org' .*type='subscribe'/);
});

test('a word that is no <show/> is plainly available, whatever it means to JavaScript (RFC 6121 4.7.2.1)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = await friends(world);
  await alice.send(
    "<presence to='garden@rooms.example.org/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
  );
  for (const word of ['bogus', '__proto__', 'constructor', 'toString']) {
    await alice.send('<presence><show>away</show></presence>');
    bob.take();
    await alice.send(`<presence><show>${word}</show></presence>`);
    assert.equal(bob.take(), "<presence from='alice@example.org/pc' to='bob@example.org/pc'/>", word);
    const inRoom = await alice.send(`<presence to='garden@rooms.example.org/alice'><show>${word}</show></presence>`);
    assert.match(inRoom, /from='garden@rooms\.example\.org\/alice'/, word);
    assert.ok(!inRoom.includes('<show>'), word);
  }
});

test('contacts see presence come, change and go, with all that it carries (RFC 6121 4.2, 4.4, 4.5)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = await friends(world);
  const caps = "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:n' ver='v'/>";
  await alice.send(`<presence><show>away</show><status>tea &lt;3</status><priority>5</priority>${caps}</presence>`);
  assert.equal(
    bob.take(),
    `<presence from='alice@example.org/pc' to='bob@example.org/pc'><show>away</show><status>tea &lt;3</status><priority>5</priority>${caps}</presence>`,
  );
  await alice.drop();
  assert.equal(bob.take(), "<presence from='alice@example.org/pc' to='bob@example.org/pc' type='unavailable'/>");
  const again = await new RawClient(world).bind('alice', 'pc');
  assert.match(
    await again.send('<presence/>'),
    /<presence from='bob@example.org\/pc' to='alice@example.org\/pc'\/>/,
    'probed',
  );
});

test('a priority that is none is refused (RFC 6121 4.7.2.3)', async () => {
  const alice = await client(await makeStreamWorld(), 'alice');
  for (const priority of ['128', '-129', 'x', '1.5']) {
    assert.match(
      await alice.send(`<presence id='p'><priority>${priority}</priority></presence>`),
      /id='p' type='error'.*<bad-request /,
    );
  }
});

test('directed presence goes to strangers, and so does its end, however it comes (RFC 6121 4.6)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const forged = "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2002-09-10T23:08:25Z'/>";
  await alice.send(presence('bob@example.org/pc', undefined, `<show>dnd</show>${forged}`));
  assert.equal(bob.take(), "<presence to='bob@example.org/pc' from='alice@example.org/pc'><show>dnd</show></presence>");
  await alice.drop();
  assert.equal(bob.take(), "<presence from='alice@example.org/pc' to='bob@example.org/pc' type='unavailable'/>");
  const again = await new RawClient(world).appear('alice');
  await again.send(presence('bob@example.org'));
  bob.take();
  await again.send(`<presence type='unavailable'><status>bye</status></presence>`);
  assert.match(bob.take(), /type='unavailable'><status>bye<\/status><\/presence>$/);
  await again.drop();
  assert.equal(bob.take(), '', 'once');
});

test('probes and strangers get no answer that tells anything (S-10)', async () => {
  const world = await makeStreamWorld();
  const [alice] = [await client(world, 'alice'), await client(world, 'bob')];
  const ask = (to: string) =>
    ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items', 'jabber:iq:last', 'vcard-temp']
      .map((namespace) => {
        const name = namespace === 'vcard-temp' ? 'vCard' : 'query';
        return `<iq type='get' id='i' to='${to}'><${name} xmlns='${namespace}'/></iq>`;
      })
      .join('') + presence(to, 'probe');
  const known = await alice.send(ask('bob@example.org'));
  await turns(10);
  const unknown = (await alice.send(ask('nobody@example.org'))).replaceAll('nobody@', 'bob@');
  assert.equal(known + alice.take(), unknown);
  assert.equal(known.match(/service-unavailable/g)?.length, 4);
});

test('a contact may see when somebody was there last (XEP-0012)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = await friends(world);
  const ask = "<iq type='get' id='l' to='bob@example.org'><query xmlns='jabber:iq:last'/></iq>";
  assert.match(await alice.send(ask), /seconds='0'/);
  await bob.drop();
  alice.take();
  world.clock.advance(60_000);
  assert.match(await alice.send(ask), /seconds='\d+'/);
});

test('who is unavailable gets no messages, and is no occupant of any room (XEP-0045 7.14)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const joined = await alice.send(
    "<presence to='garden@rooms.example.org/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>",
  );
  assert.match(joined, /<status code='110'\/>/);
  const left = await alice.send("<presence type='unavailable'/>");
  assert.match(left, /from='garden@rooms.example.org\/alice' .*type='unavailable'/);
  await bob.send("<message to='alice@example.org' type='chat'><body>x</body></message>");
  assert.equal(alice.take(), '');
});
