import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, guest, makeServer, Peer } from './harness.ts';

const second = 'batch draft/metadata-2';
const third = 'batch draft/metadata-3 standard-replies';
const SERVER = ':irc.example.org';

/** Lines of a batch of that type about that target, without their batch tag. */
function batched(lines: readonly string[], type = 'metadata', target?: string): string[] {
  const start = new RegExp(`^${SERVER} BATCH \\+(\\w+) ${type}${target === undefined ? '( \\S+)?' : ` ${target}`}$`);
  const reference = lines.map((line) => start.exec(line)?.[1]).find(Boolean) ?? '';
  assert.notEqual(reference, '', `no batch ${type} ${target ?? ''} in ${lines.join('\n')}`);
  assert.ok(lines.includes(`${SERVER} BATCH -${reference}`));
  return lines.filter((line) => line.startsWith(`@batch=${reference} `)).map((line) => line.replace(/^@\S+ /, ''));
}

// IRCv3 metadata, "METADATA SET", "METADATA GET": 761, 766
test('a value is set, read in a batch, and taken away', async () => {
  const ann = await guest(await makeServer(), 'ann', third);
  assert.deepEqual(await ann.ask('METADATA * SET homepage :https://example.org/~ann'), [
    `${SERVER} 761 ann ann homepage * :https://example.org/~ann`,
  ]);
  assert.deepEqual(batched(await ann.ask('METADATA ANN GET homepage avatar Bad!'), 'metadata', 'ann'), [
    `${SERVER} 761 ann ann homepage * :https://example.org/~ann`,
    `${SERVER} 766 ann ann avatar :key not set`,
    `${SERVER} FAIL METADATA INVALID_KEY Bad! :A key has letters a to z, digits and _ . / -`,
  ]);
  assert.deepEqual(await ann.ask('METADATA * SET homepage'), [`${SERVER} 766 ann ann homepage :key not set`]);
  assert.deepEqual(batched(await ann.ask('METADATA * LIST')), []);
});

// IRCv3 metadata, "Standard Replies"; the drafts differ in names
test('what cannot be is refused in the words of the draft that the client speaks', async () => {
  const server = await makeServer();
  const [ann, bob] = [await guest(server, 'ann', second), await guest(server, 'bob', third)];
  const failures = async (peer: Peer, ...lines: string[]) =>
    (await peer.ask(...lines)).map((line) => line.replace(/^\S+ FAIL METADATA (.*) :.*$/, '$1'));
  const asked = [
    'METADATA * SET Bad! :x',
    `METADATA * SET ok :${'x'.repeat(301)}`,
    'METADATA * DANCE',
    'METADATA nobody LIST',
  ];
  assert.deepEqual(await failures(ann, ...asked, 'METADATA * SET never'), [
    'KEY_INVALID Bad!',
    'VALUE_INVALID ok',
    'SUBCOMMAND_INVALID DANCE',
    'INVALID_TARGET nobody',
    'KEY_NOT_SET ann never',
  ]);
  assert.deepEqual(await failures(bob, ...asked, 'METADATA ann SET k :v', 'METADATA ann CLEAR'), [
    'INVALID_KEY Bad!',
    'INVALID_VALUE ok',
    'INVALID_PARAMS DANCE',
    'INVALID_TARGET nobody',
    'KEY_NO_PERMISSION ann k',
    'KEY_NO_PERMISSION ann *',
  ]);
  assert.deepEqual(await bob.ask('METADATA *', 'METADATA * GET'), [
    `${SERVER} 461 bob METADATA :Not enough parameters`,
    `${SERVER} 461 bob METADATA :Not enough parameters`,
  ]);
});

test('there is room for so many keys and no more: LIMIT_REACHED', async () => {
  const ann = await guest(await makeServer(), 'ann', third);
  for (const key of ['a', 'b', 'c', 'd', 'e']) await ann.ask(`METADATA * SET ${key} :1`);
  const [refused = ''] = await ann.ask('METADATA * SET f :1');
  assert.match(refused, / FAIL METADATA LIMIT_REACHED ann :At most 5 keys/);
  assert.match((await ann.ask('METADATA * SET e :2'))[0] ?? '', / 761 ann ann e \* :2$/);
  assert.equal(batched(await ann.ask('METADATA * CLEAR')).length, 5);
});

// IRCv3 metadata, "METADATA SUB", "METADATA UNSUB", "METADATA SUBS": 770, 771, 772, 774
test('keys are subscribed to in order, up to a number', async () => {
  const ann = await guest(await makeServer(), 'ann', third);
  assert.deepEqual(await ann.ask('METADATA * SUB avatar Bad! color status extra more'), [
    `${SERVER} FAIL METADATA INVALID_KEY Bad! :A key has letters a to z, digits and _ . / -`,
    `${SERVER} 770 ann avatar color :status`,
    `${SERVER} FAIL METADATA LIMIT_REACHED extra :At most 3 keys`,
    `${SERVER} 774 ann :*ALL`,
  ]);
  assert.deepEqual(await ann.ask('METADATA * UNSUB color'), [`${SERVER} 771 ann :color`]);
  assert.deepEqual(batched(await ann.ask('METADATA * SUBS'), 'metadata-subs'), [`${SERVER} 772 ann avatar :status`]);
});

// IRCv3 metadata, "Notifications"
test('who shares a room and has subscribed is told, each in their draft, and nobody else', async () => {
  const server = await makeServer();
  const [ann, bob, eve, fay] = [
    await guest(server, 'ann', third),
    await guest(server, 'bob', second),
    await guest(server, 'eve', third),
    await guest(server, 'fay', third),
  ];
  for (const peer of [ann, bob, eve]) await peer.ask('JOIN #den');
  for (const peer of [bob, eve, fay]) await peer.ask('METADATA * SUB color');
  const plain = await guest(server, 'plain');
  await plain.ask('JOIN #den');
  for (const peer of [ann, bob, eve, fay]) peer.read();
  await ann.ask('METADATA * SET color :red', 'METADATA * SET unheard :1', 'METADATA * SET color');
  assert.deepEqual(bob.read(), [`${SERVER} METADATA ann color * :red`, `${SERVER} METADATA ann color * :`]);
  assert.deepEqual(eve.read(), [`${SERVER} 761 * ann color * :red`, `${SERVER} 766 * ann color :key not set`]);
  assert.deepEqual([fay.read(), plain.read()], [[], []]);
});

test('coming into a room shows what is subscribed to, of the room and those inside', async () => {
  const server = await makeServer();
  const [ann, bob] = [await guest(server, 'ann', third), await guest(server, 'bob', third)];
  await ann.ask('JOIN #den', 'METADATA * SET color :red', 'METADATA #den SET avatar :https://example.org/den.png');
  await bob.ask('METADATA * SUB color avatar');
  assert.deepEqual(batched(await bob.ask('JOIN #den'), 'metadata', '#den'), [
    `${SERVER} 761 bob #den avatar * :https://example.org/den.png`,
    `${SERVER} 761 bob ann color * :red`,
  ]);
  assert.equal(batched(await bob.ask('METADATA #den SYNC'), 'metadata', '#den').length, 2);
  assert.equal(batched(await bob.ask('METADATA *ALL SYNC'), 'metadata', '\\*ALL').length, 2);
});

test('moderators say things about their room; strangers do not read them', async () => {
  const server = await makeServer();
  const [ann, bob] = [await account(server, 'ann', third), await guest(server, 'bob', third)];
  await ann.ask('JOIN #den', 'METADATA #den SET display-name :The den');
  for (const act of ['GET avatar', 'LIST', 'SYNC']) {
    assert.match((await bob.ask(`METADATA #den ${act}`))[0] ?? '', / FAIL METADATA KEY_NO_PERMISSION #den \* /, act);
  }
  await bob.ask('JOIN #den');
  assert.match((await bob.ask('METADATA #den SET avatar :x'))[0] ?? '', / KEY_NO_PERMISSION #den avatar /);
  assert.deepEqual(batched(await bob.ask('METADATA #den LIST')), [`${SERVER} 761 bob #den display-name * :The den`]);
  // SEMANTICS 2: the title of the room, on both wires
  assert.equal([...server.core.rooms.loaded()][0]?.record.settings.title, 'The den');
});

// IRCv3 metadata, "`RPL_WHOISKEYVALUE` numeric": 760
test('WHOIS shows it to those who know what it is', async () => {
  const server = await makeServer();
  const [ann, bob, plain] = [
    await guest(server, 'ann', third),
    await guest(server, 'bob', third),
    await guest(server, 'eve'),
  ];
  await ann.ask('METADATA * SET status :busy');
  assert.ok((await bob.ask('WHOIS ann')).includes(`${SERVER} 760 bob ann status * :busy`));
  assert.ok(!(await plain.ask('WHOIS ann')).some((line) => line.includes(' 760 ')));
});

// IRCv3 metadata, "before-connect"
test('before registration values and subscriptions are noted, and hold afterwards', async () => {
  const server = await makeServer();
  const ann = new Peer(server);
  await ann.ask('CAP LS 302', `CAP REQ :${third}`);
  assert.deepEqual(await ann.ask('METADATA * SET color :red', 'METADATA * SUB color', 'METADATA bob LIST'), [
    `${SERVER} 761 * * color * :red`,
    `${SERVER} 770 * :color`,
    `${SERVER} FAIL METADATA KEY_NO_PERMISSION bob * :Register first; only * is known now`,
  ]);
  const welcome = await ann.ask('NICK ann', 'USER a 0 * :A', 'CAP END');
  assert.deepEqual(batched(welcome, 'metadata', 'ann'), [`${SERVER} 761 * ann color * :red`]);
  assert.ok(welcome.findIndex((line) => / BATCH \+/.test(line)) < welcome.findIndex((line) => / 422 /.test(line)));
  assert.deepEqual(batched(await ann.ask('METADATA * LIST')), [`${SERVER} 761 ann ann color * :red`]);
});

test('an account keeps what it says about itself', async () => {
  const server = await makeServer();
  const first = await account(server, 'ann', third);
  await first.ask('METADATA * SET display-name :Ann W', 'QUIT');
  const again = await account(server, 'ann', third);
  assert.deepEqual(batched(await again.ask('METADATA * LIST')), [`${SERVER} 761 ann ann display-name * :Ann W`]);
  assert.equal(server.core.people.byNickname('ann')?.displayName, 'Ann W');
});

test('a session that ends is owed nothing more', async () => {
  const server = await makeServer();
  const ann = await guest(server, 'ann', third);
  await ann.ask('METADATA * SUB color avatar', 'QUIT');
  assert.deepEqual([server.core.metadata.subscribers.size, server.core.metadata.subscriptions.size], [0, 0]);
});

// IRCv3 metadata, "INVALID_TARGET"; RELIABILITY H-04
test('a secret channel is answered for as one that is not there', async () => {
  const server = await makeServer();
  const [ann, ben] = [await guest(server, 'ann'), await guest(server, 'ben')];
  await ann.ask('JOIN #hidden', 'MODE #hidden +s');
  for (const act of ['LIST', 'GET url', 'SET url :x', 'CLEAR', 'SYNC']) {
    const [there, nowhere] = await ben.ask(`METADATA #hidden ${act}`, `METADATA #absent ${act}`);
    assert.equal(there, ':irc.example.org FAIL METADATA INVALID_TARGET #hidden :Invalid target');
    assert.equal(nowhere, ':irc.example.org FAIL METADATA INVALID_TARGET #absent :Invalid target');
  }
});
