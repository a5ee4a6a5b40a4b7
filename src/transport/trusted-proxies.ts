import { BlockList, isIP } from 'node:net';

/** Addresses and ranges whose word is taken for whom they speak for. */
export interface TrustedProxies {
  includes(ip: string): boolean;
}

/** Of `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`; what is none of these trusts nobody. */
export function trustedProxies(ranges: readonly string[]): TrustedProxies {
  const list = new BlockList();
  for (const range of ranges) {
    const [ip = '', bits] = range.split('/');
    const version = isIP(ip);
    if (version === 0) continue;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(ip, family);
    else list.addSubnet(ip, Number(bits), family);
  }
  return {
    includes(ip) {
      const version = isIP(ip);
      return version !== 0 && list.check(ip, version === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

/** Believes nobody. */
export const noProxies: TrustedProxies = { includes: () => false };
