/** Textual addresses of peers, and the key under which one peer is counted. */

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address mapped into IPv6 becomes IPv4; a zone is dropped. */
export function plainIp(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = MAPPED.exec(ip);
  if (mapped) return mapped[1]!;
  const zone = ip.indexOf('%');
  return zone < 0 ? ip : ip.slice(0, zone);
}

/** 127.0.0.0/8 or ::1, given as `plainIp`. */
export function isLoopbackIp(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

/** What limits count by: the address itself, or the /64 of an IPv6 address, since one customer has all of that. */
export function countingKey(ip: string): string {
  if (!ip.includes(':')) return ip;
  const [left = '', right] = ip.split('::');
  const groups = left === '' ? [] : left.split(':');
  if (right !== undefined) {
    const after = right === '' ? [] : right.split(':');
    while (groups.length + after.length < 8) groups.push('0');
  }
  return `${groups.slice(0, 4).join(':')}/64`;
}
