import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Bare } from '../../src/lib/address.ts';
import { newAddress, sampleAccount } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const newCertificate = (addedAt: number, label = '') => ({
  fingerprint: randomBytes(32).toString('hex'),
  label,
  addedAt,
});

/** Promises of `CertificateStore`. */
export function certificatesContract(storage: UnderTest): void {
  describe('certificates', () => {
    test('they are an account’s own, in the order they were added, and lead to it', async () => {
      const { certificates } = storage();
      const [owner, other] = [newAddress(), newAddress()];
      const [late, early, foreign] = [newCertificate(2, 'a\0\ud800 😀'), newCertificate(1), newCertificate(0)];
      assert.equal(await certificates.add(owner, late), true);
      assert.equal(await certificates.add(owner, early), true);
      assert.equal(await certificates.add(other, foreign), true);
      assert.deepEqual(await certificates.list(owner), [early, late]);
      assert.equal(await certificates.holder(late.fingerprint), owner);
      assert.equal(await certificates.holder(newCertificate(0).fingerprint), undefined);
      assert.equal(await certificates.remove(owner, foreign.fingerprint), false);
      assert.equal(await certificates.remove(owner, late.fingerprint), true);
      assert.equal(await certificates.remove(owner, late.fingerprint), false);
      assert.deepEqual(await certificates.list(owner), [early]);
    });

    test('of many who add the same certificate at once exactly one has it', async () => {
      const { certificates } = storage();
      const certificate = newCertificate(1);
      const rivals = Array.from({ length: 10 }, () => newAddress());
      const won = await Promise.all(rivals.map((owner) => certificates.add(owner, certificate)));
      assert.equal(won.filter(Boolean).length, 1);
      assert.equal(await certificates.holder(certificate.fingerprint), rivals[won.indexOf(true)]);
    });

    test('they go with the account', async () => {
      const { accounts, certificates } = storage();
      const owner = newAddress();
      const key = owner.slice(0, owner.indexOf('@'));
      const certificate = newCertificate(1);
      await accounts.create(sampleAccount(key));
      await certificates.add(owner, certificate);
      await accounts.remove(key, owner as Bare);
      assert.equal(await certificates.holder(certificate.fingerprint), undefined);
    });
  });
}
