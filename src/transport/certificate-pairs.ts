import type { X509Certificate } from 'node:crypto';
import { basename, dirname, parse } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { PemFile } from './certificate-files.ts';

/** A certificate with its key, ready to serve. */
export interface Identity {
  readonly file: string;
  readonly keyFile: string;
  /** Lower case; a wildcard stands as `*.example.org`. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly issuer: string;
  readonly fingerprint: string;
  readonly context: SecureContext;
}

export type TlsMinimum = 'TLSv1.2' | 'TLSv1.3';

export interface Pairing {
  readonly identities: readonly Identity[];
  /** By file; each says what to do. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Finds the key of every certificate, by looking whether they fit and not by what they are called. */
export function pair(files: readonly PemFile[], minimum: TlsMinimum): Pairing {
  const problems = new Map<string, string>();
  const found = new Map<string, Identity>();
  // The longest chain first: cert.pem beside fullchain.pem is the same certificate without what clients need to trust it.
  const candidates = files.filter((file) => file.chain.length > 0).sort((a, b) => b.chain.length - a.chain.length);
  for (const file of candidates) {
    const leaf = file.chain[0]!;
    if (found.has(leaf.fingerprint256)) continue;
    const made = identify(file, leaf, files, minimum);
    if (typeof made !== 'string') found.set(leaf.fingerprint256, made);
    else if (!isOnlyIssuer(leaf)) problems.set(file.path, made);
  }
  for (const file of files) if (file.problem) problems.set(file.path, file.problem);
  return { identities: [...found.values()], problems };
}

/** Such as certbot's chain.pem: it comes without a key, and nothing is missing. */
function isOnlyIssuer(leaf: X509Certificate): boolean {
  return leaf.ca && namesOf(leaf).length === 0;
}

function identify(
  file: PemFile,
  leaf: X509Certificate,
  files: readonly PemFile[],
  minimum: TlsMinimum,
): Identity | string {
  const keyFile = files.find((each) => each.key && leaf.checkPrivateKey(each.key));
  if (!keyFile) return noKey(file, files);
  try {
    return {
      file: file.path,
      keyFile: keyFile.path,
      names: namesOf(leaf),
      from: Date.parse(leaf.validFrom),
      until: Date.parse(leaf.validTo),
      issuer: leaf.issuer.replaceAll('\n', ', '),
      fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
      context: createSecureContext({
        cert: file.chainPem,
        key: keyFile.keyPem,
        minVersion: minimum,
        // Required for resumption where client certificates are asked for.
        sessionIdContext: 'causeway',
      }),
    };
  } catch (error) {
    return `${file.path} cannot be used: ${(error as Error).message}`;
  }
}

function noKey(file: PemFile, files: readonly PemFile[]): string {
  const expected = expectedKey(file.path);
  const beside = files.find((each) => each.path === expected);
  if (beside?.key)
    return `${beside.path} is not the key of ${file.path}; put the key the certificate was made for there`;
  if (beside?.problem) return `${file.path} has no usable key: ${beside.problem}`;
  return `${file.path} has no private key; put it into ${expected}`;
}

/** Where the layouts in use keep the key of a certificate. */
function expectedKey(path: string): string {
  const { dir, name } = parse(path);
  const isCertbot = basename(path) === 'fullchain.pem' || basename(path) === 'cert.pem';
  return isCertbot ? `${dirname(path)}/privkey.pem` : `${dir}/${name}.key`;
}

const DNS_NAME = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

/** The DNS names of a certificate, or its common name where it has none of them. */
export function namesOf(certificate: X509Certificate): string[] {
  const alternatives = (certificate.subjectAltName ?? '').split(', ').filter((each) => each.startsWith('DNS:'));
  const common = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '';
  const names = alternatives.length > 0 ? alternatives.map((each) => each.slice('DNS:'.length)) : [common];
  return names.map((name) => name.toLowerCase()).filter((name) => DNS_NAME.test(name));
}
