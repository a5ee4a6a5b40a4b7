import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { View } from '../../../../src/core/endpoint.ts';
import type { PresenceEvent } from '../../../../src/core/contact-event.ts';
import type { Event, MessageEvent } from '../../../../src/core/event.ts';
import type { Bare } from '../../../../src/lib/address.ts';
import { formFor, type Stanzas } from '../../../../src/protocols/xmpp/forms/form.ts';
import { withoutFormatting } from '../../../../src/lib/formatting.ts';
import { Scope } from '../../../../src/protocols/xmpp/wire/tree-builder.ts';
import { legalText, type Element } from '../../../../src/protocols/xmpp/wire/stanza.ts';

const scope = new Scope("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
const OWN = Buffer.from('bob@example.org/pc');

/** Rendered for somebody and read again; a rendering that is no XML throws. */
function read(event: Event, view: number = View.OTHER, carbons = false): Element[] {
  const stanzas = formFor(carbons).render(event, view) as Stanzas | undefined;
  return (stanzas ?? []).map(({ head, tail }) => scope.parse(Buffer.concat([head, OWN, tail]).toString()));
}

const message: MessageEvent = {
  type: 'message',
  id: '018bcfe5-6800-7000-8000-000000000000',
  at: 0,
  conversation: 'c',
  seq: 1,
  room: undefined,
  to: 'bob@example.org' as Bare,
  from: {
    address: 'alice@example.org' as Bare,
    nickname: 'alice',
    mask: 'alice@example.org',
    account: 'alice',
    occupantId: 'o',
  },
  fromDevice: 'pc',
  kind: 'text',
  body: 'hi',
  kept: true,
};
const anything = fc.string({ unit: 'binary', maxLength: 60 });

test('whatever people write, the stanza is XML and says what XML can say of it (B-05)', () => {
  fc.assert(
    fc.property(anything, anything, anything, (text, clientId, device) => {
      const body = text.replace(/^\x01+/, ''); // a request from client to client is not shown here
      const event = { ...message, body, clientId, fromDevice: device };
      for (const view of [View.OTHER, View.COPY_SENT, View.COPY_RECEIVED]) {
        const [stanza] = read(event, view, true) as [Element];
        const inner =
          view === View.OTHER
            ? stanza
            : (stanza.getChildElements()[0]?.getChildElements()[0]?.getChildElements()[0] as Element);
        const plain = legalText(withoutFormatting(body));
        assert.equal(inner.getChildText('body'), plain.startsWith('/me ') ? ` ${plain}` : plain);
        assert.equal(inner.attrs.id, legalText(clientId));
      }
    }),
    { numRuns: 1000 },
  );
});

test('a status of any kind is XML too', () => {
  const event: PresenceEvent = {
    type: 'presence',
    at: 0,
    from: 'alice@example.org' as Bare,
    device: 'pc',
    availability: undefined,
  };
  fc.assert(
    fc.property(anything, fc.integer({ min: -128, max: 127 }), (status, priority) => {
      const [stanza] = read({ ...event, availability: { show: 'away', status, priority } }) as [Element];
      assert.equal(stanza.getChildText('status') ?? '', legalText(status));
      assert.equal(stanza.getChildText('priority') ?? '0', String(priority));
    }),
  );
});

test('IRC formatting and line noise do not reach XML (B-05)', () => {
  const [stanza] = read({ ...message, body: '\x02bold\x02 \x0304red\x0f\0\x1b[0m\ufffe\ud800 end' }) as [Element];
  assert.equal(stanza.getChildText('body'), 'bold red[0m end');
});

test('actions are /me, and what only looks like one is not (XEP-0245, B-07)', () => {
  const bodyOf = (event: MessageEvent) => read(event)[0]?.getChildText('body');
  assert.equal(bodyOf({ ...message, kind: 'action', body: 'waves' }), '/me waves');
  assert.equal(bodyOf({ ...message, body: '/me waves' }), ' /me waves');
});

test('a message in a room is rendered once, for its speaker and both forms alike', () => {
  const event: MessageEvent = { ...message, to: undefined, room: 'garden@rooms.example.org' as Bare };
  const rendering = formFor(false).render(event, View.OTHER);
  assert.ok(rendering);
  assert.equal(formFor(false).render(event, View.OWN), rendering);
  assert.equal(formFor(true).render(event, View.OTHER), rendering);
});

test('copies are for who wants them, and the sender sees nothing of its own', () => {
  for (const view of [View.COPY_SENT, View.COPY_RECEIVED]) {
    assert.equal(formFor(false).render(message, view), undefined);
    assert.ok(formFor(true).render(message, view));
  }
  assert.equal(formFor(true).render(message, View.OWN), undefined);
});

test('what is not archived has no archive id (XEP-0359)', () => {
  assert.equal(read({ ...message, kept: false })[0]?.getChild('stanza-id'), undefined);
});
