/** Bytes of a password, prepared. Longer ones are refused before any work is done for them. */
export const MAX_PASSWORD_BYTES = 1024;
/** Characters of a password that somebody chooses for a new account. */
const MIN_CHOSEN_LENGTH = 6;

const EXCLUDED = /[\p{Cc}\p{Cs}\p{Cn}\u{2028}\u{2029}]/u; // RFC 8264 9.9, RFC 8265 4.2
const OTHER_SPACES = /\p{Zs}/gu;

/** A password as it is hashed and compared (OpaqueString, RFC 8265 4.2), or undefined where it may not be one. */
export function preparePassword(password: string): string | undefined {
  if (password.length > MAX_PASSWORD_BYTES) return undefined;
  const prepared = password.replace(OTHER_SPACES, ' ').normalize('NFC');
  if (prepared === '' || EXCLUDED.test(prepared)) return undefined;
  return Buffer.byteLength(prepared) > MAX_PASSWORD_BYTES ? undefined : prepared;
}

/** Good enough for somebody who chooses it alone? Operators may set what they like. */
export function isChosenWell(password: string): boolean {
  return [...password].length >= MIN_CHOSEN_LENGTH;
}
