import { foldDomain, foldResource } from '../../lib/address.ts';
import { accountKey } from './names.ts';

/** Who wants to log in, and which of their devices it is (SEMANTICS 1.1, "device label"). */
export interface LoginName {
  readonly key: string;
  readonly device: string | undefined;
}

const MAX_BYTES = 3071; // RFC 7622 3.1: the longest address

/**
 * Reads the name of a login: `alice`, `alice@example.org`, `alice/phone`, `alice@example.org/phone`, `alice@phone`.
 * Undefined where no account can be called so.
 */
export function parseLoginName(text: string, domain: string): LoginName | undefined {
  if (Buffer.byteLength(text) > MAX_BYTES) return undefined;
  const slash = text.indexOf('/');
  const user = slash < 0 ? text : text.slice(0, slash);
  const at = user.indexOf('@');
  const key = accountKey(at < 0 ? user : user.slice(0, at));
  if (key === undefined) return undefined;
  const host = at < 0 ? domain : user.slice(at + 1);
  const isOurs = foldDomain(host) === domain;
  if (slash < 0) return isOurs ? { key, device: undefined } : labelled(key, host);
  return isOurs ? labelled(key, text.slice(slash + 1)) : undefined;
}

function labelled(key: string, label: string): LoginName | undefined {
  const device = foldResource(label);
  return device === undefined ? undefined : { key, device };
}
