import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Embedded } from '../../../src/storage/embedded/supervisor.ts';
import { StorageSetupError } from '../../../src/storage/postgres/errors.ts';
import { findMigrations, migrate, migrationStatus, readMigrations } from '../../../src/storage/postgres/migrate.ts';
import { withConnection } from '../../../src/storage/postgres/pool.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import {
  newDatabase,
  quietLog,
  removeScratch,
  scratchDirectory,
  scratchPostgres,
  withoutPostgres,
} from '../scratch.ts';

const skip = withoutPostgres;
const ends: (() => void | Promise<void>)[] = [];
let server: Embedded;

before(async () => {
  if (!skip) server = await scratchPostgres({ after: (act) => void ends.push(act) });
});
after(async () => {
  for (const end of ends) await end();
});

/** A copy of the migrations with one more, or with the first one changed. */
function migrationsWith(change: { readonly added?: string; readonly first?: string }): string {
  const copy = scratchDirectory();
  ends.push(() => removeScratch(copy));
  cpSync(findMigrations(), copy, { recursive: true });
  if (change.added !== undefined) writeFileSync(join(copy, '9999_added.sql'), change.added);
  const first = join(copy, '0001_foundation.sql');
  if (change.first !== undefined) writeFileSync(first, readFileSync(first, 'utf8') + change.first);
  return copy;
}

test('migrations are numbered without gap or repetition', () => {
  const versions = readMigrations(findMigrations()).map(({ version }) => version);
  assert.deepEqual(
    versions,
    versions.map((_, i) => i + 1),
  );
});

test('a new database gets every migration once, even where several start at once', { skip }, async () => {
  const target = await newDatabase(server);
  const names = readMigrations(findMigrations()).map(({ name }) => name);
  const steps = await Promise.all([1, 2, 3].map(() => withConnection(target, (sql) => migrate(sql))));
  assert.deepEqual(steps.flat(), names);
  await withConnection(target, async (sql) => {
    const { applied, pending } = await migrationStatus(sql);
    assert.deepEqual(
      applied.map(({ name }) => name),
      names,
    );
    assert.deepEqual(pending, []);
  });
});

test('a later migration is applied to what is there; one that fails leaves nothing', { skip }, async () => {
  const target = await newDatabase(server);
  await withConnection(target, async (sql) => {
    await migrate(sql);
    await assert.rejects(
      migrate(sql, migrationsWith({ added: 'create table extra (); select 1 / 0;' })),
      /division by zero/,
    );
    assert.deepEqual(await migrate(sql, migrationsWith({ added: 'create table extra ();' })), ['9999_added']);
    await sql`select from extra`;
  });
});

test('a database newer than the program is refused, naming both versions and what to do', { skip }, async () => {
  const target = await newDatabase(server);
  await withConnection(target, (sql) => migrate(sql, migrationsWith({ added: 'select 1' })));
  await assert.rejects(openPostgres(target, quietLog()), (error: Error) => {
    assert.ok(error instanceof StorageSetupError);
    assert.match(error.message, /newer than this program.*9999_added.*00\d\d_\w+.*newer version of Causeway.*backup/s);
    return true;
  });
});

test('an applied migration that changed is refused', { skip }, async () => {
  const target = await newDatabase(server);
  await withConnection(target, async (sql) => {
    await migrate(sql, migrationsWith({ first: '-- one more line\n' }));
    await assert.rejects(migrate(sql), /0001_foundation\.sql has changed.*Restore the file/s);
  });
});
