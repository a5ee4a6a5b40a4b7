import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file of a certificate directory, read. */
export interface PemFile {
  readonly path: string;
  /** The certificates in it, in their order, with their text. */
  readonly chain: readonly X509Certificate[];
  readonly chainPem: string;
  readonly key: KeyObject | undefined;
  readonly keyPem: string;
  /** What is wrong with the file and what to do, if something is. */
  readonly problem: string | undefined;
}

/** What a directory holds, without reading it: equal as long as nothing changed. */
export interface Scan {
  readonly paths: readonly string[];
  readonly signature: string;
}

const ENDINGS = /\.(pem|crt|cer|key)$/i;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;
const MOST_FILES = 10_000;
const MOST_BYTES = 256 * 1024;
const DEEPEST = 3;
/** certbot keeps what was and what may be in these. */
const SKIPPED = new Set(['archive', 'keys', 'csr', 'accounts', 'renewal', 'renewal-hooks']);

/** Finds the files below `directory`, at most three folders deep. Rejects where the directory itself cannot be read. */
export async function scan(directory: string): Promise<Scan> {
  const paths: string[] = [];
  await collect(directory, DEEPEST, paths);
  paths.sort();
  const stamps: string[] = [];
  for (const path of paths) {
    // Through symbolic links, which is how certbot changes what is live.
    const facts = await stat(path).catch(() => undefined);
    stamps.push(`${path}:${facts?.ino}:${facts?.mtimeMs}:${facts?.size}`);
  }
  return { paths, signature: stamps.join('\n') };
}

async function collect(directory: string, depth: number, paths: string[]): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || paths.length >= MOST_FILES) continue;
    if (ENDINGS.test(entry.name)) paths.push(path);
    else if (depth > 0 && !SKIPPED.has(entry.name) && (await isDirectory(path))) {
      // One closed folder must not hide the others; a missing certificate is reported by name anyway.
      await collect(path, depth - 1, paths).catch(() => undefined);
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Reads one file; never rejects. */
export async function readPem(path: string): Promise<PemFile> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return broken(path, `${path} is too large for a certificate or key`);
    return parsePem(path, await readFile(path, 'latin1'));
  } catch (error) {
    return broken(path, unreadable(path, error as NodeJS.ErrnoException));
  }
}

function parsePem(path: string, text: string): PemFile {
  const blocks = [...text.matchAll(BLOCK)].map(([pem, label]) => ({ pem, label: label ?? '' }));
  if (blocks.length === 0)
    return broken(path, `${path} is not in PEM format; convert it with: openssl x509 -in FILE -out FILE.pem`);
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ pem }) => pem);
  const keyPem = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))?.pem ?? '';
  if (keyPem.includes('ENCRYPTED')) {
    return broken(path, `${path} is protected by a passphrase; remove it with: openssl pkey -in ${path} -out ${path}`);
  }
  try {
    const chain = certificates.map((pem) => new X509Certificate(pem));
    const key = keyPem === '' ? undefined : createPrivateKey(keyPem);
    return { path, chain, chainPem: certificates.join('\n'), key, keyPem, problem: undefined };
  } catch (error) {
    return broken(path, `${path} is damaged (${(error as Error).message}); copy it again`);
  }
}

function broken(path: string, problem: string): PemFile {
  return { path, chain: [], chainPem: '', key: undefined, keyPem: '', problem };
}

function unreadable(path: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'EACCES') {
    return `${path} may not be read by this user (uid ${process.getuid?.() ?? '?'}); give its group read access: chgrp GROUP ${path} && chmod 640 ${path}, and let the group enter ${dirname(path)}`;
  }
  return `${path} cannot be read: ${error.message}`;
}
