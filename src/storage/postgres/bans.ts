import type { BanKind, BanRecord } from '../../core/bans/ban.ts';
import type { BanStore, BlockStore } from '../../core/bans/ban-store.ts';
import type { Bare } from '../../lib/address.ts';
import type { Pool } from './pool.ts';
import { decodeText, digestOf, encodeText } from './text.ts';

interface BanRow {
  kind: BanKind;
  subject: string;
  reason: string;
  note: string;
  set_by: string;
  set_at: number;
  expires_at: number | null;
}

export function createBanStore(writes: Pool): BanStore {
  return {
    // All of a small table, which the pool for reads has no plan for.
    async list() {
      const rows = await writes.run(
        (sql) => sql<BanRow[]>`
          select kind, subject, reason, note, set_by, set_at, expires_at from bans order by set_at, kind, subject_digest`,
      );
      return rows.map(banOf);
    },

    async save(ban) {
      await writes.run(
        (sql) => sql`
          insert into bans (kind, subject_digest, subject, reason, note, set_by, set_at, expires_at)
          values (${ban.kind}, ${digestOf(ban.subject)}, ${encodeText(ban.subject)}, ${encodeText(ban.why)},
            ${encodeText(ban.note)}, ${encodeText(ban.by)}, ${ban.at}, ${ban.expiresAt ?? null})
          on conflict (kind, subject_digest) do update set reason = excluded.reason, note = excluded.note,
            set_by = excluded.set_by, set_at = excluded.set_at, expires_at = excluded.expires_at`,
      );
    },

    async remove(kind, subject) {
      const rows = await writes.run(
        (sql) => sql`delete from bans where kind = ${kind} and subject_digest = ${digestOf(subject)} returning kind`,
      );
      return rows.length === 1;
    },
  };
}

export function createBlockStore(reads: Pool, writes: Pool): BlockStore {
  return {
    // All of them, once, which the pool for reads has no plan for.
    async owners() {
      const rows = await writes.run((sql) => sql<{ owner: string }[]>`select distinct owner from blocks`);
      return rows.map(({ owner }) => decodeText(owner) as Bare);
    },

    async load(owner) {
      const rows = await reads.run(
        (sql) => sql<{ item: string }[]>`
          select item from blocks where owner = ${encodeText(owner)} order by set_at, item_digest`,
      );
      return rows.map(({ item }) => decodeText(item));
    },

    async add(owner, item, at) {
      await writes.run(
        (sql) => sql`
          insert into blocks (owner, item_digest, item, set_at)
          values (${encodeText(owner)}, ${digestOf(item)}, ${encodeText(item)}, ${at})
          on conflict (owner, item_digest) do nothing`,
      );
    },

    async remove(owner, item) {
      await writes.run(
        (sql) => sql`delete from blocks where owner = ${encodeText(owner)} and item_digest = ${digestOf(item)}`,
      );
    },
  };
}

function banOf(row: BanRow): BanRecord {
  return {
    kind: row.kind,
    subject: decodeText(row.subject),
    why: decodeText(row.reason),
    note: decodeText(row.note),
    by: decodeText(row.set_by),
    at: row.set_at,
    expiresAt: row.expires_at ?? undefined,
  };
}
