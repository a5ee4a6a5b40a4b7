import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Embedded } from '../../../src/storage/embedded/supervisor.ts';
import { openPool, withConnection } from '../../../src/storage/postgres/pool.ts';
import { turns } from '../../core/world.ts';
import { newDatabase, scratchPostgres, withoutPostgres } from '../scratch.ts';

const skip = withoutPostgres;
const ends: (() => void | Promise<void>)[] = [];
let server: Embedded;

before(async () => {
  if (!skip) server = await scratchPostgres({ after: (act) => void ends.push(act) });
});
after(async () => {
  for (const end of ends) await end();
});

// What the library does with `begin` on a busy connection: it refuses, and leaves the connection in a transaction.
test(
  'among many statements at once every transaction is carried out, and nothing waits uncommitted',
  { skip },
  async () => {
    const target = await newDatabase(server);
    await withConnection(target, (sql) => sql`create table noted (name text)`);
    const pool = openPool(target, { connections: 2, statementMs: 4_000, deadlineMs: 5_000 });
    const plain = (i: number) => pool.run((sql) => sql`insert into noted values (${`plain ${i}`})`);
    // Both connections are there and know the statement, so that what comes now goes out on them at once.
    for (let i = 0; i < 10; i++) await Promise.all([plain(i), plain(i)]);
    const both = (i: number) =>
      pool.transact(async (sql) => {
        await sql`insert into noted values (${`first ${i}`})`;
        await sql`insert into noted values (${`second ${i}`})`;
      });
    const work: Promise<unknown>[] = [];
    for (let i = 0; i < 30; i++) {
      work.push(i % 3 < 2 ? plain(i) : both(i));
      await turns(10); // the library sends in the order of asking only what was not asked in one turn
    }
    const failed = (await Promise.allSettled(work)).filter(({ status }) => status === 'rejected');
    assert.deepEqual(failed, []);
    const [seen] = await withConnection(
      target,
      (sql) => sql<{ rows: number; open: number }[]>`
      select (select count(*)::int from noted) as rows,
        (select count(*)::int from pg_stat_activity where state like 'idle in transaction%') as open`,
    );
    assert.deepEqual({ ...seen }, { rows: 60, open: 0 });
    await pool.close();
  },
);

test('a transaction that fails leaves nothing, and the next one goes on', { skip }, async () => {
  const target = await newDatabase(server);
  await withConnection(target, (sql) => sql`create table noted (name text not null)`);
  const pool = openPool(target, { connections: 1, statementMs: 4_000, deadlineMs: 5_000 });
  const failing = pool.transact(async (sql) => {
    await sql`insert into noted values ('half')`;
    await sql`insert into noted values (${null})`;
  });
  const next = pool.transact((sql) => sql`insert into noted values ('whole')`);
  await assert.rejects(failing);
  await next;
  const rows = await pool.run((sql) => sql<{ name: string }[]>`select name from noted`);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['whole'],
  );
  await pool.close();
});
