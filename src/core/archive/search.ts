import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { Session } from '../presence/session.ts';
import type { Refusal } from '../refusal.ts';
import type { Room } from '../rooms/room.ts';
import { asked } from './asked.ts';
import { calledNow } from './history.ts';
import { mayNotRead, readableFrom } from './readable.ts';

/** What a message must be like; whatever is left out does not matter. */
export interface SearchTerms {
  /** Somewhere in the text, however it is cased. */
  readonly text?: string | undefined;
  /** The nickname it was sent under. */
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly after?: Id | undefined;
  readonly before?: Id | undefined;
  readonly limit: number;
}

/** `everywhere`: the rooms the person is in, and its direct messages. */
export type SearchPlace = { readonly room: Room } | { readonly peer: Bare } | 'everywhere';

export interface SearchedRoom {
  readonly conversation: string;
  /** Exclusive. */
  readonly after: Id | undefined;
}

/** What storage is asked: the newest such messages of these conversations, and of the owner's direct messages, oldest first. */
export interface SearchQuery extends SearchTerms {
  /** Rooms, each from where on the asker may read it. */
  readonly rooms: readonly SearchedRoom[];
  readonly inbox: { readonly owner: Bare; readonly peer: Bare | undefined } | undefined;
}

export interface SearchStore {
  /**
   * Of each conversation (and of the inbox) only the newest `depth` messages of the interval are looked at: there is no index
   * of words, so a search costs what it reads.
   */
  search(query: SearchQuery, depth: number): Promise<readonly MessageEvent[]>;
}

/** Messages of one conversation that a search looks at; everywhere, of all conversations together. */
const DEPTH = 50_000;

/** Searches what the session may read (SEMANTICS 6.1, H-01). Refused: `history-forbidden`, `storage-away`, `server-busy`. */
export async function search(
  core: Core,
  session: Session,
  place: SearchPlace,
  terms: SearchTerms,
): Promise<readonly MessageEvent[] | Refusal> {
  const refused = place !== 'everywhere' && 'room' in place ? mayNotRead(place.room, session) : undefined;
  if (refused) return refused;
  const limit = Math.max(0, Math.min(terms.limit, core.config.history.page));
  return core.searches.run(() =>
    asked(async () => {
      const places = roomsOf(session, place);
      const rooms = await searchedRooms(core, session, places, terms.after);
      const inbox = inboxOf(session, place);
      const depth = Math.floor(DEPTH / (rooms.length + (inbox ? 1 : 0) || 1));
      const found = await core.storage.search.search({ ...terms, rooms, inbox, limit }, depth);
      return found.map((each) => inRoomOf(places, each));
    }),
  );
}

function roomsOf({ person }: Session, place: SearchPlace): Room[] {
  if (place === 'everywhere') return [...person.occupancies.values()].map(({ room }) => room);
  return 'room' in place ? [place.room] : [];
}

function inRoomOf(places: readonly Room[], message: MessageEvent): MessageEvent {
  const room = places.find(({ record }) => record.id === message.conversation);
  return room ? calledNow(room, message) : message;
}

/** Each from where on it may be read; those that may not be read at all are left out. */
async function searchedRooms(
  core: Core,
  session: Session,
  rooms: readonly Room[],
  after: Id | undefined,
): Promise<SearchedRoom[]> {
  const found: SearchedRoom[] = [];
  for (const room of rooms) {
    if (mayNotRead(room, session)) continue;
    const from = await readableFrom(core, room, session);
    const isLater = from !== undefined && (after === undefined || from > after);
    found.push({ conversation: room.record.id, after: isLater ? from : after });
  }
  return found;
}

/** The account's own direct messages, unless only a room is meant. Guests have none. */
function inboxOf({ person }: Session, place: SearchPlace): SearchQuery['inbox'] {
  if (person.kind !== 'account' || (place !== 'everywhere' && 'room' in place)) return undefined;
  return { owner: person.address.bare, peer: place === 'everywhere' ? undefined : place.peer };
}
