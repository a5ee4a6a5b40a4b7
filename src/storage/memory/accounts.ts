import type { Bare } from '../../lib/address.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { clampLimit } from '../limits.ts';
import { byBytes, type Plain } from './plain.ts';
import type { AccountStore } from '../../core/ports.ts';

/** `removed` clears what else belongs to a removed account. */
export function createAccounts(removed: (address: Bare) => void): Plain<AccountStore> {
  const accounts = new Map<string, AccountRecord>();
  const looks = new Map<string, string>();
  return {
    find: (key) => accounts.get(key),
    findLike: (look) => accounts.get(looks.get(look) ?? ''),
    create(account) {
      const look = skeleton(account.key);
      if (accounts.has(account.key) || looks.has(look)) return false;
      looks.set(look, account.key);
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
      looks.delete(skeleton(key));
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
