import { firstIdAt, type Id } from '../../lib/id.ts';
import type { Sql } from './pool.ts';
import { transact } from './transaction.ts';

/** Tables partitioned by ranges of ids, a month each. */
const TABLES = ['messages', 'inbox'] as const;

export interface Month {
  /** `2026_11`, the end of a partition's name. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/** The month of `now` and `ahead` more. UTC. */
export function monthsFrom(now: number, ahead: number): readonly Month[] {
  const date = new Date(now);
  return Array.from({ length: ahead + 1 }, (_, i) => monthOf(date.getUTCFullYear(), date.getUTCMonth() + i));
}

function monthOf(year: number, month: number): Month {
  const start = Date.UTC(year, month);
  return { label: new Date(start).toISOString().slice(0, 7).replace('-', '_'), start, end: Date.UTC(year, month + 1) };
}

/** The bound of a range: below every id of that millisecond, whatever its version bits. */
function boundAt(at: number): Id {
  return `${firstIdAt(at).slice(0, 14)}0000-0000-000000000000`;
}

/**
 * Makes the partitions of this month and the next three where they are missing, and moves what the default partitions hold of
 * these months into them. Returns the names of those made. To be called at the start and daily; `sql` has one connection.
 */
export async function createPartitions(sql: Sql, now: number): Promise<readonly string[]> {
  const made: string[] = [];
  for (const table of TABLES) {
    for (const month of monthsFrom(now, 3))
      if (await createPartition(sql, table, month)) made.push(`${table}_${month.label}`);
  }
  return made;
}

async function createPartition(sql: Sql, table: string, month: Month): Promise<boolean> {
  const name = `${table}_${month.label}`;
  const [existing] = await sql`select from pg_class where oid = to_regclass(${name})`;
  if (existing) return false;
  const [from, to] = [boundAt(month.start), boundAt(month.end)];
  await transact(sql, async (transaction) => {
    // Writers wait while the default partition is looked through; rather not now than for long.
    await transaction`set local lock_timeout = '2s'`;
    await transaction`create table ${sql(name)} (like ${sql(table)} including defaults including constraints)`;
    await transaction`lock table ${sql(`${table}_default`)} in access exclusive mode`;
    await transaction`
      with strays as (delete from ${sql(`${table}_default`)} where id >= ${from} and id < ${to} returning *)
      insert into ${sql(name)} select * from strays`;
    // DDL takes no parameters; the bounds are made of digits by us.
    await transaction.unsafe(`alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`);
  });
  return true;
}

/**
 * Drops the partitions whose every message is older than `before` (milliseconds since 1970), after noting the highest seq of
 * each room. Returns the names of those dropped. What default partitions hold, and client keys, are deleted row by row.
 */
export async function dropPartitions(sql: Sql, before: number): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const table of TABLES) {
    for (const name of await oldPartitions(sql, table, before)) {
      await dropPartition(sql, table, name);
      dropped.push(name);
    }
  }
  const bound = boundAt(before);
  await noteSeqs(sql, 'messages_default', bound);
  for (const table of ['messages_default', 'inbox_default', 'client_keys']) {
    await sql`delete from ${sql(table)} where id < ${bound}`;
  }
  return dropped;
}

async function oldPartitions(sql: Sql, table: string, before: number): Promise<readonly string[]> {
  const rows = await sql<{ name: string }[]>`
    select child.relname as name from pg_inherits
    join pg_class child on child.oid = inhrelid
    where inhparent = to_regclass(${table}) and child.relname ~ ${`^${table}_[0-9]{4}_[0-9]{2}$`} order by 1`;
  const names = rows.map((row) => row.name);
  return names.filter((name) => {
    const [year = 0, month = 0] = name
      .slice(table.length + 1)
      .split('_')
      .map(Number);
    return monthOf(year, month - 1).end <= before;
  });
}

async function dropPartition(sql: Sql, table: string, name: string): Promise<void> {
  await transact(sql, async (transaction) => {
    await transaction`set local lock_timeout = '2s'`;
    if (table === 'messages') await noteSeqs(transaction, name, boundAt(Number.MAX_SAFE_INTEGER));
    await transaction`drop table ${sql(name)}`;
  });
}

async function noteSeqs(sql: Sql, table: string, below: Id): Promise<void> {
  await sql`
    update rooms set last_seq = greatest(rooms.last_seq, gone.seq) from (
      select conversation, max(seq) as seq from ${sql(table)} where id < ${below} group by conversation
    ) gone where rooms.id = gone.conversation`;
}
