import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MessageEvent } from '../../src/core/event.ts';
import type { PageQuery } from '../../src/core/ports.ts';
import { firstIdAt, timeOf, type Id } from '../../src/lib/id.ts';
import { filed, nextId, sampleMessage, sampleTalk } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** Promises of `ArchiveStore.page` and `count`. */
export function pageContract(storage: UnderTest): void {
  describe('pages', () => {
    async function stored(count: number): Promise<readonly MessageEvent[]> {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const talk = sampleTalk(randomUUID(), count);
      await archive.append(filed(talk), epoch);
      return talk;
    }

    async function expectPage(talk: readonly MessageEvent[], query: PageQuery, seqs: number[], complete: boolean) {
      const page = await storage().archive.page(talk[0]?.conversation ?? '', query);
      assert.deepEqual(
        page.messages.map((event) => event.seq),
        seqs,
        JSON.stringify(query),
      );
      assert.equal(page.complete, complete, JSON.stringify(query));
    }

    test('pages go forwards and backwards from exclusive cursors, always oldest first', async () => {
      const talk = await stored(9);
      const id = (seq: number): Id => talk[seq - 1]?.id ?? '';
      await expectPage(talk, { limit: 3, fromEnd: false }, [1, 2, 3], false);
      await expectPage(talk, { limit: 3, fromEnd: true }, [7, 8, 9], false);
      await expectPage(talk, { after: id(3), limit: 3, fromEnd: false }, [4, 5, 6], false);
      await expectPage(talk, { before: id(7), limit: 3, fromEnd: true }, [4, 5, 6], false);
      await expectPage(talk, { after: id(6), limit: 3, fromEnd: false }, [7, 8, 9], true);
      await expectPage(talk, { before: id(4), limit: 3, fromEnd: true }, [1, 2, 3], true);
      await expectPage(talk, { after: id(2), before: id(6), limit: 9, fromEnd: false }, [3, 4, 5], true);
      await expectPage(talk, { after: id(2), before: id(6), limit: 2, fromEnd: false }, [3, 4], false);
      await expectPage(talk, { after: id(2), before: id(6), limit: 2, fromEnd: true }, [4, 5], false);
      await expectPage(talk, { after: id(6), before: id(2), limit: 2, fromEnd: true }, [], true);
      await expectPage(talk, { after: id(9), limit: 2, fromEnd: false }, [], true);
      await expectPage(
        talk,
        { after: undefined, before: undefined, limit: 9, fromEnd: true },
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        true,
      );
    });

    test('a limit of nothing tells whether there is anything', async () => {
      const talk = await stored(2);
      await expectPage(talk, { limit: 0, fromEnd: false }, [], false);
      await expectPage(talk, { limit: 0, fromEnd: true, after: talk[1]?.id }, [], true);
      await expectPage(talk, { limit: -5, fromEnd: false }, [], false);
      await expectPage(talk, { limit: Number.NaN, fromEnd: false }, [], false);
    });

    test('a huge limit gives at most 1,000 messages', async () => {
      const talk = await stored(1_001);
      for (const limit of [1e9, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
        const seqs = talk.slice(1).map((event) => event.seq);
        await expectPage(talk, { limit, fromEnd: true }, seqs, false);
      }
    });

    test('a cursor that is no stored message is a place in time', async () => {
      const talk = await stored(4);
      const at = timeOf(talk[2]?.id ?? '');
      await expectPage(talk, { after: firstIdAt(at), limit: 9, fromEnd: false }, [3, 4], true);
      await expectPage(talk, { before: firstIdAt(at), limit: 9, fromEnd: false }, [1, 2], true);
      await expectPage(
        talk,
        { after: firstIdAt(0), before: firstIdAt(Number.MAX_SAFE_INTEGER), limit: 9, fromEnd: true },
        [1, 2, 3, 4],
        true,
      );
    });

    test('a cursor that is no id has nothing beyond it', async () => {
      const talk = await stored(2);
      for (const cursor of ['', 'x', "'; drop table messages; --", '\0', talk[0]?.id.toUpperCase()]) {
        await expectPage(talk, { after: cursor, limit: 9, fromEnd: false }, [], true);
        await expectPage(talk, { before: cursor, limit: 9, fromEnd: true }, [], true);
        assert.equal(await storage().archive.count(talk[0]?.conversation ?? '', { after: cursor }), 0);
      }
    });

    test('an unknown conversation is empty', async () => {
      for (const conversation of [randomUUID(), 'x', '', '\0']) {
        const page = await storage().archive.page(conversation, { limit: 5, fromEnd: true });
        assert.deepEqual(page, { messages: [], complete: true });
        assert.equal(await storage().archive.count(conversation, {}), 0);
      }
    });

    test('order is by seq whichever order batches arrive in, over years', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const conversation = randomUUID();
      const times = ['1999-01-01', '2023-12-31T23:59:59.999Z', '2024-01-01', '2026-06-01', '2031-02-03', '2500-01-01'];
      const talk = times.map((time, i) =>
        sampleMessage({ conversation, seq: i + 1, id: firstIdAt(Date.parse(time)).slice(0, 24) + nextId().slice(24) }),
      );
      for (const event of [...talk].reverse()) await archive.append(filed([event]), epoch);
      const forwards = await archive.page(conversation, { limit: 4, fromEnd: false });
      const backwards = await archive.page(conversation, { limit: 4, fromEnd: true });
      assert.deepEqual(forwards, { messages: talk.slice(0, 4), complete: false });
      assert.deepEqual(backwards, { messages: talk.slice(2), complete: false });
      const middle = { after: talk[0]?.id, before: talk[5]?.id };
      assert.deepEqual(
        (await archive.page(conversation, { ...middle, limit: 9, fromEnd: false })).messages,
        talk.slice(1, 5),
      );
      assert.equal(await archive.count(conversation, middle), 4);
    });

    test('count counts an interval, up to 10,000', async () => {
      const talk = await stored(5);
      const conversation = talk[0]?.conversation ?? '';
      const { archive, takeHome } = storage();
      assert.equal(await archive.count(conversation, {}), 5);
      assert.equal(await archive.count(conversation, { after: talk[1]?.id }), 3);
      assert.equal(await archive.count(conversation, { after: talk[0]?.id, before: talk[3]?.id }), 2);
      const { epoch } = await takeHome();
      for (let first = 6; first < 10_006; first += 2_000) {
        await archive.append(filed(sampleTalk(conversation, 2_000, first)), epoch);
      }
      assert.equal(await archive.count(conversation, {}), 10_000);
    });
  });
}
