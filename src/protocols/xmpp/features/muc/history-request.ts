import type { MessageEvent } from '../../../../core/event.ts';
import type { Spliced } from '../../context.ts';
import { groupchat } from '../../forms/groupchat.ts';
import { splice } from '../../forms/splice.ts';
import { View } from '../../../../core/endpoint.ts';
import { attribute, childOf, type Element } from '../../wire/stanza.ts';
import { NS } from '../../wire/namespaces.ts';

/** How much discussion history the client wants on entering (XEP-0045 7.2.14). */
export interface HistoryRequest {
  readonly maxStanzas: number;
  readonly maxChars: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export const allHistory: HistoryRequest = { maxStanzas: Infinity, maxChars: Infinity, since: 0 };

/** What `<x xmlns=muc/>` asks for. What makes no sense limits nothing: clients are not locked out for it. */
export function readHistoryRequest(x: Element, now: number): HistoryRequest {
  const history = childOf(x, 'history', NS.muc);
  if (!history) return allHistory;
  const seconds = wholeNumber(attribute(history, 'seconds'));
  const since = Date.parse(attribute(history, 'since') ?? '');
  return {
    maxStanzas: wholeNumber(attribute(history, 'maxstanzas')),
    maxChars: wholeNumber(attribute(history, 'maxchars')),
    since: Math.max(seconds === Infinity ? 0 : now - seconds * 1000 + 1, Number.isNaN(since) ? 0 : since),
  };
}

/** The newest messages that meet all the criteria, oldest first, as complete stanzas (XEP-0045 7.2.14). */
export function historyFor(recent: readonly MessageEvent[], wanted: HistoryRequest): Spliced[] {
  const chosen: Spliced[] = [];
  let chars = 0;
  for (let i = recent.length - 1; i >= 0 && chosen.length < wanted.maxStanzas; i--) {
    const event = recent[i] as MessageEvent;
    if (event.at < wanted.since || wanted.maxChars === 0) break;
    const rendering = replayed(event);
    chars += rendering.head.length + rendering.tail.length;
    if (chars > wanted.maxChars) break;
    chosen.push(rendering);
  }
  return chosen.reverse();
}

/** Who enters in a crowd is shown the same messages: rendered once. */
const renderings = new WeakMap<MessageEvent, Spliced>();

function replayed(event: MessageEvent): Spliced {
  let rendering = renderings.get(event);
  if (!rendering) renderings.set(event, (rendering = splice(groupchat(event, View.REPLAY))));
  return rendering;
}

function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Infinity;
}
