import { Fenced, type ArchiveStore } from '../../core/ports.ts';
import { isUuid } from '../uuid.ts';
import type { Pool } from './pool.ts';
import { messageOf, type MessageRow } from './message-row.ts';
import { columns } from './archive-reader.ts';
import { encodeText, plainArray } from './text.ts';

type Editor = Pick<ArchiveStore, 'redact'>;

/** What is changed in the archive after it was written. */
export function createArchiveEditor(writes: Pool): Editor {
  return {
    async redact(conversation, id, redaction, epoch) {
      if (![conversation, id].every(isUuid)) return false;
      const [found] = await writes.run(
        (sql) => sql<MessageRow[]>`
        select ${columns(sql)} from messages m where m.conversation = ${conversation} and m.id = ${id}`,
      );
      const edits = (found && messageOf(found).edited?.ids) ?? [];
      const [row] = await writes.run(
        (sql) => sql<{ redacted: boolean }[]>`
        with held as materialized (
          select epoch from home where epoch = ${epoch} for share
        ), erased as (
          update messages set kind = 'redacted', body = null, tags = null, payload = ${encodeText(JSON.stringify(redaction))}
          where conversation = ${conversation} and id = any(${plainArray([id, ...edits])}::uuid[])
            and (kind in ('text', 'action', 'notice', 'tags') or (kind = 'edit' and id <> ${id})) and exists (select from held)
          returning id
        ), unloved as (
          delete from reactions where conversation = ${conversation} and message = ${id} and exists (select from erased)
        )
        select exists (select from erased) or exists (
            select from messages where conversation = ${conversation} and id = ${id} and kind = 'redacted'
          ) as redacted from held`,
      );
      if (!row) throw new Fenced(`epoch ${epoch} is over`);
      return row.redacted;
    },
  };
}
