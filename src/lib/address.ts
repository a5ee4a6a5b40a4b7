import { domainToASCII, domainToUnicode } from 'node:url';

/** `local@domain`, folded: the key under which people and rooms are found. */
export type Bare = string & { readonly bare: true };

/** An XMPP address (RFC 7622), folded and comparable: two addresses are equal when their `full` is. */
export interface Address {
  /** Empty for a server. */
  readonly local: string;
  readonly domain: string;
  /** Empty for a bare address. Never folded. */
  readonly resource: string;
  readonly bare: Bare;
  readonly full: string;
}

const MAX_PART_BYTES = 1023; // RFC 7622 3.1
const LOCAL_EXCLUDED = /["&'/:<>@\s\p{C}]/u; // RFC 7622 3.3.1
const RESOURCE_EXCLUDED = /[\p{Cc}\p{Cs}\p{Cn}]/u; // OpaqueString, RFC 8265 4.2
const ASCII_DOMAIN = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const IPV6 = /^\[[0-9a-f:.]{2,45}\]$/;

/** The address in `text`, or undefined where it is not one (`jid-malformed`). */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 3 * MAX_PART_BYTES + 2) return undefined;
  const slash = text.indexOf('/');
  const bare = slash < 0 ? text : text.slice(0, slash);
  const at = bare.indexOf('@');
  if (at === 0 || slash === text.length - 1) return undefined;
  const local = at < 0 ? '' : foldLocal(bare.slice(0, at));
  const domain = foldDomain(at < 0 ? bare : bare.slice(at + 1));
  const resource = slash < 0 ? '' : foldResource(text.slice(slash + 1));
  if (local === undefined || domain === undefined || resource === undefined) return undefined;
  return makeAddress(local, domain, resource);
}

/** Joins parts that are known to be folded already (they came out of another address or of our own config). */
export function makeAddress(local: string, domain: string, resource = ''): Address {
  const bare = (local === '' ? domain : `${local}@${domain}`) as Bare;
  return { local, domain, resource, bare, full: resource === '' ? bare : `${bare}/${resource}` };
}

export function withResource(address: Address, resource: string): Address {
  return makeAddress(address.local, address.domain, resource);
}

/** A localpart as it is compared (UsernameCaseMapped, RFC 8265 3.3), or undefined where it may not be one. */
export function foldLocal(local: string): string | undefined {
  const folded = /^[\x21-\x7e]*$/.test(local)
    ? local.toLowerCase()
    : local.normalize('NFKC').toLowerCase().normalize('NFC');
  if (folded === '' || LOCAL_EXCLUDED.test(folded) || Buffer.byteLength(folded) > MAX_PART_BYTES) return undefined;
  return folded;
}

/** A domain in one canonical spelling: lower case, no final dot, Unicode labels. */
export function foldDomain(domain: string): string | undefined {
  const plain = domain.endsWith('.') ? domain.slice(0, -1) : domain;
  const lower = plain.toLowerCase();
  if (IPV6.test(lower)) return lower;
  const ascii = /^[\x00-\x7f]*$/.test(lower) ? lower : domainToASCII(lower);
  if (!ASCII_DOMAIN.test(ascii)) return undefined;
  return ascii.includes('xn--') ? domainToUnicode(ascii) : ascii;
}

/** A resource or nickname as it is compared: NFC, spaces kept, no controls (OpaqueString, RFC 7622 3.4). */
export function foldResource(resource: string): string | undefined {
  const folded = resource.normalize('NFC');
  if (folded === '' || RESOURCE_EXCLUDED.test(folded) || Buffer.byteLength(folded) > MAX_PART_BYTES) return undefined;
  return folded;
}
