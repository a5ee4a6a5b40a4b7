import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { AccountSettings } from './account-settings.ts';
import { changeAccount } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { accountKey } from './names.ts';

/** Changes what an account has chosen; a choice given as undefined is taken back. Refused: `no-such-account`, `storage-away`. */
export async function changeSettings(
  core: Core,
  name: string,
  change: { readonly [K in keyof AccountSettings]: AccountSettings[K] | undefined },
): Promise<AccountRecord | Refusal> {
  const key = accountKey(name);
  if (key === undefined) return refuse('no-such-account', name);
  const found = await findAccount(core, key);
  if (isRefusal(found)) return found;
  const kept = Object.entries({ ...found.value?.settings, ...change }).filter(([, value]) => value !== undefined);
  return changeAccount(core, name, { settings: Object.fromEntries(kept) });
}
