import type { IncomingHttpHeaders } from 'node:http';
import type { Connection } from '../lib/connection.ts';
import { canonicalIp } from '../lib/ip.ts';
import type { TrustedProxies } from '../transport/trusted-proxies.ts';

/** Who asks, as far as those in between are to be believed. */
export interface Asker {
  readonly ip: string;
  /** Nobody can listen in: TLS to us, or to a trusted proxy that is beside us or came over TLS itself. */
  readonly isSecure: boolean;
}

/** X-Forwarded-For counts from its end as long as trusted proxies wrote it (RELIABILITY W-09). */
export function askerOf(connection: Connection, headers: IncomingHttpHeaders, proxies: TrustedProxies): Asker {
  const { remote, tls, isLoopback, isTrustedProxy } = connection;
  const isOwnSecure = tls !== undefined;
  if (!isTrustedProxy) return { ip: remote.ip, isSecure: isOwnSecure };
  const hops = listed(headers['x-forwarded-for']);
  let ip = remote.ip;
  while (proxies.includes(ip)) {
    const before = canonicalIp(hops.pop() ?? '');
    if (before === undefined) break;
    ip = before;
  }
  if (ip === remote.ip) return { ip, isSecure: isOwnSecure };
  const isHttps = listed(headers['x-forwarded-proto']).at(-1) === 'https';
  return { ip, isSecure: isHttps && (isOwnSecure || isLoopback) };
}

function listed(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',').map((each) => each.trim());
}
