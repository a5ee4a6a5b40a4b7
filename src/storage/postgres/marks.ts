import type { MarkStore } from '../../core/ports.ts';
import { MAX_ROWS } from '../limits.ts';
import { requireUuid } from '../uuid.ts';
import type { Pool } from './pool.ts';
import { encodeText } from './text.ts';

export function createMarkStore(reads: Pool, writes: Pool): MarkStore {
  return {
    async load(owner) {
      const rows = await reads.run(
        (sql) => sql<{ conversation: string; id: string }[]>`
          select conversation, id from read_marks where owner = ${encodeText(owner)} order by id desc limit ${MAX_ROWS}`,
      );
      return new Map(rows.map(({ conversation, id }) => [conversation, id]));
    },

    async save(owner, conversation, id) {
      requireUuid(conversation, 'conversation');
      requireUuid(id, 'mark');
      await writes.run(
        (sql) => sql`
          insert into read_marks (owner, conversation, id) values (${encodeText(owner)}, ${conversation}, ${id})
          on conflict (owner, conversation) do update set id = greatest(read_marks.id, excluded.id)`,
      );
    },

    async move(from, to) {
      requireUuid(from, 'conversation');
      requireUuid(to, 'conversation');
      await writes.run(
        (sql) => sql`
          with moved as (delete from read_marks where conversation = ${from} returning owner, id)
          insert into read_marks (owner, conversation, id) select owner, ${to}, id from moved
          on conflict (owner, conversation) do update set id = greatest(read_marks.id, excluded.id)`,
      );
    },
  };
}
