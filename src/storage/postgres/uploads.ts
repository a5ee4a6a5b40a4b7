import type { UploadStore } from '../../core/uploads/store.ts';
import type { UploadRecord } from '../../core/uploads/upload.ts';
import type { Bare } from '../../lib/address.ts';
import type { Pool } from './pool.ts';
import { decodeText, encodeText, textArray } from './text.ts';

interface UploadRow {
  id: string;
  owner: string;
  name: string;
  type: string;
  size: number;
  created_at: number;
  expires_at: number | null;
}

export function createUploadStore(reads: Pool, writes: Pool): UploadStore {
  return {
    async add(upload) {
      await writes.run(
        (sql) => sql`
          insert into uploads (id, owner, name, type, size, created_at, expires_at)
          values (${upload.id}, ${encodeText(upload.owner)}, ${encodeText(upload.name)}, ${upload.type}, ${upload.size},
            ${upload.createdAt}, ${upload.expiresAt ?? null})`,
      );
    },

    async find(id) {
      const [row] = await reads.run(
        (sql) => sql<UploadRow[]>`
          select id, owner, name, type, size, created_at, expires_at from uploads where id = ${encodeText(id)}`,
      );
      return row && uploadOf(row);
    },

    async remove(ids) {
      await writes.run((sql) => sql`delete from uploads where id = any(${textArray(ids.map(encodeText))}::text[])`);
    },

    async usage(owner) {
      const [row] = await reads.run(
        (sql) => sql<{ bytes: number }[]>`
          select coalesce(sum(size), 0)::bigint as bytes from uploads where owner = ${encodeText(owner)}`,
      );
      return row?.bytes ?? 0;
    },

    async expired(now, most) {
      const rows = await reads.run(
        (sql) => sql<{ id: string }[]>`
          select id from uploads where expires_at <= ${now} order by expires_at limit ${most}`,
      );
      return rows.map(({ id }) => id);
    },
  };
}

function uploadOf(row: UploadRow): UploadRecord {
  return {
    id: row.id,
    owner: decodeText(row.owner) as Bare,
    name: decodeText(row.name),
    type: row.type,
    size: row.size,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
  };
}
