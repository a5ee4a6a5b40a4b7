import postgres from 'postgres';

const BATCH = 500;
const BODY = 'the quick brown fox jumps over the lazy dog the quick brown fox jumps over the.';

/** What PostgreSQL does without a chat server before it: the measure of the history figures. */
export type Bare = {
  /** Rows a second when batches of 500 are inserted by unnest, one after the other. */
  insert(seconds: number): Promise<number>;
  /** Makes the room that `read` pages through this long. */
  fill(rows: number): Promise<void>;
  /** Pages a second when `readers` connections each read one page after the other. */
  read(size: number, readers: number, seconds: number): Promise<number>;
};

const open = new Set<postgres.Sql>();

/** Connects to the database of the run and makes an archive table of its own there. */
export async function startBare(url: string): Promise<Bare> {
  const sql = postgres(url, { max: 8, onnotice: () => undefined });
  open.add(sql);
  await sql`drop table if exists bench_messages`;
  await sql`
    create table bench_messages (room text not null, seq bigint not null, id uuid not null unique, sender text not null,
      sent timestamptz not null, body text not null, primary key (room, seq))`;
  let seq = 0;
  const batch = async (room: string): Promise<void> => {
    const numbers = Array.from({ length: BATCH }, () => String(seq++));
    await sql`
      insert into bench_messages (room, seq, id, sender, sent, body)
      select ${room}, seq, gen_random_uuid(), 'u00001@bench.example', now(), ${BODY}
      from unnest(${numbers}::text[]::bigint[]) as given (seq)`;
  };
  return {
    insert: (seconds) => repeat(seconds, async () => (await batch('rows'), BATCH)),
    fill: async (rows) => {
      for (let made = 0; made < rows; made += BATCH) await batch('paged');
      await sql`analyze bench_messages`;
    },
    read: async (size, readers, seconds) => {
      const lanes = Array.from({ length: readers }, () => walk(sql, size, seconds));
      return (await Promise.all(lanes)).reduce((sum, rate) => sum + rate, 0);
    },
  };
}

/** Closes every connection to the database. */
export async function endBare(): Promise<void> {
  await Promise.all([...open].map((sql) => sql.end({ timeout: 2 })));
  open.clear();
}

function walk(sql: postgres.Sql, size: number, seconds: number): Promise<number> {
  let before = Number.MAX_SAFE_INTEGER;
  return repeat(seconds, async () => {
    const rows = await sql<{ seq: string }[]>`
      select seq, id, sender, sent, body from bench_messages where room = 'paged' and seq < ${before}
      order by seq desc limit ${size}`;
    const full = rows.length === size;
    before = full ? Number(rows.at(-1)?.seq) : Number.MAX_SAFE_INTEGER;
    return full ? 1 : 0;
  });
}

async function repeat(seconds: number, work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < seconds * 1000) done += await work();
  return done / ((performance.now() - began) / 1000);
}
