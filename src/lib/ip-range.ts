import { ipVersion } from './ip.ts';

/** An address or a range of them: the first `length` bits of `bits`. */
export interface IpRange {
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly length: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; undefined where it is none. An IPv4 address mapped into IPv6 is IPv4. */
export function parseRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const version = ipVersion(address);
  if (version === 0) return undefined;
  const width = WIDTH[version];
  const given = slash < 0 ? String(width) : text.slice(slash + 1);
  const length = /^\d{1,3}$/.test(given) ? Number(given) : Number.NaN;
  if (!(length <= width)) return undefined;
  const bits = version === 4 ? bitsOf4(address) : bitsOf6(address);
  if (version === 6 && bits >> 32n === 0xffffn && length >= 96) {
    return { version: 4, bits: prefixBits(bits & 0xffff_ffffn, 32, length - 96), length: length - 96 };
  }
  return { version, bits: prefixBits(bits, width, length), length };
}

/** In one canonical spelling, always with its length. */
export function rangeText({ version, bits, length }: IpRange): string {
  const shown = prefixBits(bits, WIDTH[version], length);
  return `${version === 4 ? text4(shown) : text6(shown)}/${length}`;
}

/** What all addresses of a range of that length have in common with this one: a key to look ranges up by. */
export function rangeKey({ version, bits }: IpRange, length: number): string {
  return `${version}/${length}/${prefixBits(bits, WIDTH[version], length).toString(36)}`;
}

function prefixBits(bits: bigint, width: number, length: number): bigint {
  const rest = BigInt(width - length);
  return (bits >> rest) << rest;
}

function bitsOf4(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

/** The text is known to be an address; what stands for zeros is filled in. */
function bitsOf6(text: string): bigint {
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [left = '', right] = canonical.split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const groups = [...before, ...new Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function text4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
}

function text6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
