import type { CertificateStore } from '../../core/accounts/certificate-store.ts';
import type { SearchStore } from '../../core/archive/search.ts';
import type { BouncerStore } from '../../core/bouncer/store.ts';
import type { BanStore, BlockStore } from '../../core/bans/ban-store.ts';
import type {
  AccountStore,
  ArchiveStore,
  BlobStore,
  MarkStore,
  RoomStore,
  RosterStore,
  Storage,
} from '../../core/ports.ts';
import type { PushStore } from '../../core/push/subscription.ts';
import type { UploadStore } from '../../core/uploads/store.ts';
import { createAccounts } from './accounts.ts';
import { createArchive } from './archive.ts';
import { createBouncer } from './bouncer.ts';
import { createBans, createBlocks } from './bans.ts';
import { createCertificates } from './certificates.ts';
import { createFaults, type Faults, type MethodName } from './faults.ts';
import { createMarks } from './marks.ts';
import { createSearch } from './search.ts';
import type { Plain } from './plain.ts';
import { createPushes } from './push.ts';
import { createRooms } from './rooms.ts';
import { createBlobs, createRosters } from './rosters.ts';
import { createUploads } from './uploads.ts';

/**
 * A storage that keeps nothing beyond the process: for trials, and the double for tests. Answers in the order of the calls,
 * each in a microtask; misbehaves as `faults` are told to.
 */
export function createMemoryStorage(options: { readonly faults?: Faults } = {}): Storage {
  const faults = options.faults ?? createFaults();
  let epoch = 0;
  const archive = createArchive(() => epoch);
  const rooms = createRooms(archive);
  const rosters = createRosters();
  const blobs = createBlobs();
  const marks = createMarks();
  const bouncer = createBouncer();
  const blocks = createBlocks();
  const certificates = createCertificates();
  const uploads = createUploads();
  const push = createPushes();
  const accounts = createAccounts((address) => {
    for (const store of [archive, rooms, rosters, blobs, marks, bouncer, blocks, certificates, uploads, push])
      store.forget(address);
  });
  return {
    accounts: promised<AccountStore>('accounts', accounts, faults),
    certificates: promised<CertificateStore>('certificates', certificates, faults),
    rooms: promised<RoomStore>('rooms', rooms, faults),
    archive: promised<ArchiveStore>('archive', archive, faults),
    rosters: promised<RosterStore>('rosters', rosters, faults),
    marks: promised<MarkStore>('marks', marks, faults),
    blobs: promised<BlobStore>('blobs', blobs, faults),
    bouncer: promised<BouncerStore>('bouncer', bouncer, faults),
    bans: promised<BanStore>('bans', createBans(), faults),
    blocks: promised<BlockStore>('blocks', blocks, faults),
    uploads: promised<UploadStore>('uploads', uploads, faults),
    push: promised<PushStore>('push', push, faults),
    search: promised<SearchStore>('search', createSearch(archive), faults),
    takeHome: () => faults.run('storage.takeHome', () => ({ epoch: ++epoch, lastId: archive.lastId() })),
    ping: () => faults.run('storage.ping', () => undefined),
    close: () => Promise.resolve(),
  };
}

/** The store behind promises and faults. */
function promised<Store>(name: string, store: Plain<Store>, faults: Faults): Store {
  const methods = Object.entries(store as Record<string, (...args: unknown[]) => unknown>);
  const wrapped = methods.map(([method, act]) => {
    const path = `${name}.${method}` as MethodName;
    return [method, (...args: unknown[]) => faults.run(path, () => act(...args))];
  });
  return Object.fromEntries(wrapped) as Store;
}
