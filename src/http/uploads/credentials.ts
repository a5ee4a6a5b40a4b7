import { verifyPassword } from '../../core/accounts/login.ts';
import type { Core } from '../../core/core.ts';
import type { AccountRecord } from '../../core/ports.ts';
import { refuse, type Refusal } from '../../core/refusal.ts';

/** The account behind `Authorization: Basic` (RFC 7617), as with SASL PLAIN. Refused as `verifyPassword` is, and where there is none. */
export async function accountOf(core: Core, header: string | undefined, ip: string): Promise<AccountRecord | Refusal> {
  const [, encoded = ''] = /^basic +([A-Za-z0-9+/]{1,4096}={0,2})$/i.exec(header ?? '') ?? [];
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  if (colon < 1) return refuse('account-required');
  return verifyPassword(core, pair.slice(0, colon), pair.slice(colon + 1), ip);
}
