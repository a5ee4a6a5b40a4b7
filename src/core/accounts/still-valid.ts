import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { sameCredentials } from './credentials.ts';
import { mayNotUse } from './may-use.ts';

/**
 * To be asked in the tick in which a login that succeeded a while ago becomes a session (IRC registration may take a minute
 * after SASL): was the account locked (`account-locked`), removed or given another password (`login-failed`) meanwhile?
 */
export function noLongerValid(core: Core, account: AccountRecord): Refusal | undefined {
  const known = core.accounts.get(account.key);
  if (!('value' in known)) return undefined; // not looked at lately, so not changed lately either
  if (!known.value || !sameCredentials(known.value, account)) return refuse('login-failed');
  return mayNotUse(known.value);
}
