import type { Bare } from '../lib/address.ts';
import { timeOf } from '../lib/id.ts';
import type { MessageEvent, PersonRef } from '../core/event.ts';
import type { Redaction } from '../core/history-event.ts';
import type { Scope } from '../core/ports.ts';

/** What of a message is not derived from its other fields, and kept. */
export type ArchivedFields = Omit<MessageEvent, 'type' | 'at' | 'kept' | 'toResource' | 'fromDevice'>;

/**
 * A message as every storage gives it back: the time is the one in its id, what the event marks "not archived" is gone,
 * and optional fields without a value are absent.
 */
export function archivedMessage(fields: ArchivedFields): MessageEvent {
  const { toNickname, clientId, clientKey, payload, tags, flavour, redaction, past } = fields;
  return {
    type: 'message',
    id: fields.id,
    at: timeOf(fields.id),
    conversation: fields.conversation,
    seq: fields.seq,
    room: fields.room,
    to: fields.to,
    from: personRef(fields.from),
    kind: fields.kind,
    body: fields.body,
    kept: true,
    ...(toNickname === undefined ? undefined : { toNickname }),
    ...(clientId === undefined ? undefined : { clientId }),
    ...(clientKey === undefined ? undefined : { clientKey }),
    ...(payload === undefined ? undefined : { payload }),
    ...(tags === undefined ? undefined : { tags }),
    ...(flavour === undefined ? undefined : { flavour }),
    ...(redaction === undefined ? undefined : { redaction }),
    ...(past === undefined ? undefined : { past }),
  };
}

function personRef({ address, nickname, mask, account, occupantId }: PersonRef): PersonRef {
  return { address, nickname, mask, account, occupantId };
}

/** What is left of a message when it was redacted: who said it and when, and its names. */
export function redactedMessage(message: MessageEvent, redaction: Redaction): MessageEvent {
  const { payload: _, tags: __, past: ___, ...rest } = message;
  return archivedMessage({ ...rest, kind: 'redacted', body: undefined, redaction });
}

/** Can it be redacted? What happened cannot, nor what is redacted. */
export function isRedactable({ kind }: Pick<MessageEvent, 'kind'>): boolean {
  return kind !== 'redacted' && kind !== 'redaction' && kind !== 'event';
}

/** Does a page of that scope show messages of that kind? */
export function isInScope(kind: MessageEvent['kind'], scope: Scope = 'messages'): boolean {
  if (scope === 'all') return kind !== 'redacted';
  return scope === 'messages' ? kind !== 'event' : kind === 'text' || kind === 'action' || kind === 'notice';
}

/**
 * With whom `owner` exchanged the message. A private message through a room is filed under the room: filing it under the
 * other's real address would tell who is behind the nickname (XEP-0045 7.5).
 */
export function peerOf(event: MessageEvent, owner: Bare): Bare {
  if (event.room !== undefined) return event.room;
  return event.from.address === owner ? (event.to ?? owner) : event.from.address;
}
