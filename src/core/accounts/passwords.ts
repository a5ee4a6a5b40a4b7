import type { Core } from '../core.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** Bytes of a password, prepared. Longer ones are refused before any work is done for them. */
export const MAX_PASSWORD_BYTES = 1024;

const EXCLUDED = /[\p{Cc}\p{Cs}\p{Cn}\u{2028}\u{2029}]/u; // RFC 8264 9.9, RFC 8265 4.2
const OTHER_SPACES = /\p{Zs}/gu;

/** A password as it is hashed and compared (OpaqueString, RFC 8265 4.2), or undefined where it may not be one. */
export function preparePassword(password: string): string | undefined {
  if (password.length > MAX_PASSWORD_BYTES) return undefined;
  const prepared = password.replace(OTHER_SPACES, ' ').normalize('NFC');
  if (prepared === '' || EXCLUDED.test(prepared)) return undefined;
  return Buffer.byteLength(prepared) > MAX_PASSWORD_BYTES ? undefined : prepared;
}

/** Good enough for somebody who chooses it alone (`accounts.password_length`)? Operators may set what they like. */
export function mayNotChoose(core: Pick<Core, 'config'>, password: string): Refusal | undefined {
  const least = core.config.passwordLength;
  if ([...password].length >= least) return undefined;
  return refuse('weak-password', undefined, { text: `At least ${least} characters, please.` });
}
