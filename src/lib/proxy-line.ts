import type { RemoteAddress } from './connection.ts';
import { canonicalIp, ipVersion } from './ip.ts';

/**
 * Whom a line of the PROXY protocol speaks for, `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443` (proxy-protocol.txt 2.1), given without
 * its end. 'unknown' where the proxy does not say; undefined where it is no such line.
 */
export function readProxyLine(line: string): RemoteAddress | 'unknown' | undefined {
  const [word, family = '', source = '', target = '', sourcePort = '', targetPort = '', ...more] = line.split(' ');
  if (word !== 'PROXY') return undefined;
  if (family === 'UNKNOWN') return 'unknown';
  const version = family === 'TCP4' ? 4 : family === 'TCP6' ? 6 : undefined;
  if (ipVersion(source) !== version || ipVersion(target) !== version || more.length > 0) return undefined;
  const ip = canonicalIp(source);
  if (ip === undefined || !isPort(sourcePort) || !isPort(targetPort)) return undefined;
  return { ip, port: Number(sourcePort) };
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}
