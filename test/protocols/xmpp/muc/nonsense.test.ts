import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { features } from '../../../../src/protocols/xmpp/features/index.ts';
import { attribute, escapeAttribute, escapeText } from '../../../../src/protocols/xmpp/wire/stanza.ts';
import { client, errorOf, garden, makeRoomWorld } from './room-world.ts';

const namespaces = [
  'http://jabber.org/protocol/muc',
  'http://jabber.org/protocol/muc#user',
  'http://jabber.org/protocol/muc#admin',
  'http://jabber.org/protocol/muc#owner',
  'http://jabber.org/protocol/disco#info',
  'http://jabber.org/protocol/disco#items',
  'http://jabber.org/protocol/rsm',
  'jabber:x:data',
  'jabber:x:conference',
  'jabber:iq:register',
  'jabber:client',
  'urn:xmpp:mam:2',
  'urn:xmpp:sid:0',
  'urn:xmpp:ping',
  'vcard-temp',
];
const names =
  'x query item invite decline reason field value set max after before ids destroy metadata body subject ping password history vCard'.split(
    ' ',
  );
const words = [
  '',
  '0',
  '-1',
  'none',
  'owner',
  'moderator',
  'submit',
  'cancel',
  'form',
  garden,
  `${garden}/alice`,
  'bob@example.org',
  '@',
  '\\40',
  'with',
  'ids',
  'FORM_TYPE',
  'muc#role',
  'urn:xmpp:mam:2',
  'http://jabber.org/protocol/muc#roomconfig',
  'http://jabber.org/protocol/muc#request',
];
const word = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 12 }));
const keys = ['jid', 'nick', 'role', 'affiliation', 'to', 'type', 'var', 'node', 'id', 'maxstanzas', 'since'];

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name: fc.constantFrom(...names),
      namespace: fc.constantFrom(...namespaces, undefined),
      attributes: fc.dictionary(fc.constantFrom(...keys), word, { maxKeys: 3 }),
      children: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        word.map(escapeText),
        fc.array(tie('element'), { maxLength: 3 }).map((all) => all.join('')),
      ),
    })
    .map(({ name, namespace, attributes, children }) => {
      const declared = namespace === undefined ? '' : ` xmlns='${namespace}'`;
      const rest = Object.entries(attributes).map(([key, value]) => ` ${key}='${escapeAttribute(value)}'`);
      return `<${name}${declared}${rest.join('')}>${children}</${name}>`;
    }),
}));

/** What handlers are found by, with anything inside. */
const roots = [
  ['query', 'http://jabber.org/protocol/muc#admin'],
  ['query', 'http://jabber.org/protocol/muc#owner'],
  ['query', 'http://jabber.org/protocol/disco#info'],
  ['query', 'http://jabber.org/protocol/disco#items'],
  ['query', 'urn:xmpp:mam:2'],
  ['metadata', 'urn:xmpp:mam:2'],
  ['query', 'jabber:iq:register'],
  ['vCard', 'vcard-temp'],
  ['ping', 'urn:xmpp:ping'],
  ['x', 'http://jabber.org/protocol/muc'],
  ['x', 'http://jabber.org/protocol/muc#user'],
  ['x', 'jabber:x:conference'],
  ['body', 'jabber:client'],
  ['subject', 'jabber:client'],
] as const;
const form = fc
  .record({
    type: fc.constantFrom('submit', 'cancel', 'form'),
    formType: word,
    fields: fc.array(fc.tuple(word, word), { maxLength: 3 }),
  })
  .map(({ type, formType, fields }) => {
    const all = [['FORM_TYPE', formType], ...fields] as [string, string][];
    const written = all.map(
      ([name, value]) => `<field var='${escapeAttribute(name)}'><value>${escapeText(value)}</value></field>`,
    );
    return `<x xmlns='jabber:x:data' type='${type}'>${written.join('')}</x>`;
  });
const root = fc
  .tuple(fc.constantFrom(...roots), fc.array(fc.oneof(element, form), { maxLength: 3 }))
  .map(([[name, namespace], children]) => `<${name} xmlns='${namespace}'>${children.join('')}</${name}>`);

const stanza = fc.record({
  name: fc.constantFrom('iq', 'message', 'presence'),
  type: fc.constantFrom('get', 'set', 'result', 'error', 'groupchat', 'chat', 'unavailable', 'subscribe', undefined),
  to: fc.constantFrom(
    garden,
    `${garden}/alice`,
    `${garden}/bob`,
    `${garden}/nobody`,
    'rooms.example.org',
    'new@rooms.example.org/alice',
    'alice@example.org',
    undefined,
  ),
  payload: fc.array(fc.oneof(root, root, form, element), { minLength: 1, maxLength: 2 }).map((all) => all.join('')),
});

/** The client of an occupant answers what the room does not. */
const isForClient = (to: string | undefined): boolean => to?.endsWith('/alice') === true || to === `${garden}/bob`;

// RELIABILITY S, B, X: whatever clients send to rooms and archives meets a rule, never a mistake of ours.
test('no stanza to a room is a mistake of ours, and every request gets exactly one answer', async () => {
  const world = await makeRoomWorld({}, features);
  const [alice, bob] = [await client(world, 'alice'), await client(world, 'bob')];
  await fc.assert(
    fc.asyncProperty(stanza, async ({ name, type, to, payload }) => {
      await alice.join();
      await bob.join();
      const attributes = `${type === undefined ? '' : ` type='${type}'`}${to === undefined ? '' : ` to='${to}'`}`;
      const heard = await alice.say(`<${name} id='n1'${attributes}>${payload}</${name}>`);
      const wrong = [...heard, ...bob.take()].map(errorOf).filter((error) => error?.endsWith('internal-server-error'));
      assert.deepEqual([wrong, world.log.filter((line) => line.includes('mistake'))], [[], []]);
      if (name !== 'iq' || (type !== 'get' && type !== 'set') || isForClient(to)) return;
      const answers = heard.filter((each) => each.name === 'iq' && attribute(each, 'id') === 'n1');
      assert.equal(answers.length, 1);
    }),
    { numRuns: 400 },
  );
});
