import type { AnnouncementEvent } from '../../../core/operators/operator-event.ts';
import { escapeAttribute, escapeText } from '../wire/stanza.ts';
import type { Halves } from './splice.ts';

/** What an operator says to everybody: a headline of the server (RFC 6121 5.2.2, SEMANTICS 5 "notice"). */
export function announcement({ server, by, text }: AnnouncementEvent): Halves {
  return [
    `<message from='${escapeAttribute(server)}' to='`,
    `' type='headline'><subject>${escapeText(by.nickname)}</subject><body>${escapeText(text)}</body></message>`,
  ];
}
