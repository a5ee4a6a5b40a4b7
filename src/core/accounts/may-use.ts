import type { AccountRecord } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** May its holder, who has proved to be that, use the account? Refused: `account-locked`, `account-unverified`. */
export function mayNotUse(account: AccountRecord): Refusal | undefined {
  if (account.locked) return refuse('account-locked');
  return account.unverified ? refuse('account-unverified') : undefined;
}
