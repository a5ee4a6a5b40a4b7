import type { SecureContext } from 'node:tls';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type PemFile, readPem, scan } from './certificate-files.ts';
import { pair, type Identity, type TlsMinimum } from './certificate-pairs.ts';
import type { ContextSource } from './server-tls.ts';

/** One certificate that is being served, for `causeway check certs`. */
export type CertificateFacts = Omit<Identity, 'context'>;

export interface CertificatesOptions {
  /** Answers clients that name nobody or a stranger; else the first certificate by file name does. */
  readonly defaultName?: string;
  readonly minimum?: TlsMinimum;
  /** Refuse a handshake for a name that no certificate has, instead of answering with the default. */
  readonly refuseStrangers?: boolean;
  readonly clock?: Clock;
  /** Called once for each new problem; the text names the file and what to do. */
  readonly report?: (problem: string) => void;
}

/** The certificates of a directory, by name. */
export interface Certificates extends ContextSource {
  readonly all: readonly CertificateFacts[];
  /** What is wrong now; empty when every file is fine. */
  readonly problems: readonly string[];
  /** Is there one for `name`? */
  has(name: string): boolean;
  /** Reads everything again. A file that became unusable leaves what it held before in service. */
  reload(): Promise<void>;
  /** Reloads if a file changed. */
  poll(): Promise<void>;
}

/**
 * Reads a certificate directory in any layout: certbot's `live/NAME/fullchain.pem` and `privkey.pem`, Prosody's `NAME.crt` and
 * `NAME.key`, or PEM files side by side. A directory that cannot be read is a problem, not an error: it may come to be.
 */
export async function createCertificates(directory: string, options: CertificatesOptions = {}): Promise<Certificates> {
  const { defaultName, minimum = 'TLSv1.2', refuseStrangers = false, clock = systemClock, report = () => {} } = options;
  let identities: readonly Identity[] = [];
  let byName = new Map<string, Identity>();
  let problems: string[] = [];
  let signature = '';
  let polling = false;

  async function reload(): Promise<void> {
    try {
      const found = await scan(directory);
      const paired = pair(await readAll(found.paths), minimum);
      signature = found.signature;
      serve(withKept(paired.identities, identities, paired.problems));
      const none = paired.identities.length === 0 ? [`there is no usable certificate in ${directory}`] : [];
      tell([...paired.problems.values(), ...none]);
    } catch (error) {
      tell([`the certificate directory ${directory} cannot be read: ${(error as Error).message}`]);
    }
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    try {
      const found = await scan(directory).catch(() => undefined);
      if (found?.signature !== signature) await reload();
    } finally {
      polling = false;
    }
  }

  function serve(next: readonly Identity[]): void {
    identities = next;
    byName = index(next, clock.now());
  }

  function tell(found: string[]): void {
    for (const problem of found) if (!problems.includes(problem)) report(problem);
    problems = found;
  }

  function find(name: string): Identity | undefined {
    return byName.get(name) ?? byName.get(`*${name.slice(Math.max(0, name.indexOf('.')))}`);
  }

  function contextFor(name: string | undefined): SecureContext | undefined {
    const own = name === undefined ? undefined : find(name);
    if (own || (name !== undefined && refuseStrangers)) return own?.context;
    return ((defaultName === undefined ? undefined : find(defaultName)) ?? identities[0])?.context;
  }

  await reload();
  return {
    contextFor,
    has: (name) => find(name.toLowerCase()) !== undefined,
    reload,
    poll,
    get all() {
      return identities.map(({ context: _, ...facts }) => facts);
    },
    get problems() {
      return problems;
    },
  };
}

/** One after the other: a directory may hold thousands. */
async function readAll(paths: readonly string[]): Promise<PemFile[]> {
  const files: PemFile[] = [];
  for (const path of paths) files.push(await readPem(path));
  return files;
}

/** What was served from a file that is broken now stays, and all of it if nothing else is left. */
function withKept(
  next: readonly Identity[],
  before: readonly Identity[],
  problems: ReadonlyMap<string, string>,
): readonly Identity[] {
  const isNew = (old: Identity) => !next.some((each) => each.file === old.file || each.fingerprint === old.fingerprint);
  const kept = before.filter((old) => isNew(old) && (problems.has(old.file) || problems.has(old.keyFile)));
  const all = [...next, ...kept];
  return (all.length > 0 ? all : [...before]).sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Of several for one name the one that is valid now and lasts longest wins. */
function index(identities: readonly Identity[], now: number): Map<string, Identity> {
  const byName = new Map<string, Identity>();
  const rank = (each: Identity) => (each.from <= now && now < each.until ? each.until : 0);
  for (const identity of identities) {
    for (const name of identity.names) {
      const rival = byName.get(name);
      if (!rival || rank(identity) > rank(rival)) byName.set(name, identity);
    }
  }
  return byName;
}
