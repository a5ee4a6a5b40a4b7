import type { MessageEvent, MessageKind } from '../../core/event.ts';
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
  tags: Readonly<Record<string, string>> | null;
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
    tags: row.tags ?? undefined,
    flavour: decodeOptional(row.flavour),
  });
}

/** In rows that nobody sent the payload is what the server knows of it, as JSON. */
function payloadOf({ kind, payload }: MessageRow): Pick<MessageEvent, 'payload' | 'redaction' | 'past'> {
  const text = decodeOptional(payload);
  if (text === undefined) return {};
  if (kind === 'redacted') return { redaction: JSON.parse(text) as Redaction };
  return kind === 'redaction' || kind === 'event' ? { past: JSON.parse(text) as PastEvent } : { payload: text };
}

/** A page from up to `limit + 1` rows, which are in the order they were read. */
export function pageOf(rows: readonly MessageRow[], limit: number, fromEnd: boolean): Page {
  const messages = rows.slice(0, limit).map(messageOf);
  return { messages: fromEnd ? messages.reverse() : messages, complete: rows.length <= limit };
}
