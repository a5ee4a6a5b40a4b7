import { createECDH, hkdfSync } from 'node:crypto';

/** By which push services know this server (RFC 8292 2): both halves base64url, the public one an uncompressed point. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The server's keys for push services, drawn from its secret: the same for as long as that is, since subscriptions hold for one key
 * only.
 */
export function vapidKeys(secret: Buffer): VapidKeys {
  for (let attempt = 0; ; attempt++) {
    const scalar = Buffer.from(hkdfSync('sha256', secret, '', `causeway vapid P-256 ${attempt}`, 32));
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(scalar);
    } catch {
      continue; // beyond the order of the curve: once in four thousand million times
    }
    return { publicKey: pair.getPublicKey('base64url'), privateKey: scalar.toString('base64url') };
  }
}
