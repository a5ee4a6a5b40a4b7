import { randomToken } from '../../lib/id.ts';
import type { Bare } from '../../lib/address.ts';
import { ask } from '../accounts/change-account.ts';
import type { Core } from '../core.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { FileStore } from './store.ts';
import { uploadName, uploadType, type UploadRecord } from './upload.ts';

/** Uploads that one account may have under way at once. */
const MOST_AT_ONCE = 4;

export interface UploadRequest {
  readonly owner: Bare;
  readonly name: string;
  readonly type: string;
  /** As claimed beforehand, if it was. */
  readonly size: number | undefined;
  readonly content: AsyncIterable<Uint8Array>;
}

/** What is under way, by owner: it counts against the quota before it is stored. */
export type PendingUploads = Map<Bare, { bytes: number; count: number }>;

export interface Uploads {
  readonly files: FileStore;
  readonly pending: PendingUploads;
}

/**
 * Keeps a file. Refused: `too-long` beyond the largest size, `quota-exceeded` beyond the account's, `rate-limited` with too many
 * under way, `storage-away`. A refusal may come in the middle of the content; nothing of it is kept then.
 */
export async function storeUpload(
  core: Core,
  uploads: Uploads,
  request: UploadRequest,
): Promise<UploadRecord | Refusal> {
  const { owner } = request;
  const { maxSize } = core.config.uploads;
  if (request.size !== undefined && request.size > maxSize) return refuse('too-long');
  const used = await ask(core, () => core.storage.uploads.usage(owner));
  if (isRefusal(used)) return used;
  const own = uploads.pending.get(owner) ?? { bytes: 0, count: 0 };
  if (own.count >= MOST_AT_ONCE) return refuse('rate-limited', undefined, { retryAfter: 10 });
  const left = core.config.uploads.quota - used - own.bytes;
  const most = Math.min(request.size ?? maxSize, left);
  if (left <= 0 || (request.size !== undefined && request.size > left)) return refuse('quota-exceeded');
  own.bytes += most;
  own.count++;
  uploads.pending.set(owner, own);
  try {
    return await keep(core, uploads.files, request, most);
  } finally {
    own.bytes -= most;
    if (--own.count === 0) uploads.pending.delete(owner);
  }
}

async function keep(
  core: Core,
  files: FileStore,
  { owner, name, type, content }: UploadRequest,
  most: number,
): Promise<UploadRecord | Refusal> {
  const id = randomToken(16);
  const size = await files.write(id, content, most);
  if (size === undefined) return refuse(most < core.config.uploads.maxSize ? 'quota-exceeded' : 'too-long');
  const createdAt = core.clock.now();
  const { keep } = core.config.uploads;
  const expiresAt = Number.isFinite(keep) ? createdAt + keep : undefined;
  const record = { id, owner, name: uploadName(name), type: uploadType(type), size, createdAt, expiresAt };
  const refused = await ask(core, () => core.storage.uploads.add(record));
  if (!isRefusal(refused)) return record;
  await files.remove(id);
  return refused;
}

/** The file of that id, unless it is gone or its time is over. Refused: `storage-away`. */
export async function findUpload(core: Core, id: string): Promise<UploadRecord | Refusal | undefined> {
  const found = await ask(core, () => core.storage.uploads.find(id));
  if (found === undefined || isRefusal(found)) return found;
  return found.expiresAt !== undefined && found.expiresAt <= core.clock.now() ? undefined : found;
}

/** Its owner's to do, else `no-rights`. Refused also: `storage-away`. */
export async function removeUpload(
  core: Core,
  files: FileStore,
  owner: Bare,
  upload: UploadRecord,
): Promise<Refusal | undefined> {
  if (upload.owner !== owner) return refuse('no-rights');
  await files.remove(upload.id);
  const done = await ask(core, () => core.storage.uploads.remove([upload.id]));
  return isRefusal(done) ? done : undefined;
}

/** Files removed in one go. */
const BATCH = 100;

/** Removes what has had its time. To be called now and then; rejects where the database is away. */
export async function expireUploads(core: Core, files: FileStore): Promise<void> {
  for (;;) {
    const ids = await core.storage.uploads.expired(core.clock.now(), BATCH);
    for (const id of ids) await files.remove(id);
    if (ids.length > 0) await core.storage.uploads.remove(ids);
    if (ids.length < BATCH) return;
  }
}
