import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageEvent } from '../../../../src/core/event.ts';
import { sendDirect } from '../../../../src/core/direct/send.ts';
import { roomHistory } from '../../../../src/core/archive/history.ts';
import type { Bare } from '../../../../src/lib/address.ts';
import { serialise, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { turns } from '../../../core/world.ts';
import { client, errorOf, garden, makeRoomWorld, type Client } from '../muc/room-world.ts';

const MAM = 'urn:xmpp:mam:2';

interface Answer {
  readonly results: Element[];
  readonly bodies: (string | null)[];
  readonly ids: string[];
  readonly answer: Element;
  readonly fin: Element | undefined;
}

const field = (name: string, ...values: string[]) =>
  `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`;

/** Asks an archive; `fields` of the form, `set` for the result set, `more` beside them. */
async function query(who: Client, to: string | undefined, { fields = '', set = '', more = '' } = {}): Promise<Answer> {
  const form = `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', MAM)}${fields}</x>`;
  const page = set === '' ? '' : `<set xmlns='http://jabber.org/protocol/rsm'>${set}</set>`;
  const address = to === undefined ? '' : ` to='${to}'`;
  const heard = await who.say(
    `<iq type='set' id='m'${address}><query xmlns='${MAM}' queryid='f27'>${form}${page}${more}</query></iq>`,
  );
  const results = heard.filter(({ name }) => name === 'message').map((message) => message.getChild('result')!);
  const answer = heard.find(({ name }) => name === 'iq')!;
  const messages = results.map((result) => result.getChild('forwarded')!.getChild('message')!);
  return {
    results,
    bodies: messages.map((message) => message.getChildText('body')),
    ids: results.map(({ attrs }) => attrs.id as string),
    answer,
    fin: answer.getChild('fin') ?? undefined,
  };
}

/** A garden where alice has said one to six, ten seconds apart. */
async function spoken(): Promise<{ alice: Client; bob: Client; heard: Element[] }> {
  const world = await makeRoomWorld();
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await alice.join();
  await bob.join();
  bob.take();
  for (const text of ['one', 'two', 'three', 'four', 'five', 'six']) {
    await alice.say(`<message to='${garden}' type='groupchat' id='c-${text}'><body>${text}</body></message>`);
    world.clock.advance(10_000);
  }
  return { alice, bob, heard: bob.take() };
}

// XEP-0313 4.2, 5.1.2; SEMANTICS P2, P3.
test('a room’s archive gives what was heard, under the same ids, in the same order', async () => {
  const { bob, heard } = await spoken();
  const { bodies, ids, fin, results } = await query(bob, garden);
  assert.deepEqual(bodies, ['one', 'two', 'three', 'four', 'five', 'six']);
  assert.deepEqual(
    ids,
    heard.map((message) => message.getChild('stanza-id')?.attrs.id),
  );
  assert.equal(fin?.attrs.complete, 'true');
  const [first] = results;
  assert.equal(first!.attrs.queryid, 'f27');
  assert.equal(first!.parent?.attrs.from, garden);
  const message = first!.getChild('forwarded')!.getChild('message')!;
  assert.deepEqual(
    [message.attrs.from, message.attrs.to, message.attrs.type, message.attrs.id],
    [`${garden}/alice`, undefined, 'groupchat', 'c-one'],
  );
  assert.doesNotMatch(first!.toString(), /alice@example\.org/);
  const { core } = bob.world;
  const page = await roomHistory(core, bob.session.core, core.rooms.find(garden)!, { limit: 100, fromEnd: false });
  assert.ok('messages' in page); // what IRC's CHATHISTORY shows
  assert.deepEqual(
    page.messages.map(({ id }: MessageEvent) => id),
    ids,
  );
});

// XEP-0059 2; XEP-0313 4.3.
test('pages go forth and back, and say when there is no more', async () => {
  const { bob } = await spoken();
  const page = async (set: string) => {
    const { bodies, fin } = await query(bob, garden, { set });
    return [bodies.join(' '), fin?.attrs.complete ?? 'more'];
  };
  const { ids } = await query(bob, garden);
  assert.deepEqual(await page('<max>2</max>'), ['one two', 'more']);
  assert.deepEqual(await page(`<max>2</max><after>${ids[1]}</after>`), ['three four', 'more']);
  assert.deepEqual(await page(`<max>2</max><after>${ids[3]}</after>`), ['five six', 'true']);
  assert.deepEqual(await page('<max>2</max><before/>'), ['five six', 'more']);
  assert.deepEqual(await page(`<max>4</max><before>${ids[4]}</before>`), ['one two three four', 'true']);
  assert.deepEqual(await page(`<max>9</max><after>${ids[5]}</after>`), ['', 'true']);
  assert.deepEqual(await page('<max>0</max>'), ['', 'more']);
  const { fin } = await query(bob, garden, { set: '<max>2</max>' });
  const set = fin!.getChild('set')!;
  assert.deepEqual([set.getChildText('first'), set.getChildText('last')], [ids[0], ids[1]]);
});

// XEP-0313 4.1, the extended fields included.
test('fields choose by time, by id, by speaker, and turn the page around', async () => {
  const { bob } = await spoken();
  const { ids, results } = await query(bob, garden);
  const stamp = (i: number) => results[i]!.getChild('forwarded')!.getChild('delay')!.attrs.stamp as string;
  const chosen = async (fields: string, more = '') => (await query(bob, garden, { fields, more })).bodies.join(' ');
  assert.equal(await chosen(field('start', stamp(4))), 'five six');
  assert.equal(await chosen(field('end', stamp(1))), 'one two');
  assert.equal(await chosen(field('start', stamp(1)) + field('end', stamp(2))), 'two three');
  assert.equal(await chosen(field('after-id', ids[3]!)), 'five six');
  assert.equal(await chosen(field('before-id', ids[1]!)), 'one');
  assert.equal(await chosen(field('after-id', ids[1]!) + field('before-id', ids[4]!)), 'three four');
  assert.equal(await chosen(field('ids', ids[4]!, ids[0]!)), 'one five');
  assert.equal(await chosen(field('with', `${garden}/alice`)), 'one two three four five six');
  assert.equal(await chosen(field('with', `${garden}/bob`)), '');
  assert.equal(await chosen(field('with', 'alice@example.org')), ''); // no way to learn who is behind a nickname
  assert.equal(await chosen(field('after-id', ids[3]!), '<flip-page/>'), 'six five');
});

// XEP-0313 4.1.4, 4.1.5, 4.3.2.
test('what cannot be answered is refused, with nothing before it', async () => {
  const { bob } = await spoken();
  const refused = async (fields: string, set = '') => {
    const { answer, results } = await query(bob, garden, { fields, set });
    assert.deepEqual(results, []);
    return errorOf(answer);
  };
  const unknown = '01890000-0000-7000-8000-000000000000';
  for (const id of [unknown, 'nonsense', "'; drop table messages"].map((each) => each.replaceAll("'", '&apos;'))) {
    assert.equal(await refused('', `<after>${id}</after>`), 'cancel item-not-found');
    assert.equal(await refused('', `<before>${id}</before>`), 'cancel item-not-found');
    assert.equal(await refused(field('after-id', id)), 'cancel item-not-found');
    assert.equal(await refused(field('before-id', id)), 'cancel item-not-found');
    assert.equal(await refused(field('ids', id)), 'cancel item-not-found');
  }
  assert.equal(await refused(field('start', 'yesterday')), 'modify bad-request');
  assert.equal(await refused(field('with', '@')), 'modify jid-malformed');
  assert.equal(await refused(field('colour', 'red')), 'cancel feature-not-implemented');
  assert.equal(await refused('', '<max>many</max>'), 'modify bad-request');
});

// XEP-0313 6 (security), SEMANTICS 6.1, RELIABILITY H-01, H-10.
test('an archive is for those who may read it', async () => {
  const { alice, bob } = await spoken();
  const carol = await client(alice.world, 'carol');
  assert.equal(errorOf((await query(carol, garden)).answer), 'auth forbidden');
  assert.equal(errorOf((await query(carol, 'none@rooms.example.org')).answer), 'cancel item-not-found');
  assert.equal(errorOf((await query(bob, 'alice@example.org')).answer), 'cancel service-unavailable');
  await bob.say(`<presence to='${garden}/bob' type='unavailable'/>`);
  assert.equal(errorOf((await query(bob, garden)).answer), 'auth forbidden');
  await alice.ask(
    'set',
    garden,
    `<query xmlns='http://jabber.org/protocol/muc#admin'><item jid='carol@example.org' affiliation='member'/></query>`,
  );
  assert.equal((await query(carol, garden)).bodies.length, 6);
});

test('the archive is away: an error, not a false end', async () => {
  const { bob } = await spoken();
  bob.world.faults.away = true;
  const { answer, results } = await query(bob, garden);
  assert.equal(errorOf(answer), 'wait resource-constraint');
  assert.deepEqual(results, []);
});

test('no page is longer than history.page, nor too big for a slow reader', async () => {
  const { alice, bob } = await spoken();
  alice.world.core.config = { ...alice.world.core.config, history: { ...alice.world.core.config.history, page: 4 } };
  assert.deepEqual((await query(bob, garden, { set: '<max>1000</max>' })).bodies, ['one', 'two', 'three', 'four']);
  alice.world.core.config = { ...alice.world.core.config, history: { ...alice.world.core.config.history, page: 100 } };
  for (let i = 0; i < 12; i++)
    await alice.say(`<message to='${garden}' type='groupchat'><body>${'x'.repeat(16_000)}</body></message>`);
  bob.take();
  const oldest = await query(bob, garden);
  assert.equal(oldest.fin?.attrs.complete, undefined);
  assert.equal(oldest.bodies[0], 'one');
  assert.ok(oldest.bodies.length < 18);
  const newest = await query(bob, garden, { set: '<before/>' });
  const all = [...newest.ids];
  for (let page = newest; page.fin?.attrs.complete !== 'true';) {
    page = await query(bob, garden, { set: `<before>${page.ids[0]}</before>` });
    all.unshift(...page.ids);
  }
  assert.equal(new Set(all).size, 18);
  assert.deepEqual(all, [...all].sort());
});

// SEMANTICS P8: what the core does not know travels and is kept as it was.
test('unknown payloads come out of the archive byte for byte as they were heard', async () => {
  const { alice, bob } = await spoken();
  const payload = `<poll xmlns='urn:example:poll' q='a&amp;b&apos;'><option xml:lang='en'>1 &lt; 2</option><x:y xmlns:x='urn:x'/></poll>`;
  await alice.say(`<message to='${garden}' type='groupchat'><body>vote</body>${payload}</message>`);
  const live = serialise(bob.take()[0]!.getChild('poll')!);
  const { results } = await query(bob, garden, { set: '<max>1</max><before/>' });
  assert.equal(serialise(results[0]!.getChild('forwarded')!.getChild('message')!.getChild('poll')!), live);
});

// XEP-0313 3.1, 4.1.1, 5.1.2.
test('an account’s archive holds its direct messages, and private ones under the room', async () => {
  const { alice, bob } = await spoken();
  const { core } = alice.world;
  const reference = () => alice.session.begin(serialisable());
  sendDirect(
    core,
    alice.session.core,
    { address: 'bob@example.org' as Bare },
    { kind: 'text', body: 'direct', kept: true, clientId: 'd1' },
    reference(),
  );
  sendDirect(
    core,
    alice.session.core,
    { address: 'alice@example.org' as Bare },
    { kind: 'text', body: 'note', kept: true },
    reference(),
  );
  await turns();
  await bob.say(`<message to='${garden}/alice' type='chat'><body>private</body></message>`);
  const all = await query(alice, undefined);
  assert.deepEqual(all.bodies, ['direct', 'note', 'private']);
  const messages = all.results.map((result) => result.getChild('forwarded')!.getChild('message')!.attrs);
  assert.deepEqual(
    [messages[0]!.from, messages[0]!.to, messages[0]!.id],
    ['alice@example.org', 'bob@example.org', 'd1'],
  );
  assert.deepEqual([messages[2]!.from, messages[2]!.to], [`${garden}/bob`, 'alice@example.org']);
  const withWhom = async (who: Client, jid: string) =>
    (await query(who, undefined, { fields: field('with', jid) })).bodies.join(' ');
  assert.equal(await withWhom(alice, 'bob@example.org'), 'direct');
  assert.equal(await withWhom(alice, 'alice@example.org'), 'note');
  assert.equal(await withWhom(alice, garden), 'private');
  assert.equal(await withWhom(alice, `${garden}/bob`), 'private');
  assert.equal(await withWhom(alice, `${garden}/carol`), '');
  assert.equal(await withWhom(bob, 'alice@example.org'), 'direct');
  assert.equal((await query(alice, 'alice@example.org')).bodies.length, 3);
  // RELIABILITY H-03: a private message is nobody else's.
  assert.deepEqual((await query(alice, garden)).bodies.includes('private'), false);
});

// XEP-0313 5: metadata; 4.1.5: the form.
test('an archive tells its ends and its fields', async () => {
  const { alice, bob } = await spoken();
  const metadata = async (to: string) => (await bob.ask('get', to, `<metadata xmlns='${MAM}'/>`)).getChild('metadata')!;
  const { ids } = await query(bob, garden);
  const found = await metadata(garden);
  assert.deepEqual([found.getChild('start')?.attrs.id, found.getChild('end')?.attrs.id], [ids[0], ids[5]]);
  assert.deepEqual((await metadata('bob@example.org')).children, []);
  const form = (await alice.ask('get', garden, `<query xmlns='${MAM}'/>`)).getChild('query')!.getChild('x')!;
  const names = form.getChildren('field').map(({ attrs }) => attrs.var as string);
  assert.deepEqual(names, ['FORM_TYPE', 'with', 'start', 'end', 'before-id', 'after-id', 'ids']);
  assert.notEqual(form.getChildren('field').at(-1)?.getChild('validate')?.getChild('open'), undefined);
});

/** A stanza to stand for a message in the count of stanzas. */
function serialisable(): Element {
  return { name: 'message', attrs: {} } as Element;
}
