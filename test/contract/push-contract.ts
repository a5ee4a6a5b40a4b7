import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Subscription } from '../../src/core/push/subscription.ts';
import { makeAccount } from '../core/world.ts';
import { newAddress } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** Promises of `PushStore`. */
export function pushContract(storage: UnderTest): void {
  const sample: Subscription = {
    endpoint: `https://push.example/${'e'.repeat(900)}?\0`,
    p256dh: 'p',
    auth: 'a',
    createdAt: 2000,
    usedAt: 2 ** 45,
  };

  describe('push subscriptions', () => {
    test('are an owner’s own, the oldest first, one for each endpoint', async () => {
      const { push } = storage();
      const [owner, other] = [newAddress(), newAddress()];
      const older = { ...sample, endpoint: 'https://push.example/2', createdAt: 1000 };
      await push.save(owner, sample);
      await push.save(owner, older);
      await push.save(other, { ...sample, auth: 'another' });
      assert.deepEqual(await push.load(owner), [older, sample]);
      assert.ok((await push.owners()).includes(owner));
      await push.save(owner, { ...sample, auth: 'b', usedAt: 3000 });
      assert.deepEqual(await push.load(owner), [older, { ...sample, auth: 'b', usedAt: 3000 }]);
      await push.remove(owner, sample.endpoint);
      await push.remove(owner, 'https://nowhere.example/');
      assert.deepEqual(await push.load(owner), [older]);
      assert.deepEqual(await push.load(other), [{ ...sample, auth: 'another' }]);
      await push.remove(owner, older.endpoint);
      assert.ok(!(await push.owners()).includes(owner));
    });

    test('go with the account', async () => {
      const { accounts, push } = storage();
      const owner = newAddress();
      const key = owner.slice(0, owner.indexOf('@'));
      await accounts.create(makeAccount(key));
      await push.save(owner, sample);
      await accounts.remove(key, owner);
      assert.deepEqual(await push.load(owner), []);
    });
  });
}
