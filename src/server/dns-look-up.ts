import { Resolver } from 'node:dns/promises';
import type { LookUp } from '../core/bans/dnsbl.ts';

/** Asks the system's DNS servers; a name that is not there is no failure. */
export function createDnsLookUp(): LookUp {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  return async (name) => {
    try {
      return (await resolver.resolve4(name)).some((address) => address.startsWith('127.'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTFOUND' || code === 'ENODATA') return false;
      throw error;
    }
  };
}
