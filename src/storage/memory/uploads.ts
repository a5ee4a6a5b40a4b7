import type { UploadStore } from '../../core/uploads/store.ts';
import type { UploadRecord } from '../../core/uploads/upload.ts';
import type { Bare } from '../../lib/address.ts';
import type { OwnedStore } from './rosters.ts';

export function createUploads(): OwnedStore<UploadStore> {
  const uploads = new Map<string, UploadRecord>();
  const of = (owner: Bare) => [...uploads.values()].filter((upload) => upload.owner === owner);
  return {
    add: (upload) => void uploads.set(upload.id, upload),
    find: (id) => uploads.get(id),
    remove: (ids) => ids.forEach((id) => uploads.delete(id)),
    usage: (owner) => of(owner).reduce((sum, { size }) => sum + size, 0),
    expired: (now, most) =>
      [...uploads.values()]
        .filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now)
        .slice(0, most)
        .map(({ id }) => id),
    forget: (owner) =>
      of(owner).forEach((upload) => uploads.set(upload.id, { ...upload, owner: '' as Bare, expiresAt: 0 })),
  };
}
