import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { changeAccount } from './change-account.ts';
import { isConfirmed } from './confirmation.ts';
import { findAccount } from './find-account.ts';
import { guessAt } from './guess-limit.ts';
import { accountKey } from './names.ts';

/** An account that was not verified by then is not kept: its name is free again. */
const PATIENCE_MS = 86_400_000;

export function isAbandoned(core: Core, { unverified, createdAt }: AccountRecord): boolean {
  return unverified === true && core.clock.now() - createdAt > PATIENCE_MS;
}

/**
 * Completes a registration that waits for its code. Refused: `code-invalid`, with the same words whether the account, the code or
 * both are wrong; `login-throttled` after too many; `storage-away`.
 */
export async function verifyAccount(
  core: Core,
  name: string,
  code: string,
  ip: string,
): Promise<AccountRecord | Refusal> {
  const key = accountKey(name);
  const guess = guessAt(core, key ?? name, ip);
  const throttled = guess.make();
  if (throttled) return throttled;
  const found = key === undefined ? undefined : await findAccount(core, key);
  if (isRefusal(found)) return found;
  const account = found?.value;
  const isRight = account?.unverified && !isAbandoned(core, account) && isConfirmed(core, 'verify', account, code);
  if (!isRight) return refuse('code-invalid', name);
  guess.right();
  return changeAccount(core, account.name, { unverified: undefined });
}

/** An operator vouches for whoever registered. Refused: `no-such-account`, `storage-away`. */
export function vouchFor(core: Core, name: string): Promise<AccountRecord | Refusal> {
  return changeAccount(core, name, { unverified: undefined });
}
