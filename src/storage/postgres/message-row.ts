import type { Edits, MessageEvent, MessageKind } from '../../core/event.ts';
import type { PastEvent, Redaction } from '../../core/history-event.ts';
import type { Page } from '../../core/ports.ts';
import type { Bare } from '../../lib/address.ts';
import { archivedMessage } from '../archived.ts';
import { decodeOptional, decodeText } from './text.ts';

/** A row of `messages` as the client library gives it. */
export interface MessageRow {
  id: string;
  conversation: string;
  seq: number;
  room: string | null;
  recipient: string | null;
  recipient_nickname: string | null;
  sender: string;
  sender_nickname: string;
  sender_mask: string | null;
  sender_account: string | null;
  sender_occupant_id: string;
  kind: MessageKind;
  body: string | null;
  client_id: string | null;
  client_key: string | null;
  payload: string | null;
  /** What clients set begins with `+`; `edited`, which is no tag, lies beside. */
  tags: Readonly<Record<string, unknown>> | null;
  flavour: string | null;
}

export function messageOf(row: MessageRow): MessageEvent {
  return archivedMessage({
    id: row.id,
    conversation: row.conversation,
    seq: row.seq,
    room: decodeOptional(row.room) as Bare | undefined,
    to: decodeOptional(row.recipient) as Bare | undefined,
    toNickname: decodeOptional(row.recipient_nickname),
    from: {
      address: decodeText(row.sender) as Bare,
      nickname: decodeText(row.sender_nickname),
      mask: decodeText(row.sender_mask ?? row.sender),
      account: decodeOptional(row.sender_account),
      occupantId: decodeText(row.sender_occupant_id),
    },
    kind: row.kind,
    body: decodeOptional(row.body),
    clientId: decodeOptional(row.client_id),
    clientKey: decodeOptional(row.client_key),
    ...payloadOf(row),
    ...tagsOf(row.tags),
    flavour: decodeOptional(row.flavour),
  });
}

function tagsOf(stored: MessageRow['tags']): Pick<MessageEvent, 'tags' | 'edited'> {
  if (stored === null) return {};
  if (!(EDITED in stored)) return { tags: stored as Readonly<Record<string, string>> };
  const { [EDITED]: edited, ...tags } = stored;
  const rest = Object.keys(tags).length === 0 ? undefined : (tags as Readonly<Record<string, string>>);
  return { tags: rest, edited: edited as Edits };
}

/** Under this name the column `tags` has what a message was before it was edited: a column of its own would cost every row. */
const EDITED = 'edited';

/** The column `tags` of a message, as JSON. */
export function storedTags({ tags, edited }: Pick<MessageEvent, 'tags' | 'edited'>): string | null {
  if (edited === undefined) return tags ? JSON.stringify(tags) : null;
  return JSON.stringify({ ...tags, [EDITED]: edited });
}

/** In rows that nobody sent the payload is what the server knows of it, as JSON. */
function payloadOf({ kind, payload }: MessageRow): Pick<MessageEvent, 'payload' | 'redaction' | 'past'> {
  const text = decodeOptional(payload);
  if (text === undefined) return {};
  if (kind === 'redacted') return { redaction: JSON.parse(text) as Redaction };
  const isPast = kind === 'redaction' || kind === 'event' || kind === 'reaction' || kind === 'edit';
  return isPast ? { past: JSON.parse(text) as PastEvent } : { payload: text };
}

/** A page from up to `limit + 1` rows, which are in the order they were read. */
export function pageOf(rows: readonly MessageRow[], limit: number, fromEnd: boolean): Page {
  const messages = rows.slice(0, limit).map(messageOf);
  return { messages: fromEnd ? messages.reverse() : messages, complete: rows.length <= limit };
}
