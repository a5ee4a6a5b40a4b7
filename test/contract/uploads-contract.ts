import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UploadRecord } from '../../src/core/uploads/upload.ts';
import { randomToken } from '../../src/lib/id.ts';
import { newAddress, sampleAccount } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

/** Promises of `UploadStore`. */
export function uploadsContract(storage: UnderTest): void {
  const upload = (change: Partial<UploadRecord> = {}): UploadRecord => ({
    id: randomToken(16),
    owner: newAddress(),
    name: 'ein Bild 😀.png',
    type: 'image/png',
    size: 2 ** 33,
    createdAt: 1000,
    expiresAt: 2 ** 45,
    ...change,
  });

  describe('uploads', () => {
    test('a file is found as it was added, and gone when it was removed', async () => {
      const { uploads } = storage();
      const [one, two] = [upload(), upload({ expiresAt: undefined })];
      await uploads.add(one);
      await uploads.add(two);
      assert.deepEqual(await uploads.find(one.id), one);
      assert.deepEqual(await uploads.find(two.id), two);
      await uploads.remove([one.id, randomToken(16)]);
      await uploads.remove([]);
      assert.equal(await uploads.find(one.id), undefined);
      assert.deepEqual(await uploads.find(two.id), two);
    });

    test('what an owner’s files take is their sum', async () => {
      const { uploads } = storage();
      const owner = newAddress();
      assert.equal(await uploads.usage(owner), 0);
      await uploads.add(upload({ owner, size: 5 }));
      await uploads.add(upload({ owner, size: 2 ** 40 }));
      await uploads.add(upload());
      assert.equal(await uploads.usage(owner), 5 + 2 ** 40);
    });

    test('those whose time is over are told, so many at a time', async () => {
      const { uploads } = storage();
      const over = [-5, -4, -3].map((expiresAt) => upload({ expiresAt }));
      const left = [upload({ expiresAt: -1 }), upload({ expiresAt: undefined })];
      for (const each of [...over, ...left]) await uploads.add(each);
      assert.equal((await uploads.expired(-3, 2)).length, 2);
      assert.deepEqual([...(await uploads.expired(-3, 100))].sort(), over.map(({ id }) => id).sort());
      await uploads.remove([...over, ...left].map(({ id }) => id));
    });

    test('with its account a file loses its owner, and its time is over', async () => {
      const { uploads, accounts } = storage();
      const account = sampleAccount(`u${randomToken(6)}`);
      const owner = newAddress();
      await accounts.create(account);
      const own = upload({ owner });
      await uploads.add(own);
      await accounts.remove(account.key, owner);
      assert.equal(await uploads.usage(owner), 0);
      assert.deepEqual(await uploads.find(own.id), { ...own, owner: '', expiresAt: 0 });
      assert.ok((await uploads.expired(1, 1_000_000)).includes(own.id));
    });
  });
}
