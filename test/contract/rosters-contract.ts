import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RosterContact } from '../../src/core/contact-event.ts';
import type { Bare } from '../../src/lib/address.ts';
import { newAddress } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

function contact(address: string, change: Partial<RosterContact> = {}): RosterContact {
  return {
    address: address as Bare,
    name: '',
    groups: [],
    subscription: 'none',
    pendingOut: false,
    pendingIn: false,
    approved: false,
    ...change,
  };
}

/** Promises of `RosterStore` and `BlobStore`. */
export function rostersContract(storage: UnderTest): void {
  describe('rosters and blobs', () => {
    test('contacts are inserted, replaced and removed, in address order', async () => {
      const { rosters } = storage();
      const owner = newAddress();
      const groups = ['a "b"', '{c,d}', '', 'NULL', 'é\0😀', '\\'];
      await rosters.save(owner, contact('zoe@x.example', { pendingIn: true }));
      await rosters.save(
        owner,
        contact('bob@x.example', { name: 'Bob', groups, subscription: 'both', approved: true }),
      );
      await rosters.save(owner, contact('zoe@x.example', { pendingOut: true, subscription: 'from' }));
      await rosters.save(newAddress(), contact('other@x.example'));
      assert.deepEqual(await rosters.load(owner), [
        contact('bob@x.example', { name: 'Bob', groups, subscription: 'both', approved: true }),
        contact('zoe@x.example', { pendingOut: true, subscription: 'from' }),
      ]);
      await rosters.save(owner, contact('bob@x.example', { subscription: 'remove' }));
      await rosters.save(owner, contact('nobody@x.example', { subscription: 'remove' }));
      assert.deepEqual(
        (await rosters.load(owner)).map((each) => each.address),
        ['zoe@x.example'],
      );
      assert.deepEqual(await rosters.load(newAddress()), []);
    });

    test('a blob is saved, replaced, found exactly and removed', async () => {
      const { blobs } = storage();
      const owner = newAddress();
      await blobs.save(owner, 'vcard', 'first');
      await blobs.save(owner, 'vcard', 'a\0\ud800 😀');
      await blobs.save(owner, 'urn:x', '');
      assert.equal(await blobs.find(owner, 'vcard'), 'a\0\ud800 😀');
      assert.equal(await blobs.find(owner, 'urn:x'), '');
      assert.equal(await blobs.find(newAddress(), 'vcard'), undefined);
      await blobs.remove(owner, 'vcard');
      await blobs.remove(owner, 'vcard');
      assert.equal(await blobs.find(owner, 'vcard'), undefined);
      assert.equal(await blobs.find(owner, 'urn:x'), '');
    });
  });
}
