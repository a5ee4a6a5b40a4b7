import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitModes } from '../../../src/protocols/irc/mode-split.ts';
import { modeOfLetter } from '../../../src/protocols/irc/modes.ts';
import { account, guest, makeServer, type Peer, type Server } from './harness.ts';

const codes = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]);
const by = ':alice!alice@example.org MODE #c';

async function together(): Promise<{ server: Server; alice: Peer; bob: Peer; gus: Peer }> {
  const server = await makeServer();
  const [alice, bob, gus] = [await account(server, 'alice'), await account(server, 'bob'), await guest(server, 'gus')];
  for (const peer of [alice, bob, gus]) await peer.ask('JOIN #c');
  for (const peer of [alice, bob]) peer.read();
  return { server, alice, bob, gus };
}

// RFC 2812 3.2.3
test('settings are shown, changed together and told to all in one line', async () => {
  const { alice, bob } = await together();
  assert.deepEqual(await bob.ask('MODE #c'), [
    ':irc.example.org 324 bob #c :+nrt',
    ':irc.example.org 329 bob #c :1700000000',
  ]);
  assert.deepEqual(await alice.ask('MODE #c -t+skl-n key 20'), [`${by} -tn+skl key 20`]);
  assert.deepEqual(bob.read(), [`${by} -tn+skl key 20`]);
  assert.match((await bob.ask('MODE #c'))[0] ?? '', / 324 bob #c \+klrs key :20$/);
  assert.deepEqual(await alice.ask('MODE #c -lk x'), [`${by} -lk key`]);
  assert.deepEqual(await alice.ask('MODE #c +s'), [], 'what is so already is no change');
});

test('the key of a channel is for those inside', async () => {
  const { server, alice } = await together();
  await alice.ask('MODE #c +k key');
  const out = await guest(server, 'out');
  assert.match((await out.ask('MODE #c'))[0] ?? '', / 324 out #c \+knrt :\*$/);
});

test('who is no operator changes nothing: 482; who is not inside: 442; where nothing is: 403', async () => {
  const { server, bob } = await together();
  const out = await guest(server, 'out');
  for (const change of ['+m', '+o bob', '+b x', '-v alice'])
    assert.deepEqual(codes(await bob.ask(`MODE #c ${change}`)), ['482'], change);
  assert.deepEqual(codes(await out.ask('MODE #c +m', 'MODE #nowhere', 'MODE #nowhere +m', 'MODE')), [
    '442',
    '403',
    '403',
    '461',
  ]);
  assert.equal(server.core.rooms.find('c@rooms.example.org' as never)?.record.settings.moderated, false);
});

// RELIABILITY I-12
test('what cannot be read is refused, and the rest is done', async () => {
  const { alice } = await together();
  assert.deepEqual(await alice.ask('MODE #c +xml 1000000000000'), [
    ':irc.example.org 472 alice x :is unknown mode char to me for #c',
    ':irc.example.org 696 alice #c l 1000000000000 :A limit is a number from 1 to 999999',
    `${by} +m`,
  ]);
  assert.deepEqual(
    codes(
      await alice.ask('MODE #c +k :a b', 'MODE #c +k a,b', 'MODE #c +k', 'MODE #c +l -1', 'MODE #c +o', 'MODE #c +r'),
    ),
    ['696', '696', '696', '696', '696', '696'],
  );
  assert.deepEqual(codes(await alice.ask('MODE #c +o nobody', 'MODE #c +o #c')), ['401', '401']);
  assert.deepEqual(codes(await alice.ask('MODE #c bbbbbb', 'MODE #c ooooo')), ['368', '696']);
});

// SEMANTICS 4
test('ranks are given and taken, each seen once by everybody', async () => {
  const { alice, bob, gus } = await together();
  assert.deepEqual(await alice.ask('MODE #c +o-o+v gus gus bob'), [`${by} +o-o+v gus gus bob`]);
  assert.deepEqual(gus.read(), [`${by} +o-o+v gus gus bob`]);
  assert.deepEqual(await alice.ask('MODE #c +a bob'), [`${by} -v+a bob bob`]);
  assert.deepEqual(await alice.ask('MODE #c +v bob', 'MODE #c +o bob'), [], 'a lower rank never lowers');
  assert.match((await gus.ask('NAMES #c')).at(-2) ?? '', / 353 gus = #c :~alice &bob gus$/);
  assert.deepEqual(await alice.ask('MODE #c +q bob'), [`${by} -a+q bob bob`]);
  assert.deepEqual(await bob.ask('MODE #c -q alice'), [
    ...[`${by} +o-o+v gus gus bob`, `${by} -v+a bob bob`, `${by} -a+q bob bob`],
    ':bob!bob@example.org MODE #c -q alice',
  ]);
});

test('an owner or admin is not deopped, the last owner not at all, and guests have no lasting rank', async () => {
  const { alice, bob } = await together();
  assert.deepEqual(codes(await alice.ask('MODE #c -o alice', 'MODE #c -q alice', 'MODE #c +a gus')), [
    '482',
    '482',
    '482',
  ]);
  assert.deepEqual(bob.read(), []);
});

test('+m silences who has no voice; voice comes with +v, and +m itself tells no ranks', async () => {
  const { alice, gus } = await together();
  assert.deepEqual(await alice.ask('MODE #c +m'), [`${by} +m`]);
  assert.deepEqual(await gus.ask('PRIVMSG #c :hm'), [
    `${by} +m`,
    ':irc.example.org 404 gus #c :Cannot send to channel (+m)',
  ]);
  assert.deepEqual(await alice.ask('MODE #c +v gus'), [`${by} +v gus`]);
  await gus.ask('PRIVMSG #c :thanks');
  assert.equal(alice.read().length, 1);
  assert.deepEqual(await alice.ask('MODE #c -v gus', 'MODE #c -m'), [`${by} -v gus`, `${by} -m`]);
});

test('lists of masks are kept, shown and emptied; a banned voice is not heard', async () => {
  const { alice, gus } = await together();
  assert.deepEqual(await alice.ask('MODE #c +be gus nice!*@*'), [`${by} +be gus!*@* nice!*@*`]);
  gus.read();
  assert.deepEqual(codes(await gus.ask('PRIVMSG #c :hm')), ['404']);
  assert.deepEqual(await gus.ask('MODE #c b'), [
    ':irc.example.org 367 gus #c gus!*@* alice!alice@example.org :1700000000',
    ':irc.example.org 368 gus #c :End of channel ban list',
  ]);
  assert.deepEqual(codes(await gus.ask('MODE #c e', 'MODE #c +I')), ['482', '482'], 'who is spared is for operators');
  assert.deepEqual(await alice.ask('MODE #c eI'), [
    ':irc.example.org 348 alice #c nice!*@* alice!alice@example.org :1700000000',
    ':irc.example.org 349 alice #c :End of channel exception list',
    ':irc.example.org 347 alice #c :End of channel invite list',
  ]);
  assert.deepEqual(await alice.ask('MODE #c -b GUS'), [`${by} -b gus!*@*`]);
  assert.deepEqual(await alice.ask('MODE #c -b gus', 'MODE #c +b gus!*@*', 'MODE #c +b gus'), [`${by} +b gus!*@*`]);
});

test('one’s own modes are asked, habits are no error, others’ are not ours', async () => {
  const { alice } = await together();
  assert.deepEqual(await alice.ask('MODE alice', 'MODE alice +iw', 'MODE alice +Z', 'MODE bob', 'MODE nobody'), [
    ':irc.example.org 221 alice :+r',
    ':alice!alice@example.org MODE alice +iw',
    ':irc.example.org 501 alice :Unknown mode flag',
    ":irc.example.org 502 alice :Can't change mode for other users",
    ':irc.example.org 401 alice nobody :No such nick/channel',
  ]);
});

// RELIABILITY I-12
test('each parameter goes to the mode it was given for', () => {
  const change = fc.record({ letter: fc.constantFrom(...'qaovbeIklmnst'), isSet: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const wants = ({ letter, isSet }: { letter: string; isSet: boolean }) =>
        'qaovbeIk'.includes(letter) || (letter === 'l' && isSet);
      const modes = changes.map(({ letter, isSet }) => (isSet ? '+' : '-') + letter).join('');
      const runs = splitModes([
        '#c',
        modes,
        ...changes
          .map((each, i) => ({ each, i }))
          .filter(({ each }) => wants(each))
          .map(({ i }) => `p${i}`),
      ]);
      const single = changes.flatMap(({ letter, isSet }, i) =>
        modeOfLetter.has(letter) ? [] : [['#c', (isSet ? '+' : '-') + letter, `p${i}`]],
      );
      assert.deepEqual(
        runs.filter(([, mode]) => !modeOfLetter.has(mode?.[1] ?? '')),
        single,
      );
      const settings = changes.flatMap(({ letter, isSet }, i) =>
        modeOfLetter.has(letter) && isSet && 'kl'.includes(letter) ? [`p${i}`] : [],
      );
      assert.deepEqual(
        runs.filter(([, mode]) => modeOfLetter.has(mode?.[1] ?? '')).flatMap((run) => run.slice(2)),
        settings,
      );
    }),
  );
});
