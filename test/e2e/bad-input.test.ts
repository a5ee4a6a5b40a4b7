import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { RawClient } from '../transcripts/client.ts';
import { connectIrc } from '../transcripts/irc-client.ts';
import { connectXmpp } from '../transcripts/xmpp-client.ts';
import { starts, STREAM } from './attacker.ts';
import { DOMAIN, PASSWORD, ROOMS, startServer, type TestServer } from './server.ts';

interface Attack {
  readonly from: keyof typeof starts;
  readonly sends: readonly (string | Buffer)[];
  /** The protocol's own error. */
  readonly hears: RegExp;
  /** Is that the end of the connection, too? */
  readonly ends: boolean;
}

const TEN_MEGABYTES = Buffer.alloc(10 << 20, 'x');
const groupchat = (body: string): string =>
  `<message to='garden@${ROOMS}' type='groupchat'><body>${body}</body></message>`;
const streamError = (...conditions: readonly string[]): RegExp =>
  new RegExp(`<stream:error><(${conditions.join('|')}) xmlns=['"]urn:ietf:params:xml:ns:xmpp-streams['"]`);
const entities = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`);
const BOMB = `<?xml version='1.0'?><!DOCTYPE l [<!ENTITY l0 "lol">${entities.join('')}]>`;

const attacks: Record<string, Attack> = {
  'IRC: 10 MiB without a newline, before registration': {
    from: 'irc',
    sends: [TEN_MEGABYTES],
    hears: /^ERROR :/m,
    ends: true,
  },
  'IRC: 10 MiB without a newline, from a member': {
    from: 'irc guest',
    sends: ['PRIVMSG #garden :', TEN_MEGABYTES],
    hears: /^ERROR :/m,
    ends: true,
  },
  'IRC: a line of 600 bytes': {
    from: 'irc guest',
    sends: [`PRIVMSG #garden :${'x'.repeat(600)}\r\n`],
    hears: / 417 trudy /,
    ends: false,
  },
  'IRC: invalid UTF-8': {
    from: 'irc guest',
    sends: [Buffer.from('PRIVMSG #garden :caf\xe9 \xff\xfe\r\n', 'latin1')],
    hears: /INVALID_UTF8|rejected/,
    ends: false,
  },
  'IRC: NUL': { from: 'irc guest', sends: ['PRIVMSG #garden :a\0b\r\n'], hears: / 400 trudy PRIVMSG /, ends: false },
  'IRC: a bare CR': {
    from: 'irc guest',
    sends: ['PRIVMSG #garden :a\rQUIT :injected\r\n'],
    hears: / 400 trudy PRIVMSG /,
    ends: false,
  },
  'IRC: a message before registration': {
    from: 'irc',
    sends: ['PRIVMSG #garden :hello\r\n'],
    hears: / 451 \* /,
    ends: false,
  },
  'XMPP: an entity bomb in place of the header': {
    from: 'xmpp',
    sends: [`${BOMB}${STREAM}`],
    hears: streamError('restricted-xml'),
    ends: true,
  },
  'XMPP: an entity bomb from an occupant': {
    from: 'xmpp occupant',
    sends: [BOMB, groupchat('&l9;')],
    hears: streamError('restricted-xml', 'not-well-formed'),
    ends: true,
  },
  'XMPP: an entity that nobody defined': {
    from: 'xmpp occupant',
    sends: [groupchat('&l9;')],
    hears: streamError('restricted-xml', 'not-well-formed'),
    ends: true,
  },
  'XMPP: 100,000 nested elements before login': {
    from: 'xmpp',
    sends: [STREAM, '<a>'.repeat(100_000)],
    hears: streamError('policy-violation', 'not-authorized'),
    ends: true,
  },
  'XMPP: 100,000 nested elements from an occupant': {
    from: 'xmpp occupant',
    sends: [`<message to='garden@${ROOMS}' type='groupchat'>`, '<a>'.repeat(100_000)],
    hears: streamError('policy-violation'),
    ends: true,
  },
  'XMPP: a stanza of 10 MiB': {
    from: 'xmpp occupant',
    sends: [`<message to='garden@${ROOMS}' type='groupchat'><body>`, TEN_MEGABYTES],
    hears: streamError('policy-violation'),
    ends: true,
  },
  'XMPP: invalid UTF-8': {
    from: 'xmpp occupant',
    sends: [Buffer.from(groupchat('caf\xe9 \xff\xfe'), 'latin1')],
    hears: streamError('bad-format', 'not-well-formed', 'unsupported-encoding', 'invalid-xml'),
    ends: true,
  },
  'XMPP: NUL': {
    from: 'xmpp occupant',
    sends: [groupchat('a\0b')],
    hears: streamError('not-well-formed', 'bad-format', 'invalid-xml'),
    ends: true,
  },
  'XMPP: a reference to NUL': {
    from: 'xmpp occupant',
    sends: [groupchat('a&#0;b')],
    hears: streamError('not-well-formed', 'bad-format', 'restricted-xml', 'invalid-xml'),
    ends: true,
  },
  'XMPP: a stanza before login': {
    from: 'xmpp',
    sends: [STREAM, groupchat('hello')],
    hears: streamError('not-authorized'),
    ends: true,
  },
  'XMPP: a stanza before binding': {
    from: 'xmpp unbound',
    sends: [groupchat('hello')],
    hears: streamError('not-authorized'),
    ends: true,
  },
};

/** Alice on IRC and bob on XMPP, in the garden. */
async function bystanders(context: TestContext, server: TestServer): Promise<{ alice: RawClient; bob: RawClient }> {
  const alice = await logIn(server, 'irc', 'alice');
  const bob = await logIn(server, 'xmpp', 'bob');
  context.after(() => [alice, bob].forEach((client) => client.close()));
  alice.send('JOIN #garden');
  await alice.roundTrip();
  bob.send(`<presence to='garden@${ROOMS}/bob'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  for (const { frames } of [alice, bob]) frames.length = 0;
  return { alice, bob };
}

function logIn({ irc, xmpp }: TestServer, wire: 'irc' | 'xmpp', account: string): Promise<RawClient> {
  const person = { name: account, account, password: PASSWORD, capabilities: [] };
  return wire === 'irc' ? connectIrc({ ...person, port: irc }) : connectXmpp({ ...person, port: xmpp, domain: DOMAIN });
}

/** Those who stand by can talk, and saw nothing but the attacker come and go. */
async function assertUndisturbed({ alice, bob }: { alice: RawClient; bob: RawClient }): Promise<void> {
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  for (const line of alice.frames) assert.match(line, /^:(mallory|trudy)!\S+ (JOIN|QUIT|PART) /);
  for (const stanza of bob.frames) assert.match(stanza, /^<presence from='garden@\S+\/(mallory|trudy)'/);
  alice.send('PRIVMSG #garden :still here');
  bob.send(`<message to='garden@${ROOMS}' type='groupchat' id='x'><body>so am I</body></message>`);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  assert.ok(alice.frames.some((line) => line.endsWith('PRIVMSG #garden :so am I')));
  assert.ok(bob.frames.some((stanza) => stanza.includes('<body>still here</body>')));
}

for (const [name, { from, sends, hears, ends }] of Object.entries(attacks)) {
  test(`${name}: its own error, nobody disturbed, the next login works`, async (context) => {
    const server = await startServer(context, 'alice', 'bob', 'dora', 'mallory');
    const others = await bystanders(context, server);
    const attacker = await starts[from](context, server);
    for (const bytes of sends) attacker.send(bytes);
    await attacker.hears(hears);
    if (ends) await attacker.closed();
    await assertUndisturbed(others);
    assert.equal(attacker.isClosed, ends);
    for (const wire of ['irc', 'xmpp'] as const) (await logIn(server, wire, 'dora')).close();
  });
}

test('XMPP: a bare CR in a body is a line break, and no line of its own on IRC', async (context) => {
  const server = await startServer(context, 'alice', 'bob', 'mallory');
  const { alice, bob } = await bystanders(context, server);
  const attacker = await starts['xmpp occupant'](context, server);
  attacker.send(groupchat('a\rQUIT :injected&#13;KICK #garden bob'));
  await attacker.hears(/<body>a/);
  await Promise.all([alice.roundTrip(), bob.roundTrip()]);
  const said = alice.frames.filter((line) => !line.includes(' JOIN '));
  assert.ok(said.length > 0);
  for (const line of said) assert.match(line, /^:mallory!\S+ PRIVMSG #garden :[^\r\n\0]*$/);
});
