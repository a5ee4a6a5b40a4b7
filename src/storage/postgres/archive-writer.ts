import { Fenced, StorageAway, type AppendResult, type ArchiveStore, type Filing } from '../../core/ports.ts';
import type { MessageKind } from '../../core/event.ts';
import type { EditedEvent, ReactedEvent } from '../../core/history-event.ts';
import type { Id } from '../../lib/id.ts';
import { isUuid } from '../uuid.ts';
import { appendBatch } from './append.ts';
import { undo } from './follow-ups.ts';
import type { Pool, Sql } from './pool.ts';
import { decodeText, digestOf, plainArray } from './text.ts';

export interface ArchiveWriter extends Pick<ArchiveStore, 'append' | 'stored' | 'retract'> {
  takeHome(): Promise<{ readonly epoch: number; readonly lastId: Id | undefined }>;
}

/**
 * The writing half of the archive, and the home. An append whose outcome is unknown may still wait in some buffer of the
 * network or of the server: before anything else is decided, `home.attempt` is raised, which waits for appends that run and
 * makes later ones find nothing to do.
 */
export function createArchiveWriter(writes: Pool): ArchiveWriter {
  const attempts = new Map<number, number>();
  /** The epoch of an append whose outcome is unknown. */
  let doubtful: number | undefined;
  let settling: Promise<void> | undefined;

  function settle(): Promise<void> | undefined {
    if (doubtful === undefined) return undefined;
    settling ??= raiseAttempt(doubtful).finally(() => (settling = undefined));
    return settling;
  }

  async function raiseAttempt(epoch: number): Promise<void> {
    const [row] = await writes.run(
      (sql) => sql<{ attempt: number }[]>`
        update home set attempt = attempt + 1 where epoch = ${epoch} returning attempt`,
    );
    // Without a row somebody else has the home: nothing of ours can be stored any more.
    if (row) attempts.set(epoch, row.attempt);
    doubtful = undefined;
  }

  /** Stores the batch as the current attempt. Refused: by our own settling of an earlier loss, or by another home? */
  async function appendAs(epoch: number, batch: readonly Filing[], attempt: number): Promise<AppendResult> {
    try {
      return await writes.run((sql) => appendBatch(sql, batch, { epoch, attempt }));
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      const [row] = await writes.run(
        (sql) => sql<{ attempt: number }[]>`select attempt from home where epoch = ${epoch}`,
      );
      if (!row || row.attempt <= attempt) throw error;
      attempts.set(epoch, row.attempt);
      return appendAs(epoch, batch, row.attempt);
    }
  }

  return {
    async append(batch, epoch) {
      if (batch.length === 0) return [];
      await settle();
      try {
        return await appendAs(epoch, batch, attempts.get(epoch) ?? 0);
      } catch (error) {
        if (error instanceof StorageAway) doubtful = epoch;
        throw error;
      }
    },

    async stored(ids) {
      await settle();
      const asked = plainArray(ids.filter(isUuid));
      const rows = await writes.run((sql) => sql<{ id: Id }[]>`select id from messages where ${hasIdOf(sql, asked)}`);
      return new Set(rows.map((row) => row.id));
    },

    async retract(ids) {
      await settle();
      const asked = plainArray(ids.filter(isUuid));
      await writes.transact((transaction) => retract(transaction, asked));
    },

    async takeHome() {
      const [home] = await writes.run(
        (sql) => sql<{ epoch: number }[]>`update home set epoch = epoch + 1, attempt = 0 returning epoch`,
      );
      if (!home) throw new Error('the table "home" has lost its row; restore it: insert into home values (true, 0, 0)');
      const [last] = await writes.run(
        (sql) => sql<{ id: Id }[]>`select id from messages order by uuid_send(id) desc limit 1`,
      );
      return { epoch: home.epoch, lastId: last?.id };
    },
  };
}

/** The condition for which the index messages_id is; `ids` is an array literal. */
function hasIdOf(sql: Sql, ids: string) {
  return sql`uuid_send(id) = any(array(select uuid_send(asked) from unnest(${ids}::uuid[]) asked))`;
}

interface RetractedRow {
  id: Id;
  conversation: string;
  sender: string;
  client_key: string | null;
  kind: MessageKind;
  payload: string | null;
}

/** A direct message is in no other inbox than those of the two who exchanged it. */
async function retract(sql: Sql, ids: string): Promise<void> {
  const rows = await sql<RetractedRow[]>`
    with gone as (
      delete from messages where ${hasIdOf(sql, ids)} returning id, conversation, seq, sender, recipient, client_key, kind, payload
    ), unfiled as (
      delete from inbox using gone where inbox.id = gone.id and inbox.owner in (gone.sender, gone.recipient)
    ), counted as (
      -- A seq that was given is never given again.
      update rooms set last_seq = greatest(rooms.last_seq, gone.seq) from (
        select conversation, max(seq) as seq from gone group by conversation
      ) gone where rooms.id = gone.conversation
    )
    select id, conversation, sender, client_key, kind, payload from gone`;
  await undo(sql, rows.flatMap(actOf));
  const keys = rows.flatMap((row) => (row.client_key === null ? [] : [{ ...row, key: row.client_key }]));
  if (keys.length === 0) return;
  const digests = keys.map((row) => digestOf(row.conversation, decodeText(row.sender), decodeText(row.key)));
  await sql`delete from client_keys where digest = any(${plainArray(digests)}::uuid[]) and id = any(${ids}::uuid[])`;
}

function actOf({ kind, payload }: RetractedRow): (ReactedEvent | EditedEvent)[] {
  if ((kind !== 'reaction' && kind !== 'edit') || payload === null) return [];
  return [JSON.parse(decodeText(payload)) as ReactedEvent | EditedEvent];
}
