import type { Core } from '../core.ts';
import { findKnown } from '../find-known.ts';
import type { Known } from '../loads.ts';
import type { AccountRecord } from '../ports.ts';
import type { Refusal } from '../refusal.ts';

/** The account with that key, asked from storage where it is not known yet. Refused: `storage-away`. */
export function findAccount(core: Core, key: string): Promise<Known<AccountRecord> | Refusal> {
  return findKnown(core.accounts, key);
}
