import { View } from '../../core/endpoint.ts';
import type { MessageEvent } from '../../core/event.ts';
import type { Page, PageQuery } from '../../core/ports.ts';
import { isRefusal, type Refusal } from '../../core/refusal.ts';
import type { Id } from '../../lib/id.ts';
import { Cap } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Slices } from './command.ts';
import { irc } from './config.ts';

/** What is shown to clients that do not ask for history by themselves (SEMANTICS 6.3): the newest messages of an interval. */
export interface Interval {
  /** Exclusive. */
  readonly after: Id | undefined;
  readonly before: Id;
  readonly most: number;
}

export type Read = (query: PageQuery) => Promise<Page | Refusal>;

/** The newest messages of the interval, oldest first, read page by page from the end. */
export async function readPast(read: Read, { after, before, most }: Interval): Promise<MessageEvent[] | Refusal> {
  const pages: (readonly MessageEvent[])[] = [];
  let end = before;
  for (let left = most; left > 0;) {
    const page = await read({
      after,
      before: end,
      limit: Math.min(left, irc.replayPage),
      fromEnd: true,
      scope: 'said',
    });
    if (isRefusal(page)) return page;
    pages.push(page.messages);
    left -= page.messages.length;
    const first = page.messages[0];
    if (page.complete || !first) break;
    end = first.id;
  }
  return pages.reverse().flat();
}

/** Bytes after which other work has its turn. */
const SLICE_BYTES = 8 * 1024;

/** The lines of those messages: in a batch where the client has batches; with tags, or with the time in front. */
export function* showPast(client: Client, name: string, messages: readonly MessageEvent[]): Slices {
  if (messages.length === 0) return undefined;
  if (client.has(Cap.batch)) client.replies.startBatch('chathistory', [name]);
  let bytes = 0;
  for (const message of messages) {
    const lines = client.form.render(client.has(Cap.serverTime) ? message : timed(message), View.REPLAY);
    if (!lines) continue;
    client.replies.lines(lines);
    bytes += lines.length;
    if (bytes < SLICE_BYTES) continue;
    bytes = 0;
    yield;
  }
  return undefined;
}

/** SEMANTICS 6.3: who has no server-time reads the time of day, in UTC. */
function timed(message: MessageEvent): MessageEvent {
  if (message.body === undefined) return message;
  const time = new Date(message.at).toISOString().slice(11, 16);
  return { ...message, body: `[${time}] ${message.body}` };
}
