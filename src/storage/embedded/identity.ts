import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StorageSetupError } from '../postgres/errors.ts';

/** How PostgreSQL's programs are run: PostgreSQL refuses to run as root. */
export interface Identity {
  /** The folder to run them from. */
  readonly binaries: string;
  /** What goes before the program on the command line. */
  readonly prefix: readonly string[];
  /** Whom the process and its files belong to. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** `namespace`: root, seen as nobody inside; files stay root's. `setuid`: another user. */
export type RootMethod = 'namespace' | 'setuid';

const NOBODY = 65_534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`];

/**
 * Decides how to run, and makes `directory`'s parent usable for that. `directory` may not exist yet; one that exists decides by
 * its owner. Rejects with `StorageSetupError` where root finds no way.
 */
export function chooseIdentity(
  binaries: string,
  directory: string,
  methods: readonly RootMethod[] = ['namespace', 'setuid'],
): Identity {
  const uid = process.getuid?.();
  const owner = statSync(directory, { throwIfNoEntry: false });
  if (uid !== 0) {
    if (owner && uid !== undefined && owner.uid !== uid)
      throw new StorageSetupError(foreign(directory, owner.uid, uid));
    return { binaries, prefix: [], owner: undefined };
  }
  if (methods.includes('namespace') && (owner?.uid ?? 0) === 0 && hasNamespaces()) {
    return { binaries, prefix: NAMESPACE, owner: undefined };
  }
  const user = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : findUser();
  if (methods.includes('setuid') && user && owner?.uid !== 0) return otherUser(binaries, directory, user);
  throw new StorageSetupError(
    'PostgreSQL does not run as root, and here is no way around it (no user namespaces, no user "postgres" or "nobody"' +
      `${owner?.uid === 0 ? `, or ${directory} belongs to root` : ''}). Run Causeway as another user, or set database.url.`,
  );
}

function foreign(directory: string, owner: number, uid: number): string {
  return `${directory} belongs to user ${owner}, and Causeway runs as user ${uid}: run it as the same user as before.`;
}

function hasNamespaces(): boolean {
  const [command = '', ...args] = NAMESPACE;
  return spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0;
}

function findUser(): { uid: number; gid: number } | undefined {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

function otherUser(binaries: string, directory: string, owner: { uid: number; gid: number }): Identity {
  const data = dirname(directory);
  if (!canReach(data, owner)) {
    throw new StorageSetupError(
      `PostgreSQL does not run as root, and user ${owner.uid}, which it would run as, may not enter ${data}. ` +
        'Allow entering it (chmod o+x, and every folder above), run Causeway as another user, or set database.url.',
    );
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chownSync(directory, owner.uid, owner.gid);
  return { binaries: canReach(binaries, owner) ? binaries : copied(binaries, data), prefix: [], owner };
}

/** May this user enter the folder and all above it? */
function canReach(folder: string, { uid, gid }: { uid: number; gid: number }): boolean {
  const { mode, uid: owner, gid: group } = statSync(folder);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return dirname(folder) === folder || canReach(dirname(folder), { uid, gid });
}

function copied(binaries: string, data: string): string {
  const { version } = JSON.parse(readFileSync(join(binaries, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(data, `postgres-program-${version}`);
  if (!existsSync(join(copy, 'complete'))) {
    cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(copy, 'complete'));
  }
  return copy;
}
