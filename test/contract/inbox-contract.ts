import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MessageEvent } from '../../src/core/event.ts';
import type { Bare } from '../../src/lib/address.ts';
import { filed, newAddress, nextId, sampleMessage } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const whole = { limit: 100, fromEnd: false };

function direct(from: Bare, to: Bare, change: Partial<MessageEvent> = {}): MessageEvent {
  return sampleMessage({
    room: undefined,
    to,
    from: { ...sampleMessage().from, address: from, mask: from },
    ...change,
  });
}

/** Promises of `ArchiveStore.inboxPage` and `findInInbox`. */
export function inboxContract(storage: UnderTest): void {
  describe('inbox', () => {
    test('direct messages are in the archives of their owners, and in nobody else’s', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben, remote] = [newAddress('ann'), newAddress('ben'), newAddress('r', 'remote.example')];
      const [both, one] = [direct(ann, ben), direct(remote, ann)];
      await archive.append([...filed([both], [ann, ben]), ...filed([one], [ann])], epoch);
      assert.deepEqual(await archive.inboxPage(ann, undefined, whole), { messages: [both, one], complete: true });
      assert.deepEqual(await archive.inboxPage(ben, undefined, whole), { messages: [both], complete: true });
      assert.deepEqual(await archive.inboxPage(remote, undefined, whole), { messages: [], complete: true });
      assert.deepEqual(await archive.findInInbox(ben, both.id), both);
      assert.equal(await archive.findInInbox(ben, one.id), undefined);
      assert.equal(await archive.findInInbox(ben, 'no id'), undefined);
    });

    test('with a correspondent only what was exchanged with them, both ways', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben, cyd] = [newAddress('ann'), newAddress('ben'), newAddress('cyd')];
      const events = [direct(ann, ben), direct(cyd, ann), direct(ben, ann), direct(ann, ann), direct(ann, cyd)];
      await archive.append(filed(events, [ann]), epoch);
      const withPeer = async (peer: Bare) => (await archive.inboxPage(ann, peer, whole)).messages;
      assert.deepEqual(await withPeer(ben), [events[0], events[2]]);
      assert.deepEqual(await withPeer(cyd), [events[1], events[4]]);
      assert.deepEqual(await withPeer(ann), [events[3]]);
      assert.deepEqual(await withPeer(newAddress()), []);
    });

    test('a message to oneself is filed once', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const ann = newAddress('ann');
      const event = direct(ann, ann);
      await archive.append(filed([event], [ann, ann]), epoch);
      assert.deepEqual((await archive.inboxPage(ann, undefined, whole)).messages, [event]);
    });

    test('a private message through a room has the room as correspondent', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben, room] = [newAddress('ann'), newAddress('ben'), newAddress('room', 'rooms.example.org')];
      const event = direct(ann, ben, { room, toNickname: 'Ben' });
      await archive.append(filed([event], [ann, ben]), epoch);
      for (const owner of [ann, ben]) {
        assert.deepEqual((await archive.inboxPage(owner, room, whole)).messages, [event]);
        assert.deepEqual((await archive.inboxPage(owner, owner === ann ? ben : ann, whole)).messages, []);
      }
    });

    test('inbox pages go forwards and backwards, tell completeness and never err', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben, cyd] = [newAddress('ann'), newAddress('ben'), newAddress('cyd')];
      const events = Array.from({ length: 7 }, (_, i) => direct(ann, i % 2 === 0 ? ben : cyd));
      await archive.append(filed(events, [ann]), epoch);
      const [e0, , e2, , e4, , e6] = events as [
        MessageEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
        MessageEvent,
      ];
      const page = (peer: Bare | undefined, query: object) => archive.inboxPage(ann, peer, { ...whole, ...query });
      assert.deepEqual(await page(ben, { limit: 2 }), { messages: [e0, e2], complete: false });
      assert.deepEqual(await page(ben, { limit: 2, after: e2.id }), { messages: [e4, e6], complete: true });
      assert.deepEqual(await page(ben, { limit: 2, before: e6.id, fromEnd: true }), {
        messages: [e2, e4],
        complete: false,
      });
      assert.deepEqual(await page(undefined, { limit: 3, fromEnd: true }), {
        messages: events.slice(4),
        complete: false,
      });
      assert.deepEqual(await page(undefined, { limit: 0 }), { messages: [], complete: false });
      assert.deepEqual(await page(undefined, { after: nextId() }), { messages: [], complete: true });
      assert.deepEqual(await page(undefined, { after: 'x' }), { messages: [], complete: true });
      assert.deepEqual(await archive.inboxPage('\0%' as Bare, '_' as Bare, whole), { messages: [], complete: true });
    });

    test('a duplicate is not filed again', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben] = [newAddress('ann'), newAddress('ben')];
      const first = direct(ann, ben, { clientKey: 'key' });
      await archive.append(filed([first], [ann, ben]), epoch);
      const retry = { ...first, id: nextId(), seq: 2 };
      assert.deepEqual(await archive.append(filed([retry], [ann, ben]), epoch), [first.id]);
      assert.deepEqual((await archive.inboxPage(ben, ann, whole)).messages, [first]);
    });
  });
}
