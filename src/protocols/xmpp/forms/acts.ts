import { asMessage } from '../../../core/archive/edited.ts';
import type { MessageEvent } from '../../../core/event.ts';
import type { EditedEvent, ReactedEvent } from '../../../core/history-event.ts';
import { NS } from '../wire/namespaces.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';

/**
 * What somebody did to a message, as a message of its own: reactions (XEP-0444 4) or a correction (XEP-0308 3). The message that it
 * is about is named as its receivers know it.
 */
export function actMessage(event: ReactedEvent | EditedEvent): MessageEvent {
  if (event.type === 'edited') {
    const replace = `<replace xmlns='${NS.correct}' id='${attribute(event.clientId ?? event.message)}'/>`;
    return { ...asMessage(event), payload: `${event.payload ?? ''}${replace}` };
  }
  const { id, at, conversation, room, to, toNickname, by, actId, kept } = event;
  const base = { type: 'message', id, at, conversation, seq: 0, room, to, toNickname, from: by, kind: 'tags' } as const;
  return { ...base, body: undefined, clientId: actId, payload: reactions(event), kept };
}

function reactions(event: ReactedEvent): string {
  const { room, to, message, clientId } = event;
  const name = room !== undefined && to === undefined ? message : (clientId ?? message);
  const all = event.reactions.map((each) => `<reaction>${text(each)}</reaction>`).join('');
  return `<reactions xmlns='${NS.reactions}' id='${attribute(name)}'>${all}</reactions><store xmlns='${NS.hints}'/>`;
}
