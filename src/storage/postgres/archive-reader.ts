import type { ArchiveStore, PageQuery, Scope } from '../../core/ports.ts';
import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import { isInScope } from '../archived.ts';
import { clampLimit, MAX_COUNT } from '../limits.ts';
import { isUuid } from '../uuid.ts';
import { messageOf, pageOf, type MessageRow } from './message-row.ts';
import type { Pool, Sql } from './pool.ts';
import { encodeText } from './text.ts';

type Reader = Omit<ArchiveStore, 'append' | 'stored' | 'retract' | 'redact'>;

/** Below and above every id: with them one statement serves every interval, so that its plan is made once. */
export const FIRST = '00000000-0000-0000-0000-000000000000';
export const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The reading half of the archive. Every statement is one index range, forwards or backwards. */
export function createArchiveReader(reads: Pool): Reader {
  return {
    async page(conversation, query) {
      const { after, before, limit } = intervalOf(query);
      if (![conversation, after, before].every(isUuid)) return { messages: [], complete: true };
      const rows = await reads.run(
        (sql) => sql<MessageRow[]>`
        select ${columns(sql)} from messages m
        where m.conversation = ${conversation} and m.id > ${after} and m.id < ${before} ${scoped(sql, query.scope)}
        order by m.id ${direction(sql, query)} limit ${limit + 1}`,
      );
      return pageOf(rows, limit, query.fromEnd);
    },

    async inboxPage(owner, peer, query) {
      const { after, before, limit } = intervalOf(query);
      if (![after, before].every(isUuid)) return { messages: [], complete: true };
      const wanted: MessageRow[] = [];
      let isWhole = false;
      let edge = { after, before };
      // Few are passed over, so it seldom takes a second look; filtering by SQL would have it sort everything there is.
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        const rows = await reads.run((sql) => filedRows(sql, { owner, peer, ...edge, limit, fromEnd: query.fromEnd }));
        wanted.push(...rows.filter(({ kind }) => isInScope(kind, query.scope)));
        const last = rows.at(-1);
        isWhole = rows.length <= limit || !last;
        if (isWhole || wanted.length > limit || !last) break;
        edge = query.fromEnd ? { after, before: last.id } : { after: last.id, before };
      }
      const page = pageOf(wanted.slice(0, limit + 1), limit, query.fromEnd);
      return { ...page, complete: page.complete && isWhole };
    },

    async find(conversation, id) {
      if (!isUuid(conversation) || !isUuid(id)) return undefined;
      const [row] = await reads.run(
        (sql) => sql<MessageRow[]>`
        select ${columns(sql)} from messages m where m.id = ${id} and m.conversation = ${conversation}`,
      );
      return row && messageOf(row);
    },

    async findInInbox(owner, id) {
      if (!isUuid(id)) return undefined;
      const [row] = await reads.run(
        (sql) => sql<MessageRow[]>`
        select ${columns(sql)} from messages m where m.id = ${id}
            and m.conversation = (select conversation from inbox where owner = ${encodeText(owner)} and id = ${id})`,
      );
      return row && messageOf(row);
    },

    async count(conversation, query) {
      const { after, before } = intervalOf(query);
      if (![conversation, after, before].every(isUuid)) return 0;
      const [row] = await reads.run(
        (sql) => sql<{ count: number }[]>`
        select count(*) as count from (
          select from messages
          where conversation = ${conversation} and id > ${after} and id < ${before} and kind <> 'event' limit ${MAX_COUNT}
        ) counted`,
      );
      return row?.count ?? 0;
    },

    async reactions({ conversation, message, actor }) {
      if (![conversation, message].every(isUuid)) return [];
      const [row] = await reads.run(
        (sql) => sql<{ reactions: string[] }[]>`
        select reactions from reactions
        where conversation = ${conversation} and message = ${message} and actor = ${encodeText(actor)}`,
      );
      return row?.reactions ?? [];
    },
  };
}

/** Pages of an inbox that are looked through for one. */
const MOST_LOOKS = 10;

interface FiledQuery {
  readonly owner: Bare;
  readonly peer: Bare | undefined;
  readonly after: Id;
  readonly before: Id;
  readonly limit: number;
  readonly fromEnd: boolean;
}

/** Direct messages in the order of the query, one more than its limit where there are. */
function filedRows(sql: Sql, query: FiledQuery) {
  const { owner, peer, after, before, limit } = query;
  return sql<MessageRow[]>`
    select ${columns(sql)} from (
      select id, conversation from inbox
      where owner = ${encodeText(owner)} ${withPeer(sql, peer)} and id > ${after} and id < ${before}
      order by id ${direction(sql, query)} limit ${limit + 1}
    ) filed cross join lateral (
      -- offset 0 keeps the planner from reading a whole table for a long page.
      select ${columns(sql)} from messages m where m.id = filed.id and m.conversation = filed.conversation offset 0
    ) m order by m.id ${direction(sql, query)}`;
}

function intervalOf(query: Pick<PageQuery, 'after' | 'before'> & { readonly limit?: number }) {
  const after: Id = query.after ?? FIRST;
  const before: Id = query.before ?? LAST;
  return { after, before, limit: clampLimit(query.limit ?? 0) };
}

function scoped(sql: Sql, scope: Scope = 'messages') {
  if (scope === 'all') return sql`and m.kind <> 'redacted'`;
  return scope === 'messages' ? sql`and m.kind <> 'event'` : sql`and m.kind in ('text', 'action', 'notice')`;
}

function direction(sql: Sql, { fromEnd }: Pick<PageQuery, 'fromEnd'>) {
  return fromEnd ? sql`desc` : sql`asc`;
}

function withPeer(sql: Sql, peer: Bare | undefined) {
  return peer === undefined ? sql`` : sql`and peer = ${encodeText(peer)}`;
}

/** The columns of a message row, of `messages m`. */
export const columns = (sql: Sql) => sql`
  m.id, m.conversation, m.seq, m.room, m.recipient, m.recipient_nickname, m.sender, m.sender_nickname, m.sender_mask,
  m.sender_account, m.sender_occupant_id, m.kind, m.body, m.client_id, m.client_key, m.payload, m.tags, m.flavour`;
