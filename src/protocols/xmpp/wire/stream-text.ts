import { NS } from './namespaces.ts';
import { escapeAttribute, escapeText } from './stanza.ts';
import type { StreamFault } from './stream-fault.ts';

export interface StreamNames {
  readonly domain: string;
  readonly id: string;
  /** Who we answer to, where it is known (RFC 6120 4.7.2). */
  readonly to?: string | undefined;
}

/** Our stream header (RFC 6120 4.7). */
export function streamHeader({ domain, id, to }: StreamNames): string {
  const peer = to === undefined ? '' : ` to='${escapeAttribute(to)}'`;
  return (
    `<?xml version='1.0'?><stream:stream xmlns='${NS.client}' xmlns:stream='${NS.stream}' id='${id}'` +
    ` from='${escapeAttribute(domain)}'${peer} version='1.0' xml:lang='en'>`
  );
}

export const STREAM_END = '</stream:stream>';

/** RFC 6120 4.9.2. The stream ends with it. */
export function streamErrorText({ condition, message, specific }: StreamFault): string {
  const text = message === '' ? '' : `<text xmlns='${NS.streamErrors}' xml:lang='en'>${escapeText(message)}</text>`;
  return `<stream:error><${condition} xmlns='${NS.streamErrors}'/>${text}${specific}</stream:error>`;
}
