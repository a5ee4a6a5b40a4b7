import type { MessageEvent, PersonRef } from '../../../core/event.ts';
import type { Bare } from '../../../lib/address.ts';
import { NS } from '../wire/namespaces.ts';
import { escapeAttribute as attribute, escapeText as text } from '../wire/stanza.ts';
import { occupantAddress, occupantId } from './occupant.ts';

/** What is left of the message itself (XEP-0424 5, XEP-0425 4). */
export function retracted({ redaction, from, room, to }: MessageEvent): string {
  if (!redaction) return '';
  const { at, by, id, reason } = redaction;
  const start = `<retracted xmlns='${NS.retract}' stamp='${new Date(at).toISOString()}' id='${attribute(id)}'`;
  if (room === undefined || to !== undefined || by.address === from.address) return `${start}/>`;
  return `${start}>${moderated(room, by)}${reasonElement(reason)}</retracted>`;
}

/** Which moderator did it (XEP-0425 3). */
export function moderated(room: Bare, by: PersonRef): string {
  return `<moderated xmlns='${NS.moderate}' by='${occupantAddress(room, by.nickname)}'>${occupantId(by.occupantId)}</moderated>`;
}

/** Nothing where none was given. */
export function reasonElement(reason: string): string {
  return reason === '' ? '' : `<reason>${text(reason)}</reason>`;
}
