import { makeAddress, type Address, type Bare } from '../../lib/address.ts';
import { fold } from '../../lib/fold.ts';
import { isSingleScript, usernameCaseMapped } from '../../lib/precis.ts';
import { skeleton } from '../../lib/skeleton.ts';

/** `names.profile`: which letters names have (SEMANTICS 1.1). */
export type NameProfile = 'ascii' | 'precis';

/** Letters of an account name, and of a guest's nickname; under `ascii` all are one byte. */
export const MAX_NAME_LENGTH = 32;

const ACCOUNT_NAME = /^[A-Za-z_[\]{}|^`][A-Za-z0-9_\-[\]{}|^`]{0,31}$/;
// A backslash would collide with the escapes of XEP-0106 in a localpart; a guest's nickname is never a localpart.
const GUEST_NICKNAME = /^[A-Za-z_[\]{}|^`\\][A-Za-z0-9_\-[\]{}|^`\\]{0,31}$/;
// What IRC cannot have in a nick and RFC 7622 3.3.1 in a localpart, and what would be read as a rank, a channel or a digit first.
const NOT_IN_NAMES = /["&'/:<>@!*?,.#$%=~+\s\\]|^[-\p{Nd}\p{M}]/u;
const GUEST_PREFIX = 'guest-';

const SERVICES = 'nickserv chanserv histserv contactserv botserv operserv hostserv memoserv saslserv global status';
// RFC 2142 and what people take for the operator.
const MAILBOXES = 'admin administrator abuse postmaster hostmaster webmaster';
const services: ReadonlySet<string> = new Set(SERVICES.split(' '));
const mailboxes: ReadonlySet<string> = new Set(MAILBOXES.split(' '));
// No account's either; as a nickname it says no more than how a guest logged in at home, and clients take it from there.
const ROOT = 'root';

/**
 * The key of an account: what its name is compared by, and the localpart of its address. Undefined where under no profile it is an
 * account's name; whether this server gives such names is `isNameHere`'s matter.
 */
export function accountKey(name: string): string | undefined {
  if (ACCOUNT_NAME.test(name)) return fold(name);
  return isAscii(name) || [...name].length > MAX_NAME_LENGTH || NOT_IN_NAMES.test(name)
    ? undefined
    : usernameCaseMapped(name);
}

/** May people here have a name with these letters? Beyond ASCII only under `precis`. */
export function isNameHere(profile: NameProfile, name: string): boolean {
  return profile === 'precis' || isAscii(name);
}

/** Does it mix scripts, as only names do that pass themselves off as others? (UTS 39 5) */
export function mixesScripts(name: string): boolean {
  return !isAscii(name) && !isSingleScript(name);
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
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
  // Not even what only looks like one of them (RELIABILITY N-02).
  const looks = skeleton(name);
  return services.has(looks) || looks.startsWith(GUEST_PREFIX);
}

/** Nobody may take it for themselves: services, guests, and the operator's names, which an operator may still give. */
export function isReservedName(name: string): boolean {
  return isServiceName(name) || mailboxes.has(skeleton(name)) || skeleton(name) === ROOT;
}

/**
 * May a guest be called so, as far as the spelling goes? Whether it is somebody's already is for the caller to ask.
 * With `forcePrefix` only `Guest-…` may (`guests.force_prefix`).
 */
export function isGuestNickname(nickname: string, forcePrefix = false): boolean {
  if (!GUEST_NICKNAME.test(nickname) && accountKey(nickname) === undefined) return false;
  const folded = skeleton(nickname);
  if (folded.startsWith(GUEST_PREFIX)) return folded.length > GUEST_PREFIX.length;
  return !forcePrefix && !services.has(folded) && !mailboxes.has(folded);
}
