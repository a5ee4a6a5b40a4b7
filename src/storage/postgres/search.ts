import type { SearchQuery, SearchStore } from '../../core/archive/search.ts';
import { clampLimit } from '../limits.ts';
import { isUuid } from '../uuid.ts';
import { columns, FIRST, LAST } from './archive-reader.ts';
import { messageOf, type MessageRow } from './message-row.ts';
import type { Pool, Sql } from './pool.ts';
import { encodeText, plainArray } from './text.ts';

/**
 * Looks through the newest messages: no index of words slows down what is said. What cannot be read within the pool's time is
 * given up by the server.
 */
export function createSearchStore(reads: Pool): SearchStore {
  return {
    async search(query, depth) {
      const { before = LAST, rooms } = query;
      const conversations = rooms.map(({ conversation }) => conversation);
      const afters = rooms.map(({ after = FIRST }) => after);
      if (![query.after ?? FIRST, before, ...conversations, ...afters].every(isUuid) || query.limit < 1) return [];
      const rows = await reads.run(
        (sql) => sql<MessageRow[]>`
          select * from (
            select ${columns(sql)}
            from unnest(${plainArray(conversations)}::uuid[], ${plainArray(afters)}::uuid[]) as asked (room, after)
            cross join lateral (
              select * from messages where conversation = asked.room and id > asked.after and id < ${before}
              order by id desc limit ${depth}
            ) m where ${isLike(sql, query)}
            union all ${direct(sql, query, depth)}
          ) m order by m.id desc limit ${clampLimit(query.limit)}`,
      );
      return rows.reverse().map(messageOf);
    },
  };
}

function direct(sql: Sql, query: SearchQuery, depth: number) {
  const { inbox, after = FIRST, before = LAST } = query;
  if (!inbox) return sql`select ${columns(sql)} from messages m where false`;
  const peer = inbox.peer === undefined ? sql`` : sql`and peer = ${encodeText(inbox.peer)}`;
  return sql`
    select ${columns(sql)} from (
      select id, conversation from inbox
      where owner = ${encodeText(inbox.owner)} ${peer} and id > ${after} and id < ${before}
      order by id desc limit ${depth}
    ) filed cross join lateral (
      -- offset 0 keeps the planner from reading a whole table.
      select * from messages where id = filed.id and conversation = filed.conversation offset 0
    ) m where ${isLike(sql, query)}`;
}

/** Only texts that stand: what was redacted, and what nobody said, is found by nobody. */
function isLike(sql: Sql, { text, from }: SearchQuery) {
  const byNick = from === undefined ? sql`` : sql`and lower(m.sender_nickname) = lower(${encodeText(from)})`;
  const byText = text === undefined ? sql`` : sql`and m.body ilike ${`%${escapePattern(encodeText(text))}%`}`;
  return sql`m.kind in ('text', 'action', 'notice') and m.body is not null ${byNick} ${byText}`;
}

function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
