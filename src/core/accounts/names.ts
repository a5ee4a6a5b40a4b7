import { makeAddress, type Address, type Bare } from '../../lib/address.ts';
import { fold } from '../../lib/fold.ts';

/** Letters of an account name, and of a guest's nickname, under `names.profile = "ascii"` (SEMANTICS 1.1). All are one byte. */
export const MAX_NAME_LENGTH = 32;

const ACCOUNT_NAME = /^[A-Za-z_[\]{}|^`][A-Za-z0-9_\-[\]{}|^`]{0,31}$/;
// A backslash would collide with the escapes of XEP-0106 in a localpart; a guest's nickname is never a localpart.
const GUEST_NICKNAME = /^[A-Za-z_[\]{}|^`\\][A-Za-z0-9_\-[\]{}|^`\\]{0,31}$/;
const GUEST_PREFIX = 'guest-';

const SERVICES = 'nickserv chanserv histserv contactserv botserv operserv hostserv memoserv saslserv global status';
// RFC 2142 and what people take for the operator.
const MAILBOXES = 'admin administrator abuse postmaster hostmaster webmaster';
const services: ReadonlySet<string> = new Set(SERVICES.split(' '));
const mailboxes: ReadonlySet<string> = new Set(MAILBOXES.split(' '));
// No account's either; as a nickname it says no more than how a guest logged in at home, and clients take it from there.
const ROOT = 'root';

/** The key of an account: what its name is compared by, and the localpart of its address. Undefined where it is no account name. */
export function accountKey(name: string): string | undefined {
  return ACCOUNT_NAME.test(name) ? fold(name) : undefined;
}

/** The address of the account with that key. */
export function accountAddress(key: string, domain: string): Address {
  return makeAddress(key, domain);
}

/** The key of the account behind a bare address of `domain`, whether or not there is such an account. */
export function keyOfAddress(address: Bare, domain: string): string | undefined {
  const at = address.indexOf('@');
  return at > 0 && address.slice(at + 1) === domain ? accountKey(address.slice(0, at)) : undefined;
}

/** Nobody may have it: names of services, and of guests. */
export function isServiceName(name: string): boolean {
  const folded = fold(name);
  return services.has(folded) || folded.startsWith(GUEST_PREFIX);
}

/** Nobody may take it for themselves: services, guests, and the operator's names, which an operator may still give. */
export function isReservedName(name: string): boolean {
  return isServiceName(name) || mailboxes.has(fold(name)) || fold(name) === ROOT;
}

/**
 * May a guest be called so, as far as the spelling goes? Whether it is somebody's already is for the caller to ask.
 * With `forcePrefix` only `Guest-…` may (`guests.force_prefix`).
 */
export function isGuestNickname(nickname: string, forcePrefix = false): boolean {
  if (!GUEST_NICKNAME.test(nickname)) return false;
  const folded = fold(nickname);
  if (folded.startsWith(GUEST_PREFIX)) return folded.length > GUEST_PREFIX.length;
  return !forcePrefix && !services.has(folded) && !mailboxes.has(folded);
}
