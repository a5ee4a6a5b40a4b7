import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { addressBlock } from '../../lib/address-block.ts';
import { createAccount } from './create-account.ts';
import { accountKey, isReservedName } from './names.ts';
import { isChosenWell } from './passwords.ts';

/**
 * Somebody makes an account for themselves. Refused as `createAccount`, and: `registration-closed`; `account-name-invalid` for a
 * reserved name; `weak-password` under six characters; `rate-limited` after too many new accounts from the same address block.
 */
export async function registerAccount(
  core: Core,
  name: string,
  password: string,
  ip: string,
): Promise<AccountRecord | Refusal> {
  if (core.config.registration !== 'open') return closed(core);
  if (accountKey(name) === undefined || isReservedName(name)) return refuse('account-name-invalid', name);
  if (!isChosenWell(password)) return refuse('weak-password', undefined, { text: 'At least 6 characters, please.' });
  const block = addressBlock(ip);
  const { registrations } = core.logins;
  const wait = registrations.take(block, core.config.registrationsPerHour);
  if (wait > 0) return refuse('rate-limited', name, { retryAfter: Math.ceil(wait / 1000) });
  const account = await createAccount(core, name, password);
  if (isRefusal(account)) registrations.refund(block);
  else core.log.info({ account: account.key }, 'account registered');
  return account;
}

function closed(core: Core): Refusal {
  const text = core.config.registration === 'invite' ? 'An account here needs an invitation.' : undefined;
  return refuse('registration-closed', undefined, text === undefined ? {} : { text });
}
