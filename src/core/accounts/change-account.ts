import type { Core } from '../core.ts';
import type { Dismissal } from '../endpoint.ts';
import type { AccountRecord } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { findAccount } from './find-account.ts';
import { inTurn } from './logins.ts';
import { accountAddress, accountKey } from './names.ts';

export type AccountChange = Partial<Omit<AccountRecord, 'name' | 'key' | 'createdAt'>>;

/**
 * Changes one account in storage, then here, for whoever is logged in too. What depends on what the account is then is given as
 * a function: of several changes at once none undoes another. Refused: `no-such-account`, `storage-away`.
 */
export async function changeAccount(
  core: Core,
  name: string,
  wanted: AccountChange | ((account: AccountRecord) => AccountChange),
): Promise<AccountRecord | Refusal> {
  const key = accountKey(name);
  if (key === undefined) return refuse('no-such-account', name);
  return inTurn(core.logins, key, async () => {
    const found = await findAccount(core, key);
    if (isRefusal(found)) return found;
    if (!found.value) return refuse('no-such-account', name);
    const change = typeof wanted === 'function' ? wanted(found.value) : wanted;
    const isDone = await ask(core, () => core.storage.accounts.update(key, change));
    if (isRefusal(isDone)) return isDone;
    if (!isDone) {
      core.accounts.forget(key);
      return refuse('no-such-account', name);
    }
    return keep(core, { ...(core.accounts.peek(key) ?? found.value), ...change });
  });
}

/** Takes in what is stored now. */
export function keep(core: Core, account: AccountRecord): AccountRecord {
  core.accounts.put(account.key, account);
  const person = core.people.byAddress(accountAddress(account.key, core.config.domain).bare);
  if (person) person.account = account;
  return account;
}

/** Asks storage; `storage-away` where it cannot answer. */
export async function ask<T>(core: Core, question: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await question();
  } catch (error) {
    core.log.warn({ error: String(error) }, 'accounts: storage did not answer');
    return refuse('storage-away', undefined, { retryAfter: 5 });
  }
}

/** Ends the sessions of an account, but `except`. */
export function dismissSessions(core: Core, key: string, why: Dismissal, except?: Session): void {
  const person = core.people.byAddress(accountAddress(key, core.config.domain).bare);
  for (const session of [...(person?.sessions ?? [])]) {
    if (session !== except) session.endpoint.dismiss(why);
  }
}
