import 'reflect-metadata'; // @peculiar/x509 needs it loaded first
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';
import { domainToASCII } from 'node:url';

const KEYS = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
const CA_DAYS = 3650;
/** The longest that Apple's clients accept, less a day. */
const LEAF_DAYS = 397;

/** A certificate with its key, both PEM. `certificate` holds the chain where there is one. */
export interface CertificatePair {
  readonly certificate: string;
  readonly key: string;
}

cryptoProvider.set(webcrypto as never);

/** An authority that signs certificates for servers, and nothing else; good for ten years from `now`. */
export async function makeAuthority(name: string, now: number): Promise<CertificatePair> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    ...validity(now, CA_DAYS),
    signingAlgorithm: KEYS,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}

/** A server certificate for `names` (domains and IP addresses), signed by `authority` or by itself; good for 397 days from `now`. */
export async function makeCertificate(
  names: readonly [string, ...string[]],
  now: number,
  authority?: CertificatePair,
): Promise<CertificatePair> {
  const keys = await makeKeys();
  const issuer = authority && new X509Certificate(authority.certificate);
  const common = { ...validity(now, LEAF_DAYS), signingAlgorithm: KEYS };
  const extensions = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    // Federation uses the same certificate as client (XEP-0178).
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
    new SubjectAlternativeNameExtension(names.map(alternativeName)),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    // RFC 5280 4.2.1.1; strict clients (Python 3.13) refuse certificates without it.
    await AuthorityKeyIdentifierExtension.create(issuer ?? keys.publicKey),
  ];
  const subject = [{ CN: [ascii(names[0])] }];
  const certificate = issuer
    ? await X509CertificateGenerator.create({
        ...common,
        subject,
        issuer: issuer.subject,
        publicKey: keys.publicKey,
        signingKey: await readKey(authority.key),
        extensions,
      })
    : await X509CertificateGenerator.createSelfSigned({ ...common, name: subject, keys, extensions });
  const chain = `${certificate.toString('pem')}\n${authority?.certificate ?? ''}`;
  return { certificate: chain, key: await keyPem(keys.privateKey) };
}

/** An hour in the past, as clocks differ. */
function validity(now: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now - 3_600_000 + days * DAY) };
}

function alternativeName(name: string): { type: 'ip' | 'dns'; value: string } {
  return isIP(name) ? { type: 'ip', value: name } : { type: 'dns', value: ascii(name) };
}

function ascii(name: string): string {
  return isIP(name) ? name : domainToASCII(name) || name;
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEYS, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function readKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, KEYS, false, ['sign']);
}
