import type { MessageEvent } from '../../../../core/event.ts';
import { isRefusal, type Refusal } from '../../../../core/refusal.ts';
import type { Id } from '../../../../lib/id.ts';
import { stanzaError, type StanzaError } from '../../wire/stanza-error.ts';
import type { Archive } from './archive.ts';
import { couldBeStored, type ArchiveQuery } from './query.ts';

/** What a query found. */
export interface Found {
  /** Oldest first. */
  readonly messages: readonly MessageEvent[];
  readonly complete: boolean;
  /** How far it was looked, where not everything matches: where to go on when nothing was found yet. */
  readonly reached?: Id | undefined;
}

type Failed = Refusal | StanzaError;

/** Pages of a filtered archive looked through for one answer. */
const MOST_PAGES = 20;

export async function findMessages(archive: Archive, query: ArchiveQuery, most: number): Promise<Found | Failed> {
  const missing = await firstMissing(archive, [...query.afterIds, ...query.beforeIds]);
  if (missing) return missing;
  if (query.ids) return findByIds(archive, query.ids, most);
  const limit = Math.min(query.max ?? most, most);
  const after = latest([query.start, ...query.afterIds]);
  const before = earliest([query.end, ...query.beforeIds]);
  if (archive.matches) return findMatching(archive, archive.matches, { ...query, after, before, limit });
  // A page of none is asked to learn how much there is (XEP-0059 2.7): all we say is whether there is anything.
  const page = await archive.page({ after, before, limit: Math.max(1, limit), fromEnd: query.fromEnd });
  if (isRefusal(page)) return page;
  return limit > 0 ? page : { messages: [], complete: page.messages.length === 0 };
}

/** XEP-0313 4.1.4, 4.3.2: every id that is named must be in the archive. */
async function firstMissing(archive: Archive, ids: readonly string[]): Promise<Failed | undefined> {
  for (const id of ids) {
    const found = couldBeStored(id) ? await archive.find(id) : undefined;
    if (found === undefined) return stanzaError('item-not-found', 'There is no such message in this archive.');
    if (isRefusal(found)) return found;
  }
  return undefined;
}

async function findByIds(archive: Archive, ids: readonly string[], most: number): Promise<Found | Failed> {
  if (ids.length > most) return stanzaError('policy-violation', `At most ${most} messages at once.`);
  const messages: MessageEvent[] = [];
  for (const id of new Set(ids)) {
    const found = couldBeStored(id) ? await archive.find(id) : undefined;
    if (found === undefined) return stanzaError('item-not-found', 'There is no such message in this archive.');
    if (isRefusal(found)) return found;
    messages.push(found);
  }
  return { messages: messages.sort((a, b) => (a.id < b.id ? -1 : 1)), complete: true };
}

interface Interval {
  readonly after: Id | undefined;
  readonly before: Id | undefined;
  readonly limit: number;
  readonly fromEnd: boolean;
}

/** Goes through page after page from one end, for as long as is reasonable. */
async function findMatching(
  archive: Archive,
  matches: (event: MessageEvent) => boolean,
  { after, before, limit, fromEnd }: Interval,
): Promise<Found | Refusal> {
  let found: MessageEvent[] = [];
  let edge = { after, before };
  for (let looked = 0; looked < MOST_PAGES; looked++) {
    const page = await archive.page({ ...edge, limit: 1000, fromEnd });
    if (isRefusal(page)) return page;
    const here = page.messages.filter(matches);
    found = fromEnd ? [...here, ...found] : [...found, ...here];
    if (found.length > limit) {
      return { messages: fromEnd ? found.slice(found.length - limit) : found.slice(0, limit), complete: false };
    }
    const next = fromEnd ? page.messages[0]?.id : page.messages.at(-1)?.id;
    if (page.complete || next === undefined) return { messages: found, complete: true };
    edge = fromEnd ? { after, before: next } : { after: next, before };
  }
  return { messages: found, complete: false, reached: fromEnd ? edge.before : edge.after };
}

function latest(ids: readonly (Id | undefined)[]): Id | undefined {
  return ids.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}

function earliest(ids: readonly (Id | undefined)[]): Id | undefined {
  return ids.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}
