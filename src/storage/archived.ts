import type { Bare } from '../lib/address.ts';
import { timeOf } from '../lib/id.ts';
import type { MessageEvent, PersonRef } from '../core/event.ts';

/** What of a message is not derived from its other fields, and kept. */
export type ArchivedFields = Omit<MessageEvent, 'type' | 'at' | 'kept' | 'toResource' | 'fromDevice'>;

/**
 * A message as every storage gives it back: the time is the one in its id, what the event marks "not archived" is gone,
 * and optional fields without a value are absent.
 */
export function archivedMessage(fields: ArchivedFields): MessageEvent {
  const { toNickname, clientId, clientKey, payload, tags, flavour } = fields;
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
  };
}

function personRef({ address, nickname, mask, account, occupantId }: PersonRef): PersonRef {
  return { address, nickname, mask, account, occupantId };
}

/**
 * With whom `owner` exchanged the message. A private message through a room is filed under the room: filing it under the
 * other's real address would tell who is behind the nickname (XEP-0045 7.5).
 */
export function peerOf(event: MessageEvent, owner: Bare): Bare {
  if (event.room !== undefined) return event.room;
  return event.from.address === owner ? (event.to ?? owner) : event.from.address;
}
