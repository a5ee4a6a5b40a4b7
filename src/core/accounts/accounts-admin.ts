import type { AccountDetails, AccountsAdmin, AccountSummary } from '../commands/ports.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { confirmationCode } from './confirmation.ts';
import { createAccount } from './create-account.ts';
import { findAccount } from './find-account.ts';
import { listAccounts } from './list-accounts.ts';
import { lockAccount, unlockAccount } from './lock-account.ts';
import { accountAddress, accountKey } from './names.ts';
import { removeAccount } from './remove-account.ts';
import { setPassword } from './set-password.ts';
import { vouchFor } from './verify.ts';

/** Storage that does not answer a question without a refusal of its own: told as an error, which the command table reports. */
export class AccountsUnavailable extends Error {}

/** What the commands of administrators do to accounts. */
export function createAccountsAdmin(core: Core): AccountsAdmin {
  return {
    async add(name, password) {
      const made = await createAccount(core, name, password);
      return isRefusal(made) ? made : summary(core, made);
    },
    remove: (name) => removeAccount(core, name),
    setPassword: async (name, password) => refusalOf(await setPassword(core, name, password)),
    async list(after, limit) {
      const found = await listAccounts(core, after, limit);
      if (isRefusal(found)) throw new AccountsUnavailable(found.reason);
      return found.map((account) => summary(core, account));
    },
    show: (name) => show(core, name),
    lock: async (name) => refusalOf(await lockAccount(core, name)),
    verify: async (name) => refusalOf(await vouchFor(core, name)),
    unlock: async (name) => refusalOf(await unlockAccount(core, name)),
  };
}

async function show(core: Core, name: string): Promise<AccountDetails | undefined> {
  const key = accountKey(name);
  if (key === undefined) return undefined;
  const found = await findAccount(core, key);
  if (isRefusal(found)) throw new AccountsUnavailable(found.reason);
  const account = found.value;
  if (!account) return undefined;
  const person = core.people.byAddress(accountAddress(key, core.config.domain).bare);
  return {
    ...summary(core, account),
    email: account.email,
    ...(account.unverified && { code: confirmationCode(core, 'verify', account) }),
    displayName: account.displayName,
    sessions: (person?.sessions ?? []).map(({ wire, ip, since }) => ({ protocol: wire, remote: ip, since })),
    rooms: [...(person?.occupancies.values() ?? [])].map(({ room }) => `#${room.record.name}`),
  };
}

function summary(core: Core, account: AccountRecord): AccountSummary {
  const { name, key, locked, createdAt, lastSeenAt } = account;
  return { name, address: accountAddress(key, core.config.domain).bare, locked, createdAt, lastSeenAt };
}

function refusalOf<T extends object>(outcome: T | Refusal): Refusal | undefined {
  return isRefusal(outcome) ? outcome : undefined;
}
