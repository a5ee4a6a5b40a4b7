import type { Bare } from '../../lib/address.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { clampLimit } from '../limits.ts';
import { byBytes, type Plain } from './plain.ts';
import type { AccountStore } from '../../core/ports.ts';

/** `removed` clears what else belongs to a removed account. */
export function createAccounts(removed: (address: Bare) => void): Plain<AccountStore> {
  const accounts = new Map<string, AccountRecord>();
  return {
    find: (key) => accounts.get(key),
    create(account) {
      if (accounts.has(account.key)) return false;
      accounts.set(account.key, { ...account });
      return true;
    },
    update(key, change) {
      const before = accounts.get(key);
      if (before) accounts.set(key, { ...before, ...change });
      return before !== undefined;
    },
    remove(key, address) {
      if (!accounts.delete(key)) return false;
      removed(address);
      return true;
    },
    findAll: (keys) => keys.flatMap((key) => accounts.get(key) ?? []),
    list: (after, limit) =>
      [...accounts.values()]
        .filter((account) => byBytes(account.key, after) > 0)
        .sort((a, b) => byBytes(a.key, b.key))
        .slice(0, clampLimit(limit)),
  };
}
