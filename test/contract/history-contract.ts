import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MessageEvent, SubjectEvent } from '../../src/core/event.ts';
import type { ReactedEvent, Redaction } from '../../src/core/history-event.ts';
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

type Change = Pick<ReactedEvent, 'reactions' | 'added' | 'removed'>;

function reacted(message: MessageEvent, actor: Bare, change: Change): MessageEvent {
  const { id, at, from, conversation, room } = sampleMessage({ conversation: message.conversation });
  const by = { ...from, address: actor };
  const past = { type: 'reacted', id, at, conversation, by, message: message.id, kept: true, ...change } as const;
  const row = { ...message, id, at, from: by, kind: 'reaction', body: undefined } as const;
  return { ...row, past: { ...past, room, to: 'x@example.org' as Bare } };
}

function edited(message: MessageEvent, body: string): { event: MessageEvent; amends: MessageEvent } {
  const { id, at } = sampleMessage();
  const { conversation, from: by, tags: _, edited: was, ...rest } = message;
  const to = message.to as Bare;
  const base = { type: 'edited', id, at, conversation, by, message: message.id, kind: 'text', body } as const;
  const past = { ...base, before: message.body ?? '', room: 'r@x' as Bare, to };
  const event = { ...rest, conversation, from: by, id, at, kind: 'edit', body: undefined, past } as const;
  const first = was ?? { kind: 'text', body: message.body ?? '', ids: [] };
  return { event, amends: { ...message, body, edited: { ...first, ids: [...first.ids, id] } } };
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

    test('what somebody thinks of a message is one set, stored with the act, undone with it, gone with the text', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const message = sampleMessage();
      await archive.append(filed([message]), epoch);
      const key = { conversation: message.conversation, message: message.id, actor: newAddress() };
      const set = () => archive.reactions(key);
      assert.deepEqual(await set(), []);
      const first = reacted(message, key.actor, { reactions: ['👍', 'lol'], added: ['👍', 'lol'], removed: [] });
      const other = reacted(message, newAddress(), { reactions: ['x'], added: ['x'], removed: [] });
      await archive.append(filed([first, other]), epoch);
      assert.deepEqual(await set(), ['👍', 'lol']);
      const second = reacted(message, key.actor, { reactions: ['👍', '"'], added: ['"'], removed: ['lol'] });
      const none = reacted(message, key.actor, { reactions: [], added: [], removed: ['👍', '"'] });
      await archive.append(filed([second, none]), epoch);
      assert.deepEqual(await set(), [], 'of two in one batch the last counts');
      await archive.retract([second.id, none.id]);
      assert.deepEqual(new Set(await set()), new Set(['👍', 'lol']));
      const { messages } = await archive.page(message.conversation, { limit: 9, fromEnd: false });
      assert.deepEqual(messages, [message, first, other]);
      await archive.redact(message.conversation, message.id, sampleRedaction(), epoch);
      assert.deepEqual(await set(), []);
    });

    test('an edited message has its last text and what it was; edits are undone, and redacted with it', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const [ann, ben] = [newAddress('ann'), newAddress('ben')];
      const from = { ...sampleMessage().from, address: ann, mask: ann };
      const said = sampleMessage({ seq: 0, room: undefined, to: ben, from, body: 'teh\0', tags: { '+a': '\0' } });
      await archive.append([{ event: said, owners: [ann, ben] }], epoch);
      const one = edited(said, 'the');
      const two = edited(one.amends, 'a "cat"');
      await archive.append([{ ...one, owners: [ann] }], epoch);
      assert.deepEqual(await archive.find(said.conversation, said.id), one.amends);
      await archive.append([{ ...two, owners: [ann] }], epoch);
      const inbox = (scope: Scope) => archive.inboxPage(ann, ben, { limit: 9, fromEnd: false, scope });
      assert.deepEqual((await inbox('messages')).messages, [two.amends, one.event, two.event]);
      assert.deepEqual((await inbox('said')).messages, [two.amends]);
      await archive.retract([two.event.id]);
      assert.deepEqual(await archive.findInInbox(ben, said.id), one.amends);
      await archive.retract([one.event.id]);
      assert.deepEqual(await archive.find(said.conversation, said.id), said);
      await archive.append([{ ...one, owners: [ann] }], epoch);
      await archive.redact(said.conversation, said.id, sampleRedaction(), epoch);
      const left = (await inbox('messages')).messages;
      assert.deepEqual(
        left.map(({ kind, body, past, edited: was }) => ({ kind, body, past, was })),
        left.map(() => ({ kind: 'redacted', body: undefined, past: undefined, was: undefined })),
      );
      assert.equal(left.length, 2);
      await archive.append([{ ...edited(said, 'again'), owners: [ann] }], epoch);
      assert.equal((await archive.find(said.conversation, said.id))?.body, undefined, 'what is redacted stays so');
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

    test('marks of a conversation that moved are of where it went, and still only rise', async () => {
      const { marks } = storage();
      const [ann, ben, from, to] = [newAddress('ann'), newAddress('ben'), randomUUID(), randomUUID()];
      const [early, late] = [nextId(), nextId()];
      await marks.save(ann, from, late);
      await marks.save(ann, to, early);
      await marks.save(ben, from, early);
      await marks.save(ben, to, late);
      for (let time = 0; time < 2; time++) {
        await marks.move(from, to);
        assert.deepEqual(await marks.load(ann), new Map([[to, late]]));
        assert.deepEqual(await marks.load(ben), new Map([[to, late]]));
      }
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
