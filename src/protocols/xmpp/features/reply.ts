import { isId, type Id } from '../../../lib/id.ts';
import { NS } from '../wire/namespaces.ts';
import { attribute, childOf, elements, namespaceOf, type Element } from '../wire/stanza.ts';

/**
 * The message that this one answers (XEP-0461 3), where it is named as we name it: by the id that the room, or our archive, gave
 * it. Answers to ids of clients are between XMPP clients.
 */
export function replyIdOf(stanza: Element): Id | undefined {
  const reply = childOf(stanza, 'reply', NS.reply);
  const id = reply && attribute(reply, 'id');
  return id !== undefined && isId(id) ? id : undefined;
}

/** The element that says where in the body the answered words are repeated (XEP-0428 2, XEP-0461 4). */
export function isReplyFallback(child: Element): boolean {
  return namespaceOf(child) === NS.fallback && attribute(child, 'for') === NS.reply;
}

/**
 * The body without the words of the one that is answered: readers find these by the id, or are shown ours. Where there is no
 * range, or one that cannot be, the body is what it is.
 */
export function withoutQuotation(body: string, stanza: Element): string {
  const fallback = elements(stanza).find(isReplyFallback);
  const range = fallback && childOf(fallback, 'body', NS.fallback);
  if (!range) return body;
  const [start, end] = [Number(attribute(range, 'start') ?? NaN), Number(attribute(range, 'end') ?? NaN)];
  const characters = [...body]; // XEP-0426 4: code points
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= characters.length)) {
    return body;
  }
  const rest = [...characters.slice(0, start), ...characters.slice(end)].join('');
  return rest.trim() === '' ? body : rest;
}
