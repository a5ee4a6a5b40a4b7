import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MessageEvent, SubjectEvent } from '../../src/core/event.ts';
import type { Redaction } from '../../src/core/history-event.ts';
import { Fenced, type Scope } from '../../src/core/ports.ts';
import type { Bare } from '../../src/lib/address.ts';
import { timeOf } from '../../src/lib/id.ts';
import { filed, newAddress, nextId, sampleAccount, sampleMessage, sampleRoom } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** A row of something that happened: not what anybody said. */
function happened(conversation: string, change: Partial<SubjectEvent> = {}): MessageEvent {
  const plain = sampleMessage();
  const past: SubjectEvent = {
    type: 'subject',
    id: plain.id,
    at: plain.at,
    room: 'room@rooms.example.org' as Bare,
    by: plain.from,
    subject: 'With "quotes", \0 and \ud800',
    ...change,
  };
  return { ...plain, conversation, kind: 'event', body: undefined, past };
}

export function sampleRedaction(reason = 'spam'): Redaction {
  const id = nextId();
  return { id, at: timeOf(id), by: sampleMessage().from, reason };
}

/** Promises about what happened, what was redacted, and what somebody has seen of it. */
export function historyContract(storage: UnderTest): void {
  describe('history', () => {
    test('what happened is kept among what was said, and shown to who asks for it', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const conversation = randomUUID();
      const said = sampleMessage({ conversation });
      const event = happened(conversation);
      const tags = sampleMessage({ conversation, kind: 'tags', body: undefined, tags: { '+a': 'b' } });
      const rest = [sampleMessage({ conversation, seq: 2 }), happened(conversation, { subject: 'later' })];
      await archive.append(filed([said, event, tags, ...rest]), epoch);
      const page = async (scope: Scope | undefined, limit: number, fromEnd = false) =>
        await archive.page(conversation, { limit, fromEnd, scope });
      assert.deepEqual(await page('all', 9), { messages: [said, event, tags, ...rest], complete: true });
      assert.deepEqual(await page(undefined, 9), { messages: [said, tags, rest[0]], complete: true });
      assert.deepEqual(await page('said', 9), { messages: [said, rest[0]], complete: true });
      assert.deepEqual(await page('said', 1, true), { messages: [rest[0]], complete: false });
      assert.deepEqual(await page('messages', 2, true), { messages: [tags, rest[0]], complete: false });
      assert.deepEqual(await archive.find(conversation, event.id), event);
      assert.equal(await archive.count(conversation, {}), 3);
    });

    test('a redacted message keeps its place and its names, and loses what it said', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben] = [newAddress('ann'), newAddress('ben')];
      const from = { ...sampleMessage().from, address: ann, mask: ann };
      const secret = {
        room: undefined,
        to: ben,
        from,
        clientId: 'c',
        clientKey: 'k',
        tags: { '+a': 'b' },
        payload: '<x/>',
      };
      const message = sampleMessage(secret);
      const { conversation, id } = message;
      await archive.append(filed([message], [ann, ben]), epoch);
      const redaction = sampleRedaction('with \0 in it');
      const { payload: _, tags: __, ...named } = message;
      const rest: MessageEvent = { ...named, kind: 'redacted', body: undefined, redaction };
      assert.equal(await archive.redact(conversation, id, redaction, epoch), true);
      assert.deepEqual(await archive.find(conversation, id), rest);
      assert.deepEqual((await archive.inboxPage(ben, ann, { limit: 9, fromEnd: false })).messages, [rest]);
      assert.deepEqual(await archive.inboxPage(ann, undefined, { limit: 9, fromEnd: false, scope: 'said' }), {
        messages: [],
        complete: true,
      });
      assert.equal(await archive.redact(conversation, id, sampleRedaction('again'), epoch), true, 'idempotent');
      assert.deepEqual(await archive.find(conversation, id), rest, 'the first redaction stands');
    });

    test('only what was said can be redacted, and only by who holds the home', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const conversation = randomUUID();
      const [message, event] = [sampleMessage({ conversation }), happened(conversation)];
      await archive.append(filed([message, event]), epoch);
      assert.equal(await archive.redact(conversation, event.id, sampleRedaction(), epoch), false);
      assert.equal(await archive.redact(conversation, nextId(), sampleRedaction(), epoch), false);
      assert.equal(await archive.redact(randomUUID(), message.id, sampleRedaction(), epoch), false);
      assert.equal(await archive.redact(conversation, "'; --", sampleRedaction(), epoch), false);
      await takeHome();
      await assert.rejects(archive.redact(conversation, message.id, sampleRedaction(), epoch), Fenced);
      assert.deepEqual(await archive.find(conversation, message.id), message);
    });

    test('a page of one’s own messages passes over what is not asked for, without counting it', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben] = [newAddress('ann'), newAddress('ben')];
      const all = Array.from({ length: 9 }, (_, i) =>
        sampleMessage({ room: undefined, to: ben, ...(i % 3 === 0 ? {} : { kind: 'tags', body: undefined }) }),
      );
      await archive.append(filed(all, [ann]), epoch);
      const ask = { limit: 2, scope: 'said' } as const;
      assert.deepEqual(await archive.inboxPage(ann, undefined, { ...ask, fromEnd: true }), {
        messages: [all[3], all[6]],
        complete: false,
      });
      assert.deepEqual(await archive.inboxPage(ann, undefined, { ...ask, fromEnd: false, after: all[0]?.id }), {
        messages: [all[3], all[6]],
        complete: true,
      });
    });

    test('what somebody thinks of a message is one set, which goes with the text', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const message = sampleMessage();
      await archive.append(filed([message]), epoch);
      const key = { conversation: message.conversation, message: message.id, actor: newAddress() };
      assert.deepEqual(await archive.reactions(key), []);
      await archive.setReactions(key, ['👍', 'lol']);
      await archive.setReactions({ ...key, actor: newAddress() }, ['x']);
      assert.deepEqual(await archive.reactions(key), ['👍', 'lol']);
      await archive.setReactions(key, []);
      assert.deepEqual(await archive.reactions(key), []);
      await archive.setReactions(key, ['y']);
      await archive.redact(message.conversation, message.id, sampleRedaction(), epoch);
      assert.deepEqual(await archive.reactions(key), []);
    });

    test('marks only rise, and are their owner’s', async () => {
      const { marks } = storage();
      const [ann, conversation] = [newAddress('ann'), randomUUID()];
      const [early, late] = [nextId(), nextId()];
      assert.deepEqual(await marks.load(ann), new Map());
      await marks.save(ann, conversation, late);
      await marks.save(ann, conversation, early);
      await marks.save(ann, randomUUID(), early);
      const loaded = await marks.load(ann);
      assert.equal(loaded.get(conversation), late);
      assert.equal(loaded.size, 2);
      assert.deepEqual(await marks.load(newAddress()), new Map());
    });

    test('the first visit to a room is remembered, until the room or the account is gone', async () => {
      const { rooms, accounts } = storage();
      const room = sampleRoom();
      const [ann, ben] = [newAddress('ann'), newAddress('ben')];
      const visit = (address: Bare, at: number) => ({ type: 'visit', room: room.id, address, at }) as const;
      await rooms.apply([{ type: 'room', room }, visit(ann, 5), visit(ann, 9)]);
      await rooms.apply([visit(ann, 3), visit(ben, 7), { ...visit(ann, 1), room: randomUUID() }]);
      assert.equal(await rooms.firstVisit(room.id, ann), 5);
      assert.equal(await rooms.firstVisit(room.id, ben), 7);
      assert.equal(await rooms.firstVisit(room.id, newAddress()), undefined);
      const key = ann.split('@')[0] as string;
      await accounts.create(sampleAccount(key));
      await storage().marks.save(ann, randomUUID(), nextId());
      await accounts.remove(key, ann);
      assert.equal(await rooms.firstVisit(room.id, ann), undefined);
      assert.deepEqual(await storage().marks.load(ann), new Map());
      await rooms.apply([{ type: 'destroy', room: room.id }]);
      assert.equal(await rooms.firstVisit(room.id, ben), undefined);
    });
  });
}
