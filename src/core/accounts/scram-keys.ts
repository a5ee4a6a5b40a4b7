import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ScramKeys } from '../ports.ts';

export type ScramHash = 'sha1' | 'sha256';

const SALT_BYTES = 16;
const keyBytes: Record<ScramHash, number> = { sha1: 20, sha256: 32 };
const derive = promisify(pbkdf2);

/** New keys for a prepared password, with a salt of their own. Work for the thread pool: go through `Logins.hashing`. */
export function makeScramKeys(hash: ScramHash, password: string, iterations: number): Promise<ScramKeys> {
  return deriveScramKeys(hash, password, { salt: randomBytes(SALT_BYTES), iterations });
}

/** RFC 5802 3: SaltedPassword, ClientKey, StoredKey, ServerKey. */
export async function deriveScramKeys(
  hash: ScramHash,
  password: string,
  { salt, iterations }: Pick<ScramKeys, 'salt' | 'iterations'>,
): Promise<ScramKeys> {
  const salted = await derive(password, salt, iterations, keyBytes[hash], hash);
  const clientKey = hmac(hash, salted, 'Client Key');
  return { salt, iterations, storedKey: digest(hash, clientKey), serverKey: hmac(hash, salted, 'Server Key') };
}

/** Is this the password these keys were made from? */
export async function matchesScramKeys(hash: ScramHash, password: string, keys: ScramKeys): Promise<boolean> {
  return sameSecret((await deriveScramKeys(hash, password, keys)).storedKey, keys.storedKey);
}

/**
 * Keys for somebody who has none: always the same for one name, so that asking twice does not tell (RFC 5802 9), and no
 * password's.
 */
export function fakeScramKeys(secret: Buffer, hash: ScramHash, name: string, iterations: number): ScramKeys {
  const made = (purpose: string): Buffer => hmac(hash, secret, `fake ${hash} ${purpose}:${name}`);
  return { salt: made('salt').subarray(0, SALT_BYTES), iterations, storedKey: made('key'), serverKey: made('server') };
}

/** RFC 5802 3: is `proof` that of the holder of the password, for this authentication? */
export function isProof(hash: ScramHash, keys: ScramKeys, message: string, proof: Buffer): boolean {
  if (proof.length !== keyBytes[hash]) return false;
  const clientKey = Buffer.from(hmac(hash, keys.storedKey, message));
  for (let i = 0; i < clientKey.length; i++) clientKey[i] = (clientKey[i] as number) ^ (proof[i] as number);
  return sameSecret(digest(hash, clientKey), keys.storedKey);
}

export function serverSignature(hash: ScramHash, keys: ScramKeys, message: string): Buffer {
  return hmac(hash, keys.serverKey, message);
}

/** In time that depends on the lengths only. */
export function sameSecret(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function hmac(hash: ScramHash, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

function digest(hash: ScramHash, bytes: Buffer): Buffer {
  return createHash(hash).update(bytes).digest();
}
