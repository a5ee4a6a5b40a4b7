import { createECDH } from 'node:crypto';
import { ipVersion } from '../../lib/ip.ts';
import { isPublicAddress } from '../../lib/public-address.ts';

/** What only Google's retired service takes: without VAPID, in clear for it. */
const RETIRED = 'https://android.googleapis.com/gcm/send';

/** The URL of a push service (RFC 8030 5), as far as its text says: https, nobody's credentials, not an address that only we reach. */
export function endpointUrl(text: string): URL | undefined {
  if (!/^https:\/\/[!-~]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && url.hash === '';
  if (!isPlain || url.href.startsWith(RETIRED)) return undefined;
  const host = hostOf(url);
  return ipVersion(host) === 0 || isPublicAddress(host) ? url : undefined;
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** A point on P-256 and sixteen bytes, base64url (RFC 8291 3.1 and 3.2). */
export function areSubscriptionKeys(p256dh: string, auth: string): boolean {
  if (!BASE64URL.test(p256dh) || !BASE64URL.test(auth)) return false;
  const point = Buffer.from(p256dh, 'base64url');
  return Buffer.from(auth, 'base64url').length === 16 && point.length === 65 && isOnCurve(point);
}

function isOnCurve(point: Buffer): boolean {
  const own = createECDH('prime256v1');
  own.generateKeys();
  try {
    own.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}
