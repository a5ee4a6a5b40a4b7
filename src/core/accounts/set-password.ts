import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { endSubscriptions } from '../push/subscribe.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { changeAccount, dismissSessions } from './change-account.ts';
import { makeCredentials } from './credentials.ts';
import { accountAddress } from './names.ts';
import { preparePassword } from './passwords.ts';

/**
 * Gives an account a new password. Sessions that logged in with the old one end, but the one that changed it (`except`).
 * Refused: `no-such-account`, `weak-password` where it is not a password at all, `server-busy`, `storage-away`.
 */
export async function setPassword(
  core: Core,
  name: string,
  password: string,
  except?: Session,
): Promise<AccountRecord | Refusal> {
  const prepared = preparePassword(password);
  if (prepared === undefined) return refuse('weak-password');
  const credentials = await makeCredentials(core, prepared);
  if (isRefusal(credentials)) return credentials;
  const account = await changeAccount(core, name, credentials);
  if (isRefusal(account)) return account;
  dismissSessions(core, account.key, 'password-changed', except);
  // Whoever knew the old one may have subscribed a device; those of the holder come again by themselves.
  const kept = await endSubscriptions(core, accountAddress(account.key, core.config.domain).bare);
  if (kept) core.log.warn({ account: account.key }, 'push: subscriptions outlive a password');
  return account;
}
