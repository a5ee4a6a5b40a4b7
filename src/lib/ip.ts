const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

/** 4 or 6 for the text of an IP address (IPv6 without brackets or zone), 0 for anything else. As node:net has it, for code that may not see sockets. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (IPV4.test(text)) return 4;
  return /^[0-9a-f:.]{2,45}$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`) ? 6 : 0;
}

/** The one spelling of an IP address, by which it is counted and shown; an IPv4 address mapped into IPv6 is IPv4. Undefined for anything else. */
export function canonicalIp(text: string): string | undefined {
  const version = ipVersion(text);
  if (version !== 6) return version === 4 ? text : undefined;
  const ip = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ip) ?? [];
  if (high === undefined || low === undefined) return ip;
  const [left, right] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [left >> 8, left & 255, right >> 8, right & 255].join('.');
}
