import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { createCertificates } from '../transport/certificates.ts';
import type { CertificatePair } from './make-certificate.ts';

const DAY = 86_400_000;

/** The names that a server's certificate should have. */
export function certificateNames({ domain, names }: Pick<Config, 'domain' | 'names'>): [string, ...string[]] {
  return [domain, names.rooms];
}

/** A trial makes its own certificate, once, and again before it ends. */
export async function ensureTrialCertificate(config: Config): Promise<void> {
  const folder = config.tls.certificates;
  if (existsSync(folder)) {
    const { all } = await createCertificates(folder);
    if (all.some(({ until }) => until > Date.now() + 7 * DAY)) return;
  }
  const { makeCertificate } = await import('./make-certificate.ts'); // a tenth of a second to load: only when needed
  const names: [string, ...string[]] = [...certificateNames(config), 'localhost', '127.0.0.1', '::1'];
  const unique = [...new Set(names)] as [string, ...string[]];
  writeCertificate(folder, config.domain, await makeCertificate(unique, Date.now()));
}

/** Writes `NAME.crt` and `NAME.key` (mode 0600) and returns their paths. */
export function writeCertificate(
  folder: string,
  name: string,
  pair: CertificatePair,
): { certificate: string; key: string } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const paths = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  writeFileSync(paths.key, pair.key, { mode: 0o600 });
  writeFileSync(paths.certificate, pair.certificate, { mode: 0o644 });
  return paths;
}
