import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { areOutdated, makeCredentials, matches, sameCredentials } from './credentials.ts';
import { findAccount } from './find-account.ts';
import { guessAt } from './guess-limit.ts';
import { parseLoginName } from './login-name.ts';
import { inTurn } from './logins.ts';
import { mayNotUse } from './may-use.ts';
import { preparePassword } from './passwords.ts';

/**
 * The account, where name (in any form of `parseLoginName`) and password are right. Refused: `login-failed`, with the same
 * work and the same answer whether the name, the password or both are wrong; `login-throttled`; `account-locked` to its owner
 * only; `server-busy`; `storage-away`.
 */
export async function verifyPassword(
  core: Core,
  name: string,
  password: string,
  ip: string,
): Promise<AccountRecord | Refusal> {
  const key = parseLoginName(name, core.config.domain)?.key;
  const guess = guessAt(core, key ?? name, ip);
  const prepared = preparePassword(password);
  const throttled = guess.make();
  if (throttled) return throttled;
  if (prepared === undefined) return refuse('login-failed');
  const account = await verified(core, key, key ?? name, prepared);
  if (!account) return refuse('login-failed');
  guess.right();
  if (isRefusal(account)) return account;
  const not = mayNotUse(account);
  if (not) return not;
  return areOutdated(core, account) ? renewKeys(core, account, prepared) : account;
}

/** Verified against what is stored when the answer is given, also where the password was changed meanwhile. */
async function verified(
  core: Core,
  key: string | undefined,
  name: string,
  password: string,
): Promise<AccountRecord | Refusal | undefined> {
  let account = await look(core, key);
  for (;;) {
    if (isRefusal(account)) return account;
    const right = await matches(core, account, name, password);
    if (isRefusal(right)) return right;
    if (!right || !account) return undefined;
    const now: AccountRecord | Refusal | undefined = await look(core, key);
    if (isRefusal(now) || (now && sameCredentials(account, now))) return now;
    account = now;
  }
}

async function look(core: Core, key: string | undefined): Promise<AccountRecord | Refusal | undefined> {
  if (key === undefined) return undefined;
  const found = await findAccount(core, key);
  return isRefusal(found) ? found : found.value;
}

/** The one moment when the password of an imported account, or of one with fewer rounds, is at hand. A login never fails by it. */
async function renewKeys(core: Core, account: AccountRecord, password: string): Promise<AccountRecord> {
  const credentials = await makeCredentials(core, password);
  if (isRefusal(credentials)) return account;
  return inTurn(core.logins, account.key, async () => {
    const now = core.accounts.peek(account.key);
    if (!now || !sameCredentials(now, account)) return account;
    try {
      await core.storage.accounts.update(account.key, credentials);
    } catch (error) {
      core.log.warn({ account: account.key, error: String(error) }, 'keys not renewed');
      return account;
    }
    const renewed = { ...(core.accounts.peek(account.key) ?? now), ...credentials };
    core.accounts.put(account.key, renewed);
    return renewed;
  });
}
