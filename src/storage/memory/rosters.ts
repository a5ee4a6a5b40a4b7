import type { Bare } from '../../lib/address.ts';
import type { BlobStore, RosterStore } from '../../core/ports.ts';
import type { RosterContact } from '../../core/contact-event.ts';
import { byBytes, type Plain } from './plain.ts';

export type OwnedStore<Store> = Plain<Store> & { forget(owner: Bare): void };

export function createRosters(): OwnedStore<RosterStore> {
  const rosters = new Map<Bare, Map<Bare, RosterContact>>();
  return {
    load: (owner) => [...(rosters.get(owner)?.values() ?? [])].sort((a, b) => byBytes(a.address, b.address)),
    save(owner, contact) {
      const roster = rosters.get(owner) ?? new Map<Bare, RosterContact>();
      rosters.set(owner, roster);
      if (contact.subscription === 'remove') roster.delete(contact.address);
      else roster.set(contact.address, { ...contact, groups: [...contact.groups] });
    },
    forget: (owner) => void rosters.delete(owner),
  };
}

export function createBlobs(): OwnedStore<BlobStore> {
  const blobs = new Map<Bare, Map<string, string>>();
  return {
    find: (owner, key) => blobs.get(owner)?.get(key),
    save(owner, key, value) {
      const own = blobs.get(owner) ?? new Map<string, string>();
      blobs.set(owner, own.set(key, value));
    },
    remove: (owner, key) => void blobs.get(owner)?.delete(key),
    forget: (owner) => void blobs.delete(owner),
  };
}
