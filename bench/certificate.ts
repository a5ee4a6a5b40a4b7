import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files of the run's own self-signed certificate (ECDSA P-256). */
export type Certificate = { readonly certificate: string; readonly key: string };

/** Makes a certificate for the domain with openssl; undefined when openssl is not installed. */
export function makeCertificate(dir: string, domain: string): Certificate | undefined {
  mkdirSync(dir, { recursive: true });
  const files = { certificate: join(dir, `${domain}.crt`), key: join(dir, `${domain}.key`) };
  const names = `subjectAltName=DNS:${domain},DNS:rooms.${domain}`;
  const made = spawnSync(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '7',
      '-subj', `/CN=${domain}`, '-addext', names, '-keyout', files.key, '-out', files.certificate],
    { stdio: 'ignore' },
  );
  if (made.status !== 0) return undefined;
  // The servers run as different users, and the key protects nothing.
  chmodSync(files.key, 0o644);
  return files;
}
