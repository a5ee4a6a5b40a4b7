import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import type { AccountSettings } from './account-settings.ts';
import { changeAccount } from './change-account.ts';

/** Changes what an account has chosen; a choice given as undefined is taken back. Refused: `no-such-account`, `storage-away`. */
export async function changeSettings(
  core: Core,
  name: string,
  change: { readonly [K in keyof AccountSettings]: AccountSettings[K] | undefined },
): Promise<AccountRecord | Refusal> {
  return changeAccount(core, name, ({ settings }) => {
    const kept = Object.entries({ ...settings, ...change }).filter(([, value]) => value !== undefined);
    return { settings: Object.fromEntries(kept) };
  });
}
