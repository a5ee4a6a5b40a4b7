import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { addressBlock } from '../../lib/address-block.ts';

/** Counts wrong guesses at one account from one address block, so that its owner elsewhere still gets in (RELIABILITY A-03). */
export interface Guess {
  /** Refused (`login-throttled`) where there were too many lately; otherwise this one counts as wrong until `right`. */
  make(): Refusal | undefined;
  /** Are there too many already? Counts nothing. */
  check(): Refusal | undefined;
  /** It was right, or nothing was compared. */
  right(): void;
}

const NAME_LENGTH = 64; // no account has a longer name; what nobody has need not be told apart

/** `name` is the account's key, or what was given for one. */
export function guessAt(core: Core, name: string, ip: string): Guess {
  const key = `${name.slice(0, NAME_LENGTH)} ${addressBlock(ip)}`;
  const { failures } = core.logins;
  const limit = core.config.loginAttemptsPerMinute;
  return {
    make: () => throttled(failures.take(key, limit)),
    check: () => throttled(failures.check(key, limit)),
    right: () => failures.refund(key),
  };
}

function throttled(wait: number): Refusal | undefined {
  return wait > 0 ? refuse('login-throttled', undefined, { retryAfter: Math.ceil(wait / 1000) }) : undefined;
}
