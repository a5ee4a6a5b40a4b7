import { Fenced, type ArchiveStore } from '../../core/ports.ts';
import { isUuid } from '../uuid.ts';
import type { Pool } from './pool.ts';
import { encodeText, JSON_OID } from './text.ts';

type Editor = Pick<ArchiveStore, 'redact' | 'setReactions'>;

/** What is changed in the archive after it was written. */
export function createArchiveEditor(writes: Pool): Editor {
  return {
    async redact(conversation, id, redaction, epoch) {
      if (![conversation, id].every(isUuid)) return false;
      const [row] = await writes.run(
        (sql) => sql<{ redacted: boolean }[]>`
        with held as materialized (
          select epoch from home where epoch = ${epoch} for share
        ), erased as (
          update messages set kind = 'redacted', body = null, tags = null, payload = ${encodeText(JSON.stringify(redaction))}
          where conversation = ${conversation} and id = ${id} and kind not in ('redacted', 'redaction', 'event')
            and exists (select from held)
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

    async setReactions({ conversation, message, actor }, reactions) {
      if (![conversation, message].every(isUuid)) return;
      const who = encodeText(actor);
      await writes.run((sql) =>
        reactions.length === 0
          ? sql`
            delete from reactions where conversation = ${conversation} and message = ${message} and actor = ${who}`
          : sql`
            insert into reactions (conversation, message, actor, reactions)
            values (${conversation}, ${message}, ${who}, ${sql.typed(reactions as string[], JSON_OID)})
            on conflict (conversation, message, actor) do update set reactions = excluded.reactions`,
      );
    },
  };
}
