import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BanRecord } from '../../src/core/bans/ban.ts';
import { newAddress } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** Promises of `BanStore` and `BlockStore`. */
export function bansContract(storage: UnderTest): void {
  describe('bans and blocks', () => {
    test('bans are saved, replaced, listed in the order they were set, and removed', async () => {
      const { bans } = storage();
      const own = newAddress();
      const first: BanRecord = {
        kind: 'mask',
        subject: `a!*@${own}`,
        why: 'a\0\ud800 😀',
        note: '',
        by: 'ann',
        at: 1000,
        expiresAt: 2 ** 45,
      };
      const second: BanRecord = { ...first, kind: 'account', at: 2000, expiresAt: undefined, note: 'n' };
      const mine = async () => (await bans.list()).filter(({ subject }) => subject.endsWith(own));
      await bans.save(second);
      await bans.save(first);
      assert.deepEqual(await mine(), [first, second]);
      await bans.save({ ...first, at: 3000, why: 'again' });
      assert.deepEqual(await mine(), [second, { ...first, at: 3000, why: 'again' }]);
      assert.equal(await bans.remove('mask', first.subject), true);
      assert.equal(await bans.remove('mask', first.subject), false);
      assert.deepEqual(await mine(), [second]);
    });

    test('blocks are an owner’s own, in order, each once', async () => {
      const { blocks } = storage();
      const owner = newAddress();
      await blocks.add(owner, 'bob@x.example', 1);
      await blocks.add(owner, 'a!*@*', 2);
      await blocks.add(owner, 'bob@x.example', 3);
      await blocks.add(newAddress(), 'other', 1);
      assert.deepEqual(await blocks.load(owner), ['bob@x.example', 'a!*@*']);
      assert.ok((await blocks.owners()).includes(owner));
      await blocks.remove(owner, 'bob@x.example');
      await blocks.remove(owner, 'nobody');
      assert.deepEqual(await blocks.load(owner), ['a!*@*']);
      assert.deepEqual(await blocks.load(newAddress()), []);
      await blocks.remove(owner, 'a!*@*');
      assert.ok(!(await blocks.owners()).includes(owner));
    });
  });
}
