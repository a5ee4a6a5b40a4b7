import { closedToRegistrations } from '../operators/gate.ts';
import { note } from '../operators/notices.ts';
import { addressBlock } from '../../lib/address-block.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Person } from '../presence/person.ts';
import { holderOf } from '../presence/may-be-called.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { createAccount } from './create-account.ts';
import { checkEmail } from './email.ts';
import { accountKey, isReservedName } from './names.ts';
import { mayNotChoose, preparePassword } from './passwords.ts';

export interface Registration {
  readonly name: string;
  readonly password: string;
  /** Empty for none. */
  readonly email?: string;
  readonly ip: string;
  /** Who asks, where they are here already. */
  readonly by?: Person | undefined;
}

/**
 * Somebody makes an account for themselves. Where an address for mail is required it waits for its code (`unverified`). Refused as `createAccount`, and: `registration-closed`; `account-exists` also where
 * somebody else is called so now; `account-name-invalid` for a reserved name, and for those of `admins`; `password-unacceptable`; `weak-password` under six
 * characters; `email-invalid`, `email-unacceptable`; `rate-limited` after too many new accounts from the same address block.
 */
export async function registerAccount(core: Core, request: Registration): Promise<AccountRecord | Refusal> {
  const refused = mayNotRegister(core, request);
  if (refused) return refused;
  const { name, password, ip } = request;
  const block = addressBlock(ip);
  const { registrations } = core.logins;
  const wait = registrations.take(block, core.config.registrationsPerHour);
  if (wait > 0) return refuse('rate-limited', name, { retryAfter: Math.ceil(wait / 1000) });
  const email = core.config.email === 'off' ? '' : (request.email ?? '');
  // No mail is sent by this server: the operator hands the code out, to whom they choose.
  const waits = core.config.email === 'required' ? ({ unverified: true } as const) : {};
  const account = await createAccount(core, name, password, { email, ...waits });
  if (isRefusal(account)) registrations.refund(block);
  else {
    core.log.info({ account: account.key }, 'account registered');
    note(core, 'a', `the account ${account.name} was registered from ${ip}`);
  }
  return account;
}

function mayNotRegister(core: Core, { name, password, email = '', by }: Registration): Refusal | undefined {
  if (core.config.registration !== 'open') return closed(core);
  const gated = closedToRegistrations(core);
  if (gated) return gated;
  // Nobody loses the nickname that they wear to somebody who registers it from elsewhere.
  const holder = holderOf(core, name);
  if (holder && holder !== by) return refuse('account-exists', name, { text: 'Somebody is called so now.' });
  const key = accountKey(name);
  if (key === undefined || isReservedName(name)) return refuse('account-name-invalid', name);
  // It would give all rights over the server to whoever comes first.
  if (core.config.admins.has(key)) {
    return refuse('account-name-invalid', name, { text: 'Only whoever runs the server makes that account.' });
  }
  if (preparePassword(password) === undefined) return refuse('password-unacceptable');
  const weak = mayNotChoose(core, password);
  if (weak) return weak;
  if (core.config.email === 'off') return undefined;
  if (email !== '') return checkEmail(email);
  return core.config.email === 'required'
    ? refuse('email-invalid', undefined, { text: 'An address is required.' })
    : undefined;
}

function closed(core: Core): Refusal {
  const text = core.config.registration === 'invite' ? 'An account here needs an invitation.' : undefined;
  return refuse('registration-closed', undefined, text === undefined ? {} : { text });
}
