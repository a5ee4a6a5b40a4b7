import { parseRange, type IpRange } from './ip-range.ts';

/** Blocks of 0.0.0.0/0 that nobody on the Internet has (IANA special-purpose registry), and multicast. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map(range);

/** Within 2000::/3, all that is handed out: tunnels that lead to IPv4 addresses (Teredo, 6to4), benchmarks, documentation. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map(range);
const global6 = range('2000::/3');

/**
 * Is this the address of somebody on the Internet, and not one that only this machine or its network can reach (RELIABILITY W-07)?
 * False for everything that is not the plain text of an IP address, IPv4 mapped into IPv6 included.
 */
export function isPublicAddress(text: string): boolean {
  const address = text.includes('/') ? undefined : parseRange(text);
  if (!address) return false;
  if (text.includes(':')) {
    return address.version === 6 && contains(global6, address) && !special6.some((each) => contains(each, address));
  }
  return !special4.some((each) => contains(each, address));
}

function contains({ version, bits, length }: IpRange, address: IpRange): boolean {
  const rest = BigInt((version === 4 ? 32 : 128) - length);
  return version === address.version && address.bits >> rest === bits >> rest;
}

function range(text: string): IpRange {
  const parsed = parseRange(text);
  if (!parsed) throw new Error(`not a range: ${text}`);
  return parsed;
}
