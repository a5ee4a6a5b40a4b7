import type { AccountCertificate, CertificateStore } from '../../core/accounts/certificate-store.ts';
import type { Bare } from '../../lib/address.ts';
import { byBytes, type Plain } from './plain.ts';

interface Held {
  readonly owner: Bare;
  readonly certificate: AccountCertificate;
}

export function createCertificates(): Plain<CertificateStore> & { forget(owner: Bare): void } {
  const all = new Map<string, Held>();
  const of = (owner: Bare) => [...all.values()].filter((each) => each.owner === owner);
  return {
    holder: (fingerprint) => all.get(fingerprint)?.owner,
    list: (owner) =>
      of(owner)
        .map(({ certificate }) => certificate)
        .sort((a, b) => a.addedAt - b.addedAt || byBytes(a.fingerprint, b.fingerprint)),
    add(owner, certificate) {
      if (all.has(certificate.fingerprint)) return false;
      all.set(certificate.fingerprint, { owner, certificate: { ...certificate } });
      return true;
    },
    remove: (owner, fingerprint) => all.get(fingerprint)?.owner === owner && all.delete(fingerprint),
    forget(owner) {
      for (const { certificate } of of(owner)) all.delete(certificate.fingerprint);
    },
  };
}
