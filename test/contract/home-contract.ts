import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fenced } from '../../src/core/ports.ts';
import { filed, sampleMessage } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** Promises of `takeHome`, fencing and `ping`. */
export function homeContract(storage: UnderTest): void {
  describe('home', () => {
    test('who takes the home learns the largest id', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const event = sampleMessage({ id: `ffffffff-ffff-7fff-bfff-${sampleMessage().id.slice(24)}` });
      await archive.append(filed([event]), epoch);
      assert.equal((await takeHome()).lastId, event.id);
      await archive.retract([event.id]);
      assert.notEqual((await takeHome()).lastId, event.id);
    });

    test('the writes of an earlier holder are refused and leave nothing', async () => {
      const { archive, takeHome } = storage();
      const earlier = await takeHome();
      const later = await takeHome();
      assert.ok(later.epoch > earlier.epoch);
      const event = sampleMessage({ clientKey: 'key' });
      await assert.rejects(archive.append(filed([event]), earlier.epoch), Fenced);
      assert.deepEqual(await archive.stored([event.id]), new Set());
      assert.deepEqual(await archive.append(filed([event]), later.epoch), [undefined]);
    });

    test('of writes racing with a change of home none is both refused and stored', async () => {
      const { archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const events = Array.from({ length: 30 }, () => sampleMessage());
      const writes = events.map((event) => archive.append(filed([event]), epoch));
      const taken = takeHome();
      const settled = await Promise.allSettled(writes);
      await taken;
      const stored = await archive.stored(events.map((event) => event.id));
      const written = events.filter((_, i) => settled[i]?.status === 'fulfilled').map((event) => event.id);
      assert.deepEqual(stored, new Set(written));
    });

    test('ping answers', () => storage().ping());
  });
}
