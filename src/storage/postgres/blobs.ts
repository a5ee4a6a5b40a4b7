import type { BlobStore } from '../../core/ports.ts';
import type { Pool } from './pool.ts';
import { decodeText, digestOf, encodeText } from './text.ts';

export function createBlobStore(reads: Pool, writes: Pool): BlobStore {
  return {
    async find(owner, key) {
      const [row] = await reads.run(
        (sql) => sql<{ value: string }[]>`
          select value from blobs where owner = ${encodeText(owner)} and key_digest = ${digestOf(key)}`,
      );
      return row && decodeText(row.value);
    },

    async save(owner, key, value) {
      await writes.run(
        (sql) => sql`
          insert into blobs (owner, key_digest, key, value)
          values (${encodeText(owner)}, ${digestOf(key)}, ${encodeText(key)}, ${encodeText(value)})
          on conflict (owner, key_digest) do update set value = excluded.value`,
      );
    },

    async remove(owner, key) {
      await writes.run(
        (sql) => sql`delete from blobs where owner = ${encodeText(owner)} and key_digest = ${digestOf(key)}`,
      );
    },
  };
}
