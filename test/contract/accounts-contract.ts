import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Bare } from '../../src/lib/address.ts';
import { filed, sampleAccount, sampleMessage, sampleRoom } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const newKey = (word = 'key') => `${word}-${randomUUID()}`;
const whole = { limit: 10, fromEnd: false };

/** Promises of `AccountStore`. */
export function accountsContract(storage: UnderTest): void {
  describe('accounts', () => {
    test('an account is found as it was made, keys byte by byte', async () => {
      const { accounts } = storage();
      const keys = {
        salt: Buffer.from('x'),
        iterations: 1,
        storedKey: Buffer.alloc(20),
        serverKey: Buffer.alloc(20, 255),
      };
      const all = { sha1: keys, bcrypt: '$2b$…', locked: true, email: 'a@b.c', lastSeenAt: 1_700_000_000_999 };
      for (const account of [sampleAccount(newKey()), sampleAccount(newKey('ÅÖ😀'), all)]) {
        assert.equal(await accounts.create(account), true);
        assert.deepEqual(await accounts.find(account.key), account);
      }
      assert.equal(await accounts.find(newKey()), undefined);
    });

    // UTS 39 4, RELIABILITY N-02
    test('of accounts whose names look alike there is one, and it is found by its look', async () => {
      const { accounts } = storage();
      const key = newKey('evan');
      assert.equal(await accounts.findLike(key), undefined);
      assert.equal(await accounts.create(sampleAccount(key)), true);
      assert.equal(await accounts.create(sampleAccount(key.replace('e', '\u0435'))), false);
      assert.equal((await accounts.findLike(key))?.key, key);
    });

    test('exactly one of many who create the same account at once gets it', async () => {
      const { accounts } = storage();
      const key = newKey();
      const rivals = Array.from({ length: 20 }, (_, i) => sampleAccount(key, { name: `rival ${i}` }));
      const won = await Promise.all(rivals.map((rival) => accounts.create(rival)));
      assert.equal(won.filter(Boolean).length, 1);
      assert.equal((await accounts.find(key))?.name, `rival ${won.indexOf(true)}`);
    });

    test('an account that waits for verification does so until told otherwise', async () => {
      const { accounts } = storage();
      const account = sampleAccount(newKey(), { unverified: true });
      await accounts.create(account);
      assert.deepEqual(await accounts.find(account.key), account);
      await accounts.update(account.key, { unverified: undefined });
      assert.equal((await accounts.find(account.key))?.unverified, undefined);
    });

    test('an update changes what is given and nothing else', async () => {
      const { accounts } = storage();
      const account = sampleAccount(newKey(), { bcrypt: 'hash', lastSeenAt: 5 });
      await accounts.create(account);
      assert.equal(await accounts.update(account.key, { displayName: 'New', bcrypt: undefined }), true);
      assert.deepEqual(await accounts.find(account.key), { ...account, displayName: 'New', bcrypt: undefined });
      assert.equal(await accounts.update(account.key, { sha256: undefined, sha1: account.sha256, locked: true }), true);
      const changed = { displayName: 'New', bcrypt: undefined, sha256: undefined, sha1: account.sha256, locked: true };
      assert.deepEqual(await accounts.find(account.key), { ...account, ...changed });
      assert.equal(await accounts.update(account.key, {}), true);
      assert.equal(await accounts.update(newKey(), { locked: true }), false);
    });

    test('removing an account takes its roster, blobs, affiliations and inbox along, and nobody else’s', async () => {
      const { accounts, rosters, blobs, rooms, archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const key = newKey();
      const [own, other] = [`${key}@example.org` as Bare, `${key}@elsewhere.example` as Bare];
      const room = sampleRoom();
      await accounts.create(sampleAccount(key));
      await rooms.apply([{ type: 'room', room }]);
      const event = sampleMessage({ room: undefined, to: other, from: { ...sampleMessage().from, address: own } });
      await archive.append(filed([event], [own, other]), epoch);
      for (const owner of [own, other]) {
        const record = { address: owner, affiliation: 'member', reason: '', by: 'x', at: 1 } as const;
        const contact = { address: own, name: '', groups: [], subscription: 'both' } as const;
        await rooms.apply([{ type: 'affiliation', room: room.id, record }]);
        await rosters.save(owner, { ...contact, pendingIn: false, pendingOut: false, approved: false });
        await blobs.save(owner, 'vcard', '<x/>');
      }
      assert.equal(await accounts.remove(key, own), true);
      assert.equal(await accounts.remove(key, own), false);
      assert.equal(await accounts.find(key), undefined);
      assert.deepEqual(await rosters.load(own), []);
      assert.equal((await rosters.load(other)).length, 1);
      assert.equal(await blobs.find(own, 'vcard'), undefined);
      assert.equal(await blobs.find(other, 'vcard'), '<x/>');
      assert.deepEqual(
        (await rooms.load(room.address, 0))?.affiliations.map((each) => each.address),
        [other],
      );
      assert.equal((await archive.inboxPage(own, undefined, whole)).messages.length, 0);
      assert.equal((await archive.inboxPage(other, undefined, whole)).messages.length, 1);
    });

    test('accounts are listed in key order, page by page', async () => {
      const { accounts } = storage();
      const prefix = newKey('list');
      // U+FF5E sorts before U+1F600 by bytes and after it by UTF-16 code units.
      const keys = ['a', 'b', 'é', '～', '😀'].map((end) => prefix + end);
      for (const key of [...keys].reverse()) await accounts.create(sampleAccount(key));
      const first = await accounts.list(prefix, 2);
      const rest = await accounts.list(first.at(-1)?.key ?? '', 3);
      assert.deepEqual(
        [...first, ...rest].map((account) => account.key),
        keys,
      );
      assert.deepEqual(await accounts.list(prefix, 0), []);
    });
  });
}
