import type { SearchQuery, SearchStore } from '../../core/archive/search.ts';
import type { MessageEvent } from '../../core/event.ts';
import type { ArchiveStore } from '../../core/ports.ts';
import type { Plain } from './plain.ts';

/** Reads what is asked for, and looks. */
export function createSearch(archive: Pick<Plain<ArchiveStore>, 'page' | 'inboxPage'>): Plain<SearchStore> {
  return {
    search(query, depth) {
      const { rooms, inbox, before } = query;
      const page = { before, limit: depth, fromEnd: true, scope: 'said' } as const;
      const found = rooms.flatMap(({ conversation, after }) => archive.page(conversation, { ...page, after }).messages);
      const own = { ...page, after: query.after };
      const direct = inbox ? archive.inboxPage(inbox.owner, inbox.peer, own).messages : [];
      const matching = [...found, ...direct].filter((message) => matches(message, query));
      return query.limit < 1 ? [] : matching.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(-query.limit);
    },
  };
}

function matches({ body, from }: MessageEvent, query: SearchQuery): boolean {
  if (body === undefined) return false;
  if (query.from !== undefined && from.nickname.toLowerCase() !== query.from.toLowerCase()) return false;
  return query.text === undefined || body.toLowerCase().includes(query.text.toLowerCase());
}
