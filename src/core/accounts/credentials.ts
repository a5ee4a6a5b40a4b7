import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Refusal } from '../refusal.ts';
import { matchesBcrypt } from './bcrypt-hash.ts';
import { fakeScramKeys, makeScramKeys, matchesScramKeys, sameSecret, type ScramHash } from './scram-keys.ts';

/** What proves that somebody is the holder of an account. */
export type Credentials = Pick<AccountRecord, 'sha256' | 'sha1' | 'bcrypt'>;

/** Of a new prepared password: keys of the mechanisms that are offered. Refused: `server-busy`. */
export function makeCredentials(core: Core, password: string): Promise<Credentials | Refusal> {
  const { iterations } = core.config;
  return core.logins.hashing.run(async () => ({
    sha256: await makeScramKeys('sha256', password, iterations),
    sha1: offersSha1(core) ? await makeScramKeys('sha1', password, iterations) : undefined,
    bcrypt: undefined,
  }));
}

/** Is this the prepared password of the account? Takes as long where there is no account of that name. Refused: `server-busy`. */
export function matches(
  core: Core,
  account: Credentials | undefined,
  name: string,
  password: string,
): Promise<boolean | Refusal> {
  return core.logins.hashing.run(async () => {
    if (account?.sha256) return matchesScramKeys('sha256', password, account.sha256);
    if (account?.sha1) return matchesScramKeys('sha1', password, account.sha1);
    if (account?.bcrypt) return matchesBcrypt(password, account.bcrypt);
    await matchesScramKeys('sha256', password, decoyKeys(core, 'sha256', name));
    return false;
  });
}

/** Keys to show to whoever asks for an account that has none, so that they cannot tell (RELIABILITY A-01). */
export function decoyKeys(core: Core, hash: ScramHash, name: string) {
  return fakeScramKeys(core.secret, hash, name, core.config.iterations);
}

/** Has the password, or what is kept of it, not changed between these two looks at an account? */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return a.bcrypt === b.bcrypt && sameKeys(a, b, 'sha256') && sameKeys(a, b, 'sha1');
}

/** Should the keys be made anew from the password at the next chance: an import, another number of rounds, a mechanism more? */
export function areOutdated(core: Core, { sha256, sha1, bcrypt }: Credentials): boolean {
  const { iterations } = core.config;
  if (bcrypt !== undefined || sha256?.iterations !== iterations) return true;
  return offersSha1(core) && sha1?.iterations !== iterations;
}

function offersSha1(core: Core): boolean {
  return core.config.mechanisms.includes('SCRAM-SHA-1');
}

function sameKeys(a: Credentials, b: Credentials, hash: ScramHash): boolean {
  const [left, right] = [a[hash], b[hash]];
  if (left === right) return true;
  return left !== undefined && right !== undefined && sameSecret(left.storedKey, right.storedKey);
}
