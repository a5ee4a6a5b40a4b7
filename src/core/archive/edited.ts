import { timeOf } from '../../lib/id.ts';
import type { MessageEvent } from '../event.ts';
import type { EditedEvent } from '../history-event.ts';

/** An edit as if it were a message of its own, with the id of the act. */
export function asMessage(edit: EditedEvent): MessageEvent {
  const { id, at, conversation, room, to, toNickname, by, kind, body, payload, actId } = edit;
  return {
    type: 'message',
    id,
    at,
    conversation,
    seq: 0,
    room,
    to,
    toNickname,
    from: by,
    kind,
    body,
    kept: true,
    clientId: actId,
    payload,
  };
}

/** The message as it was first said. */
export function unedited(message: MessageEvent): MessageEvent {
  const { edited } = message;
  return edited ? { ...message, kind: edited.kind, body: edited.body, edited: undefined } : message;
}

/** When it got the text that it has, in milliseconds since 1970; undefined where that is its first. */
export function editedAt({ edited }: MessageEvent): number | undefined {
  const last = edited?.ids.at(-1);
  return last === undefined ? undefined : timeOf(last);
}
