import { releaseAddress } from '../bouncer/always-on.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { changeAccount, dismissSessions } from './change-account.ts';
import { accountAddress } from './names.ts';

/** Ends the sessions of an account; nobody logs in to it until it is unlocked. Refused: `no-such-account`, `storage-away`. */
export async function lockAccount(core: Core, name: string): Promise<AccountRecord | Refusal> {
  const account = await changeAccount(core, name, { locked: true });
  if (isRefusal(account)) return account;
  dismissSessions(core, account.key, 'account-locked');
  releaseAddress(core, accountAddress(account.key, core.config.domain).bare);
  return account;
}

export function unlockAccount(core: Core, name: string): Promise<AccountRecord | Refusal> {
  return changeAccount(core, name, { locked: false });
}
