import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { AccountCertificate } from './certificate-store.ts';
import { ask } from './change-account.ts';
import { inTurn } from './logins.ts';
import { accountAddress } from './names.ts';

const MOST = 10;
const LABEL_BYTES = 100;

/** As people write it: digits in either case, in pairs with colons or without. Undefined where it is no SHA-256. */
export function parseFingerprint(text: string): string | undefined {
  const digits = text.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** Those that log in to the account (SASL EXTERNAL), in the order they were added. Refused: `storage-away`. */
export function listCertificates(core: Core, account: AccountRecord): Promise<readonly AccountCertificate[] | Refusal> {
  return ask(core, () => core.storage.certificates.list(ownerOf(core, account)));
}

/**
 * From now on whoever shows the certificate logs in to the account. Refused: `certificate-invalid` for what is no fingerprint,
 * `certificate-taken` where it is an account's already, `too-many-certificates`, `too-long`, `storage-away`.
 */
export async function addCertificate(
  core: Core,
  account: AccountRecord,
  { fingerprint: text, label = '' }: { readonly fingerprint: string; readonly label?: string },
): Promise<AccountCertificate | Refusal> {
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) return refuse('certificate-invalid', text);
  if (Buffer.byteLength(label) > LABEL_BYTES) return refuse('too-long', label);
  const owner = ownerOf(core, account);
  const certificate = { fingerprint, label, addedAt: core.clock.now() };
  return inTurn(core.logins, account.key, async () => {
    const known = await listCertificates(core, account);
    if (isRefusal(known)) return known;
    if (known.length >= MOST)
      return refuse('too-many-certificates', undefined, { text: `An account has at most ${MOST}.` });
    const isAdded = await ask(core, () => core.storage.certificates.add(owner, certificate));
    if (isRefusal(isAdded)) return isAdded;
    return isAdded ? certificate : refuse('certificate-taken', fingerprint);
  });
}

/** Sessions that it opened stay. Refused: `no-such-certificate`, `certificate-invalid`, `storage-away`. */
export async function removeCertificate(
  core: Core,
  account: AccountRecord,
  text: string,
): Promise<Refusal | undefined> {
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) return refuse('certificate-invalid', text);
  const isDone = await ask(core, () => core.storage.certificates.remove(ownerOf(core, account), fingerprint));
  if (isRefusal(isDone)) return isDone;
  return isDone ? undefined : refuse('no-such-certificate', fingerprint);
}

function ownerOf(core: Core, { key }: AccountRecord) {
  return accountAddress(key, core.config.domain).bare;
}
