import { refuse, type Refusal } from '../../../core/refusal.ts';
import { StorageAway } from '../../../core/ports.ts';
import type { Bare } from '../../../lib/address.ts';
import type { XmppContext } from '../context.ts';
import { StanzaError, stanzaError } from '../wire/stanza-error.ts';

/** A value kept for an account, as XML text; undefined where there is none. Refused: `storage-away`. */
export async function storedValue(
  { core }: XmppContext,
  owner: Bare,
  key: string,
): Promise<string | undefined | Refusal> {
  return guarded(() => core.storage.blobs.find(owner, key));
}

/** Keeps `value`, or forgets what was kept where it is undefined. Bounded in size (RELIABILITY X-17). */
export async function storeValue(
  context: XmppContext,
  owner: Bare,
  key: string,
  value: string | undefined,
): Promise<undefined | Refusal | StanzaError> {
  const { blobs } = context.core.storage;
  if (value === undefined) return guarded(() => blobs.remove(owner, key).then(() => undefined));
  const most = context.config.limits.blob;
  if (Buffer.byteLength(value) > most) {
    return stanzaError('resource-constraint', `At most ${most} bytes are kept.`, 'modify');
  }
  return guarded(() => blobs.save(owner, key, value).then(() => undefined));
}

async function guarded<Value>(act: () => Promise<Value>): Promise<Value | Refusal> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StorageAway) return refuse('storage-away', undefined, { retryAfter: 5 });
    throw error;
  }
}
