import { createDecipheriv, createECDH, createHmac, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';

/** A device as a browser has it: its keys never leave it. */
export class Device {
  readonly #pair = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly p256dh: string;
  readonly auth = this.#auth.toString('base64url');

  constructor() {
    this.p256dh = this.#pair.generateKeys('base64url');
  }

  /** Reads a body as RFC 8188 2 and RFC 8291 3.4 say: one record, encrypted for this device alone. */
  read(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const idLength = body[20] ?? 0;
    const server = body.subarray(21, 21 + idLength);
    const record = body.subarray(21 + idLength);
    const shared = this.#pair.computeSecret(server);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#pair.getPublicKey(), server]);
    const ikm = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
    const prk = createHmac('sha256', salt).update(ikm).digest();
    const expand = (label: string, length: number) =>
      createHmac('sha256', prk).update(`Content-Encoding: ${label}\0\x01`).digest().subarray(0, length);
    const decipher = createDecipheriv('aes-128-gcm', expand('aes128gcm', 16), expand('nonce', 12));
    decipher.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(2)).toString();
  }
}

/** What a VAPID header (RFC 8292 3) says, once its signature is found to be by that key. */
export function vapidClaims(header: string, publicKey: string): { aud: string; sub: string; exp: number } {
  const [, token = '', key] = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(header) ?? [];
  if (key !== publicKey) throw new Error(`signed by ${key}`);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const verifier = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const isTrue = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: verifier, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isTrue) throw new Error('not signed');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; sub: string; exp: number };
}
