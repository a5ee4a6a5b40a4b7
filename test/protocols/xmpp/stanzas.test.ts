import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, makeStreamWorld, RawClient, register } from './stream-world.ts';
import type { Feature } from '../../../src/protocols/xmpp/feature.ts';
import { turns } from '../../core/world.ts';

const ping = (id: string, to?: string) =>
  `<iq type='get' id='${id}'${to === undefined ? '' : ` to='${to}'`}><ping xmlns='urn:xmpp:ping'/></iq>`;
const chat = (to: string, body: string, more = '', attributes = '') =>
  `<message to='${to}' type='chat'${attributes}><body>${body}</body>${more}</message>`;

test('every iq get and set is answered, by whoever it was for (RFC 6120 8.2.3, 8.4)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  const cases: [string, RegExp][] = [
    [ping('1'), /^<iq from='alice@example.org' to='alice@example.org\/pc' id='1' type='result'\/>$/],
    [ping('2', 'example.org'), /^<iq from='example.org' .* type='result'\/>$/],
    [
      "<iq type='get' id='3'><nothing xmlns='urn:x'/></iq>",
      /^<iq from='alice@example.org'.*type='error'.*<service-unavailable /,
    ],
    [ping('5', 'bob@example.org'), /from='bob@example.org'.*<service-unavailable /],
    [ping('6', 'bob@example.org/pc'), /<service-unavailable /],
    [ping('7', 'nobody@example.org'), /<service-unavailable /],
    [ping('8', 'other.example'), /<remote-server-not-found /],
    ["<iq type='get' id='9'/>", /<bad-request /],
    ["<iq type='get' id='10'><a xmlns='urn:x'/><b xmlns='urn:x'/></iq>", /<bad-request /],
    ["<iq type='ask' id='11'><a xmlns='urn:x'/></iq>", /<bad-request /],
    ["<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>", /<bad-request /],
    [ping('12', '@example.org'), /<jid-malformed /],
    [ping('13', `${'a'.repeat(1024)}@example.org`), /<jid-malformed /],
  ];
  for (const [text, answer] of cases) assert.match(await alice.send(text), answer, text);
});

test('results and errors that nobody asked for are dropped (X-12)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  for (const to of ['', " to='example.org'", " to='nobody@example.org/x'", " to='other.example'"]) {
    assert.equal(await alice.send(`<iq type='result' id='x'${to}/><iq type='error' id='y'${to}/>`), '');
  }
});

test('an iq between two clients is theirs (RFC 6121 8.5.3.1)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.send(`<iq type='get' id='1' to='bob@example.org/pc'><a xmlns='urn:x' b='"&amp;'/></iq>`);
  assert.equal(
    bob.take(),
    `<iq type='get' id='1' to='bob@example.org/pc' from='alice@example.org/pc'><a xmlns='urn:x' b='&quot;&amp;'/></iq>`,
  );
  await bob.send(`<iq type='result' id='1' to='alice@example.org/pc'/>`);
  assert.equal(alice.take(), `<iq type='result' id='1' to='alice@example.org/pc' from='bob@example.org/pc'/>`);
});

test('nobody is pushed a roster by somebody else (S-03)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const push = "<query xmlns='jabber:iq:roster'><item jid='eve@example.org' subscription='both'/></query>";
  assert.match(await alice.send(`<iq type='set' id='1' to='bob@example.org/pc'>${push}</iq>`), /<service-unavailable /);
  assert.equal(bob.take(), '');
});

test('whoever claims to be somebody else is thrown out (RFC 6120 8.1.2.1)', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  assert.match(await alice.send(ping('1').replace('<iq', "<iq from='alice@example.org'")), /result/);
  assert.match(await alice.send(ping('1').replace('<iq', "<iq from='bob@example.org'")), /<invalid-from /);
});

test('what is no stanza of ours ends the stream (RFC 6120 4.9.3.24, X-08)', async () => {
  const world = await makeStreamWorld();
  await register(world, 'alice');
  for (const [text, condition] of [
    ["<message xmlns='jabber:server' to='a@example.org'/>", 'invalid-namespace'],
    ['<hello/>', 'unsupported-stanza-type'],
    ["<x xmlns='urn:x'/>", 'unsupported-stanza-type'],
    ['<!-- -->', 'restricted-xml'],
    ['<message>&#0;</message>', 'not-well-formed'],
  ] as const) {
    const alice = await new RawClient(world).bind('alice');
    assert.match(await alice.send(text), new RegExp(`<${condition} .*</stream:stream>$`), text);
    assert.equal(world.core.people.size, 0);
  }
});

test('a mistake of ours is told to the sender with an id, and the session lives', async () => {
  const broken: Feature = {
    iq: {
      server: {
        'get urn:broken now': () => {
          throw new Error('secret');
        },
        'get urn:broken later': () => Promise.reject(new Error('secret')),
      },
    },
  };
  const world = await makeStreamWorld({ features: [broken] });
  await register(world, 'alice');
  const alice = await new RawClient(world).bind('alice');
  for (const name of ['now', 'later']) {
    const answer = await alice.send(`<iq type='get' id='1' to='example.org'><${name} xmlns='urn:broken'/></iq>`);
    const incident = /<internal-server-error .*operator: ([0-9a-f]+)</.exec(answer)?.[1] as string;
    assert.ok(world.log.some((line) => line.includes(incident)));
    assert.doesNotMatch(answer, /secret/);
  }
});

test('direct messages go to the account, stamped, with an id of its archive (RFC 6121 8.5.2, XEP-0359)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const away = await new RawClient(world).appear('bob', 'away', '<presence><priority>-1</priority></presence>');
  bob.take();
  assert.equal(await alice.send(chat('bob@example.org', 'hi', '', " id='m1'")), '');
  assert.match(
    bob.take(),
    /^<message from='alice@example.org\/pc' to='bob@example.org\/pc' type='chat' id='m1'><body>hi<\/body><stanza-id xmlns='urn:xmpp:sid:0' by='bob@example.org' id='[0-9a-f-]{36}'\/><\/message>$/,
  );
  assert.equal(away.take(), '');
  await alice.send(chat('bob@example.org/away', 'you'));
  assert.match(away.take(), /<body>you</);
  assert.equal(bob.take(), '');
  await alice.send(chat('bob@example.org/gone', 'all'));
  assert.match(bob.take(), /<body>all</);
});

test('messages that cannot be delivered come back, but never errors (RFC 6121 8.5, 8.1)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const cases: [string, RegExp | string][] = [
    [
      chat('nobody@example.org', 'x', '', " id='1'"),
      /^<message from='nobody@example.org' to='alice@example.org\/pc' id='1' type='error'><error type='cancel'><service-unavailable /,
    ],
    [chat('bob@example.org', 'x').replace("'chat'", "'groupchat'"), /<service-unavailable /],
    [chat('bob@example.org', 'x').replace("'chat'", "'error'"), ''],
    [chat('nobody@example.org', 'x').replace("'chat'", "'error'"), ''],
    [chat('other.example', 'x'), /<remote-server-not-found /],
    [chat('example.org', 'x'), /<service-unavailable /],
    [chat('bob@example.org/none', 'x').replace("'chat'", "'headline'"), ''],
    [chat('a@b@c', 'x'), /<jid-malformed /],
    [chat('bob@example.org', 'x'.repeat(17_000)), /<policy-violation /],
  ];
  for (const [text, answer] of cases) {
    const came = await alice.send(text);
    if (typeof answer === 'string') assert.equal(came, answer, text);
    else assert.match(came, answer, text.slice(0, 200));
    assert.equal(bob.take(), '', text.slice(0, 200));
  }
  await alice.send(chat('bob@example.org/pc', 'bounce').replace("'chat'", "'error'"));
  assert.match(bob.take(), /type='error'/);
});

test('unknown content travels as it is, and what only servers say is taken out (S-01, S-02, S-04 to S-06)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const kept = `<poll xmlns='urn:poll' xmlns:p='urn:p' p:q='1'><o>a &amp; b</o> tail</poll>`;
  const foreign = `<stanza-id xmlns='urn:xmpp:sid:0' by='other.example' id='1'/><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>`;
  const forged =
    "<stanza-id xmlns='urn:xmpp:sid:0' by='bob@example.org' id='f1'/><stanza-id xmlns='urn:xmpp:sid:0' by='BOB@example.ORG' id='f2'/>" +
    "<delay xmlns='urn:xmpp:delay' from='example.org' stamp='2002-09-10T23:08:25Z'/><occupant-id xmlns='urn:xmpp:occupant-id:0' id='f'/>" +
    "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'/></received><sent xmlns='urn:xmpp:carbons:2'/>" +
    "<result xmlns='urn:xmpp:mam:2'/>";
  await alice.send(chat('bob@example.org', 'x', kept + forged + foreign));
  const [, content, id] =
    /<body>x<\/body>(.*)<stanza-id xmlns='urn:xmpp:sid:0' by='bob@example.org' id='([^']*)'/.exec(bob.take()) ?? [];
  assert.equal(content, kept + foreign);
  assert.match(id ?? '', /^[0-9a-f-]{36}$/);
});

test('carbons: copies for other sessions that want them, and only of conversations (XEP-0280 6 to 8)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  const phone = await new RawClient(world).appear('alice', 'phone');
  const tablet = await new RawClient(world).appear('alice', 'tablet');
  const bobs = await new RawClient(world).appear('bob', 'phone', '<presence><priority>-1</priority></presence>');
  const enable = "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>";
  assert.match(await phone.send(enable), /type='result'/);
  await bobs.send(enable);
  for (const each of [alice, bob, phone, tablet, bobs]) each.take();

  await alice.send(chat('bob@example.org', 'hi', "<x xmlns='urn:x'/>", " id='m'"));
  assert.match(
    phone.take(),
    /^<message from='alice@example.org' to='alice@example.org\/phone' type='chat'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='alice@example.org\/pc' to='bob@example.org' type='chat' id='m'><body>hi<\/body><x xmlns='urn:x'\/><stanza-id xmlns='urn:xmpp:sid:0' by='alice@example.org' id='[^']*'\/><\/message><\/forwarded><\/sent><\/message>$/,
  );
  assert.match(
    bobs.take(),
    /^<message from='bob@example.org' to='bob@example.org\/phone' type='chat'><received .*to='bob@example.org' .*by='bob@example.org'/,
  );
  assert.equal(alice.take() + tablet.take(), '');
  assert.match(bob.take(), /<body>hi</);

  for (const hint of ["<private xmlns='urn:xmpp:carbons:2'/>", "<no-copy xmlns='urn:xmpp:hints'/>"]) {
    await alice.send(chat('bob@example.org', 'secret', hint));
    assert.equal(phone.take() + bobs.take(), '', hint);
  }
  await alice.send(chat('bob@example.org', 'news').replace("'chat'", "'headline'"));
  assert.equal(phone.take() + bobs.take(), '');
  await phone.send(enable.replaceAll('enable', 'disable'));
  phone.take();
  await alice.send(chat('bob@example.org', 'again'));
  assert.equal(phone.take(), '');
});

test('what comes behind a message waits for it, and is answered in order (ARCHITECTURE 4)', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  world.faults.hold('archive.append');
  alice.write(
    chat('bob@example.org', '1') + chat('bob@example.org', '2') + ping('p') + chat('nobody@example.org', '3'),
  );
  await turns();
  assert.equal(bob.take() + alice.take(), '');
  alice.write(ping('held'));
  world.faults.release('archive.append');
  await turns(10);
  assert.match(bob.take(), /<body>1<.*<body>2</);
  assert.match(alice.take(), /id='p' type='result'.*service-unavailable.*id='held' type='result'/);
});

test('a client that sends on while it has to wait is not read', async () => {
  const world = await makeStreamWorld();
  const alice = await client(world, 'alice');
  await register(world, 'bob');
  world.faults.hold('archive.append');
  alice.write(chat('bob@example.org', '1') + ping('p'));
  await turns();
  for (let i = 0; i < 10 && !alice.connection.isPaused; i++) alice.write(chat('bob@example.org', 'x'.repeat(10_000)));
  assert.ok(alice.connection.isPaused);
  world.faults.release('archive.append');
  await turns(20);
  assert.ok(!alice.connection.isPaused);
});

test('when the archive is away a message is refused and never half sent', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  world.faults.hold('archive.append');
  alice.write(chat('bob@example.org', 'lost', '', " id='m'"));
  await turns();
  world.clock.advance(3000);
  await turns();
  assert.match(
    alice.take(),
    /^<message from='bob@example.org' .*id='m' type='error'><error type='wait'><resource-constraint .*not stored/,
  );
  world.faults.release('archive.append');
  await turns(10);
  assert.equal(bob.take(), '');
});

test('what was sent before the connection ended is still done', async () => {
  const world = await makeStreamWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  world.faults.hold('archive.append');
  alice.write(
    chat('bob@example.org', '1') +
      "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>" +
      chat('bob@example.org', '2'),
  );
  await alice.drop('peer');
  world.faults.release('archive.append');
  await turns(20);
  assert.match(bob.take(), /<body>1<.*<body>2</);
  assert.equal(world.core.people.byNickname('alice'), undefined);
});

test('a client that floods is read more slowly', async () => {
  const world = await makeStreamWorld({ limits: { bytes: { burst: 1000, perSecond: 1000 } } });
  const client = new RawClient(world);
  await client.open();
  client.write(' '.repeat(3000));
  assert.ok(client.connection.isPaused);
  world.clock.advance(2000);
  assert.ok(client.connection.isPaused);
  world.clock.advance(500);
  assert.ok(!client.connection.isPaused);
});
