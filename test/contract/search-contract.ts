import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MessageEvent } from '../../src/core/event.ts';
import { filed, newAddress, sampleMessage } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const place = (message: MessageEvent | undefined) => ({
  conversation: message?.conversation ?? '',
  after: undefined as string | undefined,
});
const bodies = (found: readonly MessageEvent[]): unknown[] => found.map(({ body }) => body);

/** Promises of `SearchStore`. */
export function searchContract(storage: UnderTest): void {
  const talk = async (texts: readonly string[]): Promise<readonly MessageEvent[]> => {
    const conversation = randomUUID();
    const messages = texts.map((body, i) => sampleMessage({ conversation, seq: i + 1, body }));
    const { epoch } = await storage().takeHome();
    await storage().archive.append(filed(messages), epoch);
    return messages;
  };

  describe('search', () => {
    test('finds a piece of text however it is cased, in the conversations asked for, newest kept, oldest first', async () => {
      const { search } = storage();
      const here = await talk(['One fish', 'two FISH', 'red', 'blue fish']);
      const there = await talk(['fish elsewhere']);
      const rooms = [place(here[0])];
      const query = { rooms, inbox: undefined, text: 'fish', limit: 10 };
      assert.deepEqual(bodies(await search.search(query, 100)), ['One fish', 'two FISH', 'blue fish']);
      assert.deepEqual(bodies(await search.search({ ...query, limit: 2 }, 100)), ['two FISH', 'blue fish']);
      assert.deepEqual(bodies(await search.search({ ...query, limit: 0 }, 100)), []);
      const both = { ...query, rooms: [...rooms, place(there[0])] };
      assert.deepEqual(bodies(await search.search(both, 100)).at(-1), 'fish elsewhere');
      assert.deepEqual(bodies(await search.search({ ...query, rooms: [] }, 100)), []);
      assert.deepEqual(
        bodies(await search.search({ ...query, rooms: [{ ...place(here[0]), after: here[1]?.id }] }, 100)),
        ['blue fish'],
      );
      assert.deepEqual(bodies(await search.search({ ...query, before: here[1]?.id }, 100)), ['One fish']);
    });

    test('looks no further back than it is told', async () => {
      const [first] = await talk(['needle', 'hay', 'hay']);
      const query = { rooms: [place(first)], inbox: undefined, text: 'needle', limit: 10 };
      assert.equal((await storage().search.search(query, 2)).length, 0);
      assert.equal((await storage().search.search(query, 3)).length, 1);
    });

    test('wildcards, quotes and what PostgreSQL cannot hold are text', async () => {
      const odd = ['100% "sure"', 'under_score', 'back\\slash', 'nul \0 here', "it's"];
      const messages = await talk([...odd, 'plain']);
      const rooms = [place(messages[0])];
      for (const [text, found] of [
        ['%', 0],
        ['_', 1],
        ['\\', 2],
        ['\0', 3],
        ["'", 4],
        ['"sure"', 0],
      ] as const) {
        const query = { rooms, inbox: undefined, text, limit: 10 };
        assert.deepEqual(bodies(await storage().search.search(query, 100)), [odd[found]], JSON.stringify(text));
      }
    });

    test('direct messages are found by their owners, with one correspondent or all', async () => {
      const [owner, peer, other] = [newAddress(), newAddress(), newAddress()];
      const from = (address: typeof owner) => ({ ...sampleMessage().from, address, nickname: 'Nick' });
      const one = sampleMessage({ room: undefined, to: owner, from: from(peer), body: 'secret one' });
      const two = sampleMessage({ room: undefined, to: owner, from: from(other), body: 'secret two' });
      const { epoch } = await storage().takeHome();
      await storage().archive.append(filed([one, two], [owner]), epoch);
      const ask = (who: typeof owner, with_: typeof owner | undefined, nick?: string) =>
        storage().search.search(
          { rooms: [], inbox: { owner: who, peer: with_ }, text: 'secret', from: nick, limit: 10 },
          100,
        );
      assert.deepEqual(bodies(await ask(owner, undefined)), ['secret one', 'secret two']);
      assert.deepEqual(bodies(await ask(owner, peer, 'nICK')), ['secret one']);
      assert.deepEqual(bodies(await ask(owner, peer, 'Nobody')), []);
      assert.deepEqual(bodies(await ask(peer, undefined)), []);
    });
  });
}
