import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MessageEvent } from '../../src/core/event.ts';
import type { Bare } from '../../src/lib/address.ts';
import { filed, nextId, sampleMessage, sampleTalk } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const whole = { limit: 100, fromEnd: false };
const nasty = 'a\0b\x02c\x1f \ud800 \udc00x \u{1F469}\u200D\u{1F680} \u{10FFFF} \uFDD0fdd0 \uFFFF é\u0301 "\\\'{},NULL';

/** Promises of `ArchiveStore.append`, `stored`, `retract` and `find`. */
export function appendContract(storage: UnderTest): void {
  describe('append', () => {
    test('a message with every field comes back as it was, less what is not archived', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const plain = sampleMessage({
        seq: 7_000_000_000,
        to: 'bob@example.org' as Bare,
        toNickname: 'Bob',
        kind: 'action',
        clientId: 'c 1',
        clientKey: 'k 1',
        payload: '<active xmlns="http://jabber.org/protocol/chatstates"/>',
        tags: { '+z': '1', '+a': '' },
        flavour: 'normal',
      });
      await archive.append(filed([{ ...plain, toResource: 'phone', fromDevice: 'laptop' }]), epoch);
      const found = await archive.find(plain.conversation, plain.id);
      assert.deepEqual(found, plain);
      assert.deepEqual(Object.keys(found.tags ?? {}), ['+z', '+a']);
    });

    test('empty, missing and default values are told apart', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const { from } = sampleMessage();
      const events = [
        sampleMessage({ body: undefined, kind: 'tags', room: undefined, to: 'b@example.org' as Bare }),
        sampleMessage({ body: '', payload: '', clientId: '', clientKey: '', flavour: '', toNickname: '', tags: {} }),
        sampleMessage({ from: { ...from, mask: '~x@guests.example', account: undefined, occupantId: '' } }),
      ];
      await archive.append(filed(events), epoch);
      for (const event of events) assert.deepEqual(await archive.find(event.conversation, event.id), event);
    });

    test('any text is stored exactly: controls, NUL, lone surrogates, beyond the BMP, quotes', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const from = { address: `${nasty}@x` as Bare, nickname: nasty, mask: nasty, account: nasty, occupantId: nasty };
      const text = {
        body: nasty,
        clientId: nasty,
        clientKey: nasty,
        payload: nasty,
        flavour: nasty,
        toNickname: nasty,
      };
      const event = sampleMessage({ from, ...text, tags: { [nasty]: nasty }, room: nasty as Bare, to: nasty as Bare });
      await archive.append([{ event, owners: [nasty as Bare] }], epoch);
      assert.deepEqual(await archive.find(event.conversation, event.id), event);
      assert.deepEqual(await archive.findInInbox(nasty as Bare, event.id), event);
      const again = sampleMessage({ ...event, id: nextId(), seq: 2 });
      assert.deepEqual(await archive.append(filed([again]), epoch), [event.id]);
    });

    test('a large message is stored whole', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const event = sampleMessage({ body: '😀x'.repeat(50_000) });
      await archive.append(filed([event]), epoch);
      assert.deepEqual(await archive.find(event.conversation, event.id), event);
    });

    test('an empty batch is nothing', async () => {
      const { archive, takeHome } = storage();
      assert.deepEqual(await archive.append([], (await takeHome()).epoch), []);
    });

    test('the same client key is stored once, across batches, and answered with the first id', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [first, other, retry] = sampleTalk(randomUUID(), 3).map((event, i) =>
        i === 1 ? event : { ...event, clientKey: 'key' },
      ) as [MessageEvent, MessageEvent, MessageEvent];
      assert.deepEqual(await archive.append(filed([first]), epoch), [undefined]);
      assert.deepEqual(await archive.append(filed([other, retry]), epoch), [undefined, first.id]);
      const page = await archive.page(first.conversation, whole);
      assert.deepEqual(page.messages, [first, other]);
    });

    test('the same client key twice in one batch is stored once', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const talk = sampleTalk(randomUUID(), 4).map((event, i) => ({ ...event, clientKey: i === 2 ? 'other' : 'key' }));
      const [first, , third] = talk as [MessageEvent, MessageEvent, MessageEvent];
      assert.deepEqual(await archive.append(filed(talk), epoch), [undefined, first.id, undefined, first.id]);
      assert.deepEqual((await archive.page(first.conversation, whole)).messages, [first, third]);
      const late = sampleTalk(first.conversation, 2, 5).map((event) => ({ ...event, clientKey: 'key' }));
      assert.deepEqual(await archive.append(filed(late), epoch), [first.id, first.id]);
    });

    test('client keys of other senders and other conversations do not collide', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const first = sampleMessage({ clientKey: 'key' });
      const bob = { ...first.from, address: 'bob@example.org' as Bare };
      const events = [
        first,
        sampleMessage({ clientKey: 'key' }),
        sampleMessage({ clientKey: 'key', conversation: first.conversation, seq: 2, from: bob }),
        sampleMessage({ clientKey: 'ke', conversation: first.conversation, seq: 3, from: first.from }),
      ];
      assert.deepEqual(await archive.append(filed(events), epoch), [undefined, undefined, undefined, undefined]);
    });

    test('a batch given again is stored once', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const owner = 'carol@example.org' as Bare;
      const talk = sampleTalk(randomUUID(), 6).map((event, i) =>
        i % 2 === 0 ? event : { ...event, clientKey: `k${i}` },
      );
      const nothing = talk.map(() => undefined);
      assert.deepEqual(await archive.append(filed(talk, [owner]), epoch), nothing);
      assert.deepEqual(await archive.append(filed(talk, [owner]), epoch), nothing);
      const { conversation } = talk[0] as MessageEvent;
      assert.deepEqual((await archive.page(conversation, whole)).messages, talk);
    });

    test('a batch is stored all or nothing', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const good = sampleMessage({ clientKey: 'key' });
      await assert.rejects(archive.append(filed([good, sampleMessage({ conversation: 'no uuid' })]), epoch), TypeError);
      assert.deepEqual(await archive.stored([good.id]), new Set());
      assert.deepEqual(await archive.append(filed([good]), epoch), [undefined]);
    });

    test('many batches at once are all stored', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const conversations = Array.from({ length: 20 }, () => randomUUID());
      await Promise.all(conversations.map((each) => archive.append(filed(sampleTalk(each, 50)), epoch)));
      for (const each of conversations) assert.equal(await archive.count(each, {}), 50);
    });

    test('stored tells which ids are there, whatever is asked', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [first, second] = sampleTalk(randomUUID(), 2) as [MessageEvent, MessageEvent];
      await archive.append(filed([first, second]), epoch);
      const asked = [first.id, nextId(), 'no id', '', second.id, first.id];
      assert.deepEqual(await archive.stored(asked), new Set([first.id, second.id]));
      assert.deepEqual(await archive.stored([]), new Set());
    });

    test('a retracted message is gone everywhere and its client key is free', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [owner, to] = ['dora@example.org' as Bare, 'eve@example.org' as Bare];
      const event = sampleMessage({
        clientKey: 'key',
        room: undefined,
        to,
        from: { ...sampleMessage().from, address: owner },
      });
      const kept = sampleMessage({ conversation: event.conversation, seq: 2 });
      await archive.append(filed([event, kept], [owner, to]), epoch);
      await archive.retract([event.id, nextId(), 'no id']);
      assert.equal(await archive.find(event.conversation, event.id), undefined);
      assert.equal(await archive.findInInbox(owner, event.id), undefined);
      assert.equal(await archive.findInInbox(to, event.id), undefined);
      assert.deepEqual((await archive.page(event.conversation, whole)).messages, [kept]);
      const again = { ...event, id: nextId(), seq: 3 };
      assert.deepEqual(await archive.append(filed([again]), epoch), [undefined]);
    });

    test('a message is found in its own conversation only', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const event = sampleMessage();
      await archive.append(filed([event]), epoch);
      assert.deepEqual(await archive.find(event.conversation, event.id), event);
      for (const [conversation, id] of [
        [randomUUID(), event.id],
        [event.conversation, nextId()],
        ['x', event.id],
        [event.conversation, "' or 1=1"],
      ] as const) {
        assert.equal(await archive.find(conversation, id), undefined);
      }
    });
  });
}
