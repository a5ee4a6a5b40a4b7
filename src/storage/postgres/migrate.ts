import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StorageSetupError } from './errors.ts';
import type { Sql } from './pool.ts';

export interface Migration {
  readonly version: number;
  /** `0001_foundation` */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly checksum: string;
}

export interface MigrationStatus {
  readonly applied: readonly { readonly version: number; readonly name: string; readonly appliedAt: Date }[];
  readonly pending: readonly Migration[];
}

/** Any number, the same in every Causeway: two that start at once migrate one after the other. */
const LOCK = 0x6361_7573;

/** The `migrations` folder beside package.json, from src/, dist/ and build/src/ alike. */
export function findMigrations(from = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, 'migrations');
  if (existsSync(folder) && existsSync(join(from, 'package.json'))) return folder;
  if (dirname(from) === from) throw new StorageSetupError('the folder "migrations" is missing from this installation');
  return findMigrations(dirname(from));
}

/** All `NNNN_subject.sql` of a folder, in order. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name));
  return names.sort().map((file) => {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(text).digest('hex');
    return { version: Number(file.slice(0, 4)), name: file.slice(0, -4), text, checksum };
  });
}

/**
 * Brings the schema up to this program's, each step in a transaction of its own; returns the names of the steps taken. Forward
 * only. Rejects with `StorageSetupError` where the database is newer or an applied step has changed. `sql` has one connection.
 */
export async function migrate(sql: Sql, folder = findMigrations()): Promise<readonly string[]> {
  await sql`select pg_advisory_lock(${LOCK})`;
  try {
    const { pending } = await migrationStatus(sql, folder);
    for (const step of pending) await sql.begin((transaction) => apply(transaction as unknown as Sql, step));
    return pending.map(({ name }) => name);
  } finally {
    await sql`select pg_advisory_unlock(${LOCK})`;
  }
}

async function apply(sql: Sql, { version, name, text, checksum }: Migration): Promise<void> {
  await sql.unsafe(text);
  await sql`insert into migrations (version, name, checksum) values (${version}, ${name}, ${checksum})`;
}

/** What was applied and what is to be; rejects as `migrate` does. */
export async function migrationStatus(sql: Sql, folder = findMigrations()): Promise<MigrationStatus> {
  await sql`
    create table if not exists migrations (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now()
    )`;
  const applied = await sql<{ version: number; name: string; checksum: string; applied_at: Date }[]>`
    select version, name, checksum, applied_at from migrations order by version`;
  const known = readMigrations(folder);
  for (const row of applied) check(row, known);
  const versions = new Set(applied.map((row) => row.version));
  return {
    applied: applied.map(({ version, name, applied_at }) => ({ version, name, appliedAt: applied_at })),
    pending: known.filter(({ version }) => !versions.has(version)),
  };
}

function check(row: { version: number; name: string; checksum: string }, known: readonly Migration[]): void {
  const newest = known.at(-1);
  if (row.version > (newest?.version ?? 0)) {
    throw new StorageSetupError(
      `The database is newer than this program: it has schema ${row.name}, this program knows up to ` +
        `${newest?.name ?? 'none'}. Start the newer version of Causeway, or restore a backup from before its upgrade.`,
    );
  }
  const own = known.find(({ version }) => version === row.version);
  if (own?.checksum === row.checksum) return;
  throw new StorageSetupError(
    `migrations/${row.name}.sql ${own ? 'has changed' : 'is missing'} since it was applied to this database. ` +
      'Restore the file as released; changes of the schema go into a new migration.',
  );
}
