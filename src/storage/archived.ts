import type { Bare } from '../lib/address.ts';
import { timeOf } from '../lib/id.ts';
import type { MessageEvent, PersonRef } from '../core/event.ts';
import type { EditedEvent, ReactedEvent, Redaction } from '../core/history-event.ts';
import type { Scope } from '../core/ports.ts';

/** What of a message is not derived from its other fields, and kept. */
export type ArchivedFields = Omit<MessageEvent, 'type' | 'at' | 'kept' | 'toResource' | 'fromDevice'>;

/**
 * A message as every storage gives it back: the time is the one in its id, what the event marks "not archived" is gone,
 * and optional fields without a value are absent.
 */
export function archivedMessage(fields: ArchivedFields): MessageEvent {
  const { toNickname, clientId, clientKey, payload, tags, flavour, redaction, past, edited } = fields;
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
    ...(edited === undefined ? undefined : { edited }),
  };
}

function personRef({ address, nickname, mask, account, occupantId }: PersonRef): PersonRef {
  return { address, nickname, mask, account, occupantId };
}

/** What is left of a message when it was redacted: who said it and when, and its names. */
export function redactedMessage(message: MessageEvent, redaction: Redaction): MessageEvent {
  const { payload: _, tags: __, past: ___, edited: ____, ...rest } = message;
  return archivedMessage({ ...rest, kind: 'redacted', body: undefined, redaction });
}

/** A message as it is from now on: only what an edit changes is taken over. */
export function amendedMessage(message: MessageEvent, { kind, body, edited }: MessageEvent): MessageEvent {
  return archivedMessage({ ...message, kind, body, edited });
}

/** The message as if that edit had never been. Itself where the edit is not its last. */
export function withoutEdit(message: MessageEvent, edit: EditedEvent): MessageEvent {
  const { edited } = message;
  if (edited?.ids.at(-1) !== edit.id) return message;
  if (edited.ids.length === 1) return archivedMessage({ ...message, ...edited, edited: undefined });
  return archivedMessage({ ...message, body: edit.before, edited: { ...edited, ids: edited.ids.slice(0, -1) } });
}

/** What somebody thought of a message before that act. */
export function reactionsBefore({ reactions, added, removed }: ReactedEvent): string[] {
  return [...reactions.filter((each) => !added.includes(each)), ...removed];
}

/** Can it be redacted? What happened cannot, nor what is redacted. */
export function isRedactable({ kind }: Pick<MessageEvent, 'kind'>): boolean {
  return kind === 'tags' || isSaid(kind);
}

function isSaid(kind: MessageEvent['kind']): boolean {
  return kind === 'text' || kind === 'action' || kind === 'notice';
}

/** Does a page of that scope show messages of that kind? */
export function isInScope(kind: MessageEvent['kind'], scope: Scope = 'messages'): boolean {
  if (scope === 'all') return kind !== 'redacted';
  return scope === 'messages' ? kind !== 'event' : isSaid(kind);
}

/**
 * With whom `owner` exchanged the message. A private message through a room is filed under the room: filing it under the
 * other's real address would tell who is behind the nickname (XEP-0045 7.5).
 */
export function peerOf(event: MessageEvent, owner: Bare): Bare {
  if (event.room !== undefined) return event.room;
  return event.from.address === owner ? (event.to ?? owner) : event.from.address;
}
