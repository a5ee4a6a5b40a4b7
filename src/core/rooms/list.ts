import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { RoomListing } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { affiliationOf } from './rights.ts';
import { atLeast } from './rank.ts';

export interface RoomSummary {
  readonly address: Bare;
  /** As made; shown on IRC. */
  readonly name: string;
  readonly title: string;
  readonly subject: string;
  /** Milliseconds since 1970; undefined where there is no subject. */
  readonly subjectAt: number | undefined;
  readonly createdAt: number;
  readonly occupants: number;
}

const asking = new WeakMap<Core, Promise<readonly RoomListing[]>>();

/** Whoever asks while the answer is on its way gets the same one: however many ask, storage is asked once at a time (L-04). */
function listStored(core: Core): Promise<readonly RoomListing[]> {
  const running = asking.get(core);
  if (running) return running;
  const answer = core.storage.rooms.list('', MOST).finally(() => asking.delete(core));
  asking.set(core, answer);
  return answer;
}

/** Rooms listed at most. */
const MOST = 1000;

/** The rooms that this session may know of, in address order: public ones, and those it is in or belongs to (H-04). */
export async function listRooms(core: Core, session: Session): Promise<RoomSummary[]> {
  const found = new Map<Bare, RoomSummary>();
  for (const { secret, ...listing } of await listStored(core)) {
    if (!secret) found.set(listing.address, { ...listing, occupants: 0 });
  }
  // What is loaded is newer than what is written.
  for (const room of core.rooms.loaded()) {
    const { record } = room;
    const isHidden =
      record.settings.secret && !session.seats.has(room.address) && !atLeast(affiliationOf(room, session), 'member');
    if (isHidden) found.delete(room.address);
    else {
      found.set(room.address, {
        address: room.address,
        name: record.name,
        title: record.settings.title,
        subject: record.subject?.text ?? '',
        subjectAt: record.subject?.at,
        createdAt: record.createdAt,
        occupants: room.occupants.size,
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1)).slice(0, MOST);
}
