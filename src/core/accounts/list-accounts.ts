import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import { ask } from './change-account.ts';

/** In key order, at most `limit`, those after the key of `after`. Refused: `storage-away`. */
export function listAccounts(core: Core, after: string, limit: number): Promise<readonly AccountRecord[] | Refusal> {
  return ask(core, () => core.storage.accounts.list(after.toLowerCase(), limit));
}
