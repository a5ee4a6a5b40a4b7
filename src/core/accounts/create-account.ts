import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { ask, keep } from './change-account.ts';
import { makeCredentials } from './credentials.ts';
import { findAccount } from './find-account.ts';
import { inTurn } from './logins.ts';
import { accountAddress, accountKey, isNameHere, isServiceName, mixesScripts } from './names.ts';
import { preparePassword } from './passwords.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { isAbandoned } from './verify.ts';

/**
 * Makes an account as an operator does: whatever the registration settings, with any password and any name but a service's.
 * Of many calls at once for one name exactly one succeeds. Refused: `account-name-invalid`, `weak-password` (none at all, or
 * not a password), `account-exists`, `server-busy`, `storage-away`.
 */
export async function createAccount(
  core: Core,
  name: string,
  password: string,
  more: Partial<Pick<AccountRecord, 'email' | 'unverified'>> = {},
): Promise<AccountRecord | Refusal> {
  const key = accountKey(name);
  const isLong = name.length > core.config.limits.nickname;
  const isStrange = !isNameHere(core.config.nameProfile, name) || mixesScripts(name);
  if (key === undefined || isLong || isStrange || isServiceName(name)) return refuse('account-name-invalid', name);
  const prepared = preparePassword(password);
  if (prepared === undefined) return refuse('weak-password');
  return inTurn(core.logins, key, async () => {
    const known = await findAccount(core, key);
    if (isRefusal(known)) return known;
    const taken = known.value && (await giveFree(core, known.value));
    if (taken) return taken;
    const credentials = await makeCredentials(core, prepared);
    if (isRefusal(credentials)) return credentials;
    const account = { ...blank, ...more, ...credentials, name, key, createdAt: core.clock.now() };
    const isMade = await ask(core, () => core.storage.accounts.create(account));
    if (isMade === true) {
      if (core.config.nameProfile === 'precis') core.lookalikes.put(skeleton(key), account);
      return keep(core, account);
    }
    core.accounts.forget(key); // somebody else made it, or the answer was lost: the next look tells
    return isRefusal(isMade) ? isMade : refuse('account-exists', name);
  });
}

const blank = { locked: false, displayName: '', email: '', lastSeenAt: undefined };

/** Gives the name of an account free that nobody verified in time; any other is its holder's: `account-exists`. */
async function giveFree(core: Core, account: AccountRecord): Promise<Refusal | undefined> {
  if (!isAbandoned(core, account)) return refuse('account-exists', account.name);
  const { bare } = accountAddress(account.key, core.config.domain);
  const isGone = await ask(core, () => core.storage.accounts.remove(account.key, bare));
  return isRefusal(isGone) ? isGone : undefined;
}
