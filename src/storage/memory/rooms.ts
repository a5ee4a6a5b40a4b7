import type { Bare } from '../../lib/address.ts';
import type {
  AffiliationRecord,
  LoadedRoom,
  MaskRecord,
  RoomChange,
  RoomListing,
  RoomRecord,
  RoomStore,
} from '../../core/ports.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { clampLimit, MOST_FORMER } from '../limits.ts';
import { requireUuid } from '../uuid.ts';
import type { MemoryArchive } from './archive.ts';
import { byBytes, type Plain } from './plain.ts';

interface KeptRoom {
  room: RoomRecord;
  readonly affiliations: Map<Bare, AffiliationRecord>;
  readonly masks: Map<string, MaskRecord>;
  readonly visits: Map<Bare, number>;
  /** Oldest first. */
  readonly former: Bare[];
}

type Rooms = Map<string, KeptRoom>;

export type MemoryRooms = Plain<RoomStore> & { forget(address: Bare): void };

export function createRooms(archive: Pick<MemoryArchive, 'page' | 'lastSeq'>): MemoryRooms {
  const rooms: Rooms = new Map();
  return {
    load(address, recent) {
      const kept = [...rooms.values()].find((each) => each.room.address === address);
      return kept && loaded(kept, archive, recent);
    },
    findLike: (look) =>
      [...rooms.values()].map(({ room }) => room.address).find((address) => skeleton(localOf(address)) === look),
    findFormer: (address) => [...rooms.values()].find(({ former }) => former.includes(address))?.room.address,
    apply(changes) {
      for (const change of changes) if (change.type === 'room') requireUuid(change.room.id, 'room id');
      for (const change of changes) applyChange(rooms, change);
    },
    firstVisit: (room, address) => rooms.get(room)?.visits.get(address),
    list: (after, limit) =>
      [...rooms.values()]
        .filter(({ room }) => room.settings.persistent && !room.settings.secret && byBytes(room.address, after) > 0)
        .sort((a, b) => byBytes(a.room.address, b.room.address))
        .slice(0, clampLimit(limit))
        .map(({ room }) => listing(room)),
    forget(address) {
      for (const kept of rooms.values()) {
        kept.affiliations.delete(address);
        kept.visits.delete(address);
      }
    },
  };
}

function localOf(address: Bare): string {
  return address.slice(0, address.lastIndexOf('@'));
}

function loaded(kept: KeptRoom, archive: Pick<MemoryArchive, 'page' | 'lastSeq'>, recent: number): LoadedRoom {
  return {
    room: kept.room,
    affiliations: [...kept.affiliations.values()].sort((a, b) => byBytes(a.address, b.address)),
    masks: [...kept.masks.values()].sort((a, b) => a.at - b.at || byBytes(a.list, b.list) || byBytes(a.mask, b.mask)),
    lastSeq: archive.lastSeq(kept.room.id),
    recent: archive.page(kept.room.id, { limit: recent, fromEnd: true, scope: 'said' }).messages,
  };
}

function applyChange(rooms: Rooms, change: RoomChange): void {
  if (change.type === 'room') return applyRoom(rooms, change.room);
  if (change.type === 'destroy') return void rooms.delete(change.room);
  const kept = rooms.get(change.room);
  if (!kept) return;
  if (change.type === 'renamed') noteFormer(rooms, kept, change);
  else if (change.type === 'visit') kept.visits.set(change.address, kept.visits.get(change.address) ?? change.at);
  else if (change.type === 'affiliation') applyAffiliation(kept, change.record);
  else applyMask(kept, change.record, change.removed);
}

function applyRoom(rooms: Rooms, room: RoomRecord): void {
  // Whoever is written last under an address has it.
  for (const other of rooms.values()) {
    if (other.room.address === room.address && other.room.id !== room.id) rooms.delete(other.room.id);
  }
  const kept = rooms.get(room.id);
  if (kept) kept.room = room;
  else rooms.set(room.id, { room, affiliations: new Map(), masks: new Map(), visits: new Map(), former: [] });
}

function noteFormer(rooms: Rooms, { former }: KeptRoom, { from, to }: RoomChange & { type: 'renamed' }): void {
  for (const other of rooms.values()) {
    for (const taken of [from, to])
      if (other.former.includes(taken)) other.former.splice(other.former.indexOf(taken), 1);
  }
  former.push(from);
  if (former.length > MOST_FORMER) former.shift();
}

function applyAffiliation(kept: KeptRoom, record: AffiliationRecord): void {
  if (record.affiliation === 'none') kept.affiliations.delete(record.address);
  else kept.affiliations.set(record.address, record);
}

function applyMask(kept: KeptRoom, record: MaskRecord, removed: boolean): void {
  const key = `${record.list} ${record.mask}`;
  if (removed) kept.masks.delete(key);
  else kept.masks.set(key, record);
}

function listing({ address, name, settings, subject, createdAt }: RoomRecord): RoomListing {
  const { title, secret } = settings;
  return { address, name, title, subject: subject?.text ?? '', subjectAt: subject?.at, createdAt, secret };
}
