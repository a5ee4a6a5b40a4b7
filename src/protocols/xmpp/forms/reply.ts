import { replyOf } from '../../../core/archive/reply.ts';
import type { MessageEvent } from '../../../core/event.ts';
import { withoutFormatting } from '../../../lib/formatting.ts';
import { NS } from '../wire/namespaces.ts';
import { escapeAttribute as attribute, legalText } from '../wire/stanza.ts';
import { occupantAddress } from './occupant.ts';

/**
 * What is answered, for clients that know of no answers: before the body, and marked so that others leave it out (XEP-0461 4).
 * Empty where it is not at hand, where an action has to begin the body, and where the sender's client has said it.
 */
export function quotationOf({ quoted, kind, body, payload }: MessageEvent): string {
  if (!quoted?.text || body === undefined || kind === 'action') return '';
  if (payload?.includes(`xmlns='${NS.fallback}'`)) return '';
  return `> ${legalText(withoutFormatting(quoted.text))}\n`;
}

/** The elements that say which message is answered (XEP-0461 3), and which part of the body is its quotation (XEP-0428). */
export function replyElements(event: MessageEvent): string {
  const id = replyOf(event);
  if (id === undefined || event.body === undefined) return '';
  const { room, quoted, payload } = event;
  const to = room !== undefined && quoted ? ` to='${occupantAddress(room, quoted.nickname)}'` : '';
  const isSaid = payload?.includes(`xmlns='${NS.reply}'`) === true;
  const reply = isSaid ? '' : `<reply xmlns='${NS.reply}'${to} id='${attribute(id)}'/>`;
  const quotation = quotationOf(event);
  if (quotation === '') return reply;
  const range = `<body start='0' end='${[...quotation].length}'/>`;
  return `${reply}<fallback xmlns='${NS.fallback}' for='${NS.reply}'>${range}</fallback>`;
}
