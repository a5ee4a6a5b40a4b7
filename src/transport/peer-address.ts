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
