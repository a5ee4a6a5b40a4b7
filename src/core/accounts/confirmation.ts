import { createHmac } from 'node:crypto';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { sameSecret } from './scram-keys.ts';

/** What a code stands for: one given for one thing is no good for another. */
export type Purpose = 'verify' | 'unregister';

const CODE_LENGTH = 16; // of base32: 80 bits
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'; // none that look like another

/**
 * The code by which the holder of an account confirms something: always the same for this account and purpose, another one when the
 * name belongs to somebody else later. It is kept nowhere.
 */
export function confirmationCode(core: Core, purpose: Purpose, { key, createdAt, email }: AccountRecord): string {
  const digest = createHmac('sha256', core.secret).update(`${purpose}:${createdAt}:${email}:${key}`).digest();
  return Array.from(digest.subarray(0, CODE_LENGTH), (byte) => LETTERS[byte & 31]).join('');
}

export function isConfirmed(core: Core, purpose: Purpose, account: AccountRecord, code: string): boolean {
  return sameSecret(Buffer.from(code), Buffer.from(confirmationCode(core, purpose, account)));
}
