import type { MessageEvent } from '../../core/event.ts';
import type { EditedEvent, ReactedEvent } from '../../core/history-event.ts';
import type { Filing } from '../../core/ports.ts';
import type { Id } from '../../lib/id.ts';
import { reactionsBefore, withoutEdit } from '../archived.ts';
import { columns } from './archive-reader.ts';
import { messageOf, storedTags, type MessageRow } from './message-row.ts';
import type { Fragment, Sql } from './pool.ts';
import { encodeOptional, encodeText, plainArray, textArray } from './text.ts';

type Acting = Pick<Filing, 'event' | 'amends'>;

/** Parts of the statement that stores a batch: what its acts do to messages that are there. Empty for nearly all batches. */
export function followUps(sql: Sql, batch: readonly Acting[]): Fragment {
  const edits = batch.flatMap(({ event, amends }) => (amends ? [{ act: event.id, amends }] : []));
  const reacted = batch.flatMap(({ event: { past } }) => (past?.type === 'reacted' ? [past] : []));
  if (edits.length === 0 && reacted.length === 0) return sql``;
  return sql`${edits.length > 0 ? amended(sql, edits) : sql``}${reacted.length > 0 ? reactions(sql, lastOfEach(reacted)) : sql``}`;
}

function amended(sql: Sql, edits: readonly { readonly act: Id; readonly amends: MessageEvent }[]) {
  const all = edits.map(({ amends }) => amends);
  return sql`, amended as (
      update messages m set kind = edit.kind, body = edit.body, tags = edit.tags
      from unnest(
        ${plainArray(edits.map(({ act }) => act))}::uuid[], ${plainArray(all.map(({ conversation }) => conversation))}::uuid[],
        ${plainArray(all.map(({ id }) => id))}::uuid[], ${textArray(all.map(({ kind }) => kind))}::text[],
        ${textArray(all.map(({ body }) => encodeOptional(body)))}::text[], ${textArray(all.map(storedTags))}::json[]
      ) as edit (act, conversation, id, kind, body, tags) join fresh on fresh.id = edit.act
      where m.conversation = edit.conversation and m.id = edit.id and m.kind in ('text', 'action', 'notice')
    )`;
}

function reactions(sql: Sql, reacted: readonly ReactedEvent[]) {
  return sql`, reacted as (
      insert into reactions (conversation, message, actor, reactions)
      select given.conversation, given.message, given.actor, given.reactions
      from unnest(
        ${plainArray(reacted.map(({ id }) => id))}::uuid[], ${plainArray(reacted.map((each) => each.conversation))}::uuid[],
        ${plainArray(reacted.map(({ message }) => message))}::uuid[],
        ${textArray(reacted.map(({ by }) => encodeText(by.address)))}::text[],
        ${textArray(reacted.map((each) => JSON.stringify(each.reactions)))}::json[]
      ) as given (act, conversation, message, actor, reactions) join fresh on fresh.id = given.act
      on conflict (conversation, message, actor) do update set reactions = excluded.reactions
    )`;
}

/** A row can be changed once in a statement. */
function lastOfEach(reacted: readonly ReactedEvent[]): ReactedEvent[] {
  return [...new Map(reacted.map((each) => [`${each.message} ${each.by.address}`, each])).values()];
}

/** Undoes what acts did that are taken out of the archive again, the last first. */
export async function undo(sql: Sql, acts: readonly (ReactedEvent | EditedEvent)[]): Promise<void> {
  const newestFirst = [...acts].sort((a, b) => (a.id < b.id ? 1 : -1));
  for (const act of newestFirst) await (act.type === 'reacted' ? unreact(sql, act) : unedit(sql, act));
}

async function unreact(sql: Sql, act: ReactedEvent): Promise<void> {
  const before = JSON.stringify(reactionsBefore(act));
  await sql`
    update reactions set reactions = ${before}::text::json
    where conversation = ${act.conversation} and message = ${act.message} and actor = ${encodeText(act.by.address)}`;
}

async function unedit(sql: Sql, act: EditedEvent): Promise<void> {
  const [row] = await sql<MessageRow[]>`
    select ${columns(sql)} from messages m where m.conversation = ${act.conversation} and m.id = ${act.message} for update`;
  if (!row) return;
  const { kind, body, ...rest } = withoutEdit(messageOf(row), act);
  await sql`
    update messages set kind = ${kind}, body = ${encodeOptional(body)}, tags = ${storedTags(rest)}::text::json
    where conversation = ${act.conversation} and id = ${act.message} and kind in ('text', 'action', 'notice')`;
}
