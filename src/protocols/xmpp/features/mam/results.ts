import type { MessageEvent } from '../../../../core/event.ts';
import type { BoundSession, Spliced } from '../../context.ts';
import { NS } from '../../wire/namespaces.ts';
import { resultSet } from '../../wire/result-set.ts';
import { escapeAttribute, xml, type Element } from '../../wire/stanza.ts';
import type { Archive } from './archive.ts';
import type { Found } from './pages.ts';
import type { ArchiveQuery } from './query.ts';

/** Bytes of one page: well under what may wait for a slow reader, so that asking for history never costs a connection. */
const PAGE_BYTES = 128 * 1024;

/** Sends the messages of a page and gives the `<fin/>` that ends it (XEP-0313 4.2, 4.3). */
export function sendPage(session: BoundSession, archive: Archive, query: ArchiveQuery, found: Found): Element {
  const { shown, isCut } = fitting(archive, query, found.messages);
  for (const { rendering } of query.flipped ? [...shown].reverse() : shown) session.sendSpliced(rendering);
  const first = shown[0]?.id ?? found.reached;
  const last = shown.at(-1)?.id ?? found.reached;
  const complete = found.complete && !isCut ? 'true' : undefined;
  const ends = first !== undefined && last !== undefined && { first, last };
  return xml('fin', { xmlns: NS.mam, complete }, resultSet({ ...ends }));
}

interface Shown {
  readonly id: string;
  readonly rendering: Spliced;
}

/** As many complete messages as one page takes, from the end the asker is interested in; at least one. */
function fitting(
  archive: Archive,
  { fromEnd, queryId }: ArchiveQuery,
  messages: readonly MessageEvent[],
): { shown: Shown[]; isCut: boolean } {
  const shown: Shown[] = [];
  const query = queryId === undefined ? '' : ` queryid='${escapeAttribute(queryId)}'`;
  const head = Buffer.from(`<message from='${escapeAttribute(archive.address)}' to='`);
  const start = `'><result xmlns='${NS.mam}'${query} id='`;
  let bytes = 0;
  for (const event of fromEnd ? [...messages].reverse() : messages) {
    const rendering = { head, tail: Buffer.from(start + result(archive, event)) };
    bytes += rendering.head.length + rendering.tail.length;
    if (bytes > PAGE_BYTES && shown.length > 0) return { shown: inOrder(shown, fromEnd), isCut: true };
    shown.push({ id: event.id, rendering });
  }
  return { shown: inOrder(shown, fromEnd), isCut: false };
}

function inOrder(shown: Shown[], fromEnd: boolean): Shown[] {
  return fromEnd ? shown.reverse() : shown;
}

/** A message of the archive from the value of its result's `id` on. What stands before is the same for a whole page. */
function result(archive: Archive, event: MessageEvent): string {
  const delay = `<delay xmlns='${NS.delay}' stamp='${new Date(event.at).toISOString()}'/>`;
  const forwarded = `<forwarded xmlns='${NS.forward}'>${delay}${archive.render(event)}</forwarded>`;
  return `${event.id}'>${forwarded}</result></message>`;
}
