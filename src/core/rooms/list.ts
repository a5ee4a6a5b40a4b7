import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { StorageAway, type RoomListing } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { Later } from '../refusal.ts';
import { sees } from './mark.ts';
import { atLeast } from './rank.ts';
import { affiliationOf, occupantOf } from './rights.ts';
import type { Room } from './room.ts';

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
    const summary = summaryFor(session, room);
    if (summary) found.set(room.address, summary);
    else found.delete(room.address);
  }
  return [...found.values()].sort(byAddress).slice(0, MOST);
}

/** Those of the rooms at `addresses` that there are and that this session may know of, wherever in a list they would stand. */
export async function listNamed(core: Core, session: Session, addresses: readonly Bare[]): Promise<RoomSummary[]> {
  const found: RoomSummary[] = [];
  for (const address of new Set(addresses)) {
    const room = await opened(core, address);
    const summary = room && summaryFor(session, room);
    if (summary) found.push(summary);
  }
  return found.sort(byAddress);
}

async function opened(core: Core, address: Bare): Promise<Room | undefined> {
  for (;;) {
    const room = core.rooms.open(address);
    if (!room || !('reason' in room || room instanceof Later)) return room;
    if (!(room instanceof Later)) throw new StorageAway('rooms cannot be read');
    await new Promise<void>((resume) => room.subscribe(resume));
  }
}

function summaryFor(session: Session, room: Room): RoomSummary | undefined {
  const { address, record } = room;
  const { settings, subject } = record;
  if (settings.secret && !session.seats.has(address) && !atLeast(affiliationOf(room, session), 'member'))
    return undefined;
  return {
    address,
    name: record.name,
    title: settings.title,
    subject: subject?.text ?? '',
    subjectAt: subject?.at,
    createdAt: record.createdAt,
    occupants: seenBy(session, room),
  };
}

/** A crowd that only moderators look at is not counted for others either. */
function seenBy(session: Session, room: Room): number {
  const { auditorium, delayedJoin } = room.record.settings;
  if (!auditorium && !delayedJoin) return room.occupants.size;
  const viewer = occupantOf(room, session);
  let seen = 0;
  for (const occupant of room.occupants.values()) if (sees(viewer, occupant)) seen++;
  return seen;
}

function byAddress(a: RoomSummary, b: RoomSummary): number {
  return a.address < b.address ? -1 : 1;
}
