import type {
  AccountRoom,
  BouncerChange,
  BouncerStore,
  DevicePosition,
  Resident,
  StoredResident,
} from '../../core/bouncer/store.ts';
import type { Bare } from '../../lib/address.ts';
import { clampLimit } from '../limits.ts';
import { byBytes } from './plain.ts';
import type { OwnedStore } from './rosters.ts';

interface Shelf {
  readonly rooms: Map<Bare, AccountRoom>;
  readonly positions: Map<string, DevicePosition>;
  resident: Resident | undefined;
}

/** What accounts that are away find again. */
export function createBouncer(): OwnedStore<BouncerStore> {
  const shelves = new Map<Bare, Shelf>();
  const shelfOf = (owner: Bare): Shelf => {
    const found = shelves.get(owner) ?? { rooms: new Map(), positions: new Map(), resident: undefined };
    shelves.set(owner, found);
    return found;
  };
  return {
    apply(changes) {
      for (const change of changes) applyChange(shelfOf(change.owner), change);
    },
    residents: (after, limit) =>
      [...shelves]
        .filter(([owner, { resident }]) => resident !== undefined && byBytes(owner, after) > 0)
        .sort(([a], [b]) => byBytes(a, b))
        .slice(0, clampLimit(limit))
        .map(([owner, shelf]) => storedResident(owner, shelf)),
    saveRoom: (owner, room) => void shelfOf(owner).rooms.set(room.room, { ...room }),
    removeRoom: (owner, room) => void shelves.get(owner)?.rooms.delete(room),
    rooms: (owner) => sorted(shelves.get(owner)?.rooms.values() ?? []),
    moveRoom(from, to) {
      for (const shelf of shelves.values()) moveIn(shelf, from, to);
    },
    positions: (owner) =>
      [...(shelves.get(owner)?.positions.values() ?? [])].sort(
        (a, b) => byBytes(a.device, b.device) || byBytes(a.room, b.room),
      ),
    forget: (owner) => void shelves.delete(owner),
  };
}

function applyChange(shelf: Shelf, change: BouncerChange): void {
  const { rooms, positions } = shelf;
  switch (change.type) {
    case 'joined': {
      const before = rooms.get(change.room) ?? plainRoom(change.room);
      rooms.set(change.room, { ...before, autojoin: true, role: change.role });
      return;
    }
    case 'left':
      return leaveRoom(rooms, change.room);
    case 'resident':
      shelf.resident = change.resident;
      return;
    case 'position':
      positions.set(`${change.position.device}\n${change.position.room}`, change.position);
      return;
    case 'device-gone':
      for (const [key, { device }] of positions) if (device === change.device) positions.delete(key);
  }
}

function moveIn({ rooms, positions }: Shelf, from: Bare, to: Bare): void {
  const found = rooms.get(from);
  if (found) {
    rooms.delete(from);
    rooms.set(to, { ...found, room: to });
  }
  for (const [key, position] of [...positions]) {
    if (position.room !== from) continue;
    positions.delete(key);
    positions.set(`${position.device}\n${to}`, { ...position, room: to });
  }
}

function plainRoom(room: Bare): AccountRoom {
  return { room, autojoin: false, name: '', nickname: '', password: '', extensions: '', role: undefined };
}

/** A bookmark that says nothing but "be there" is of no use any more. */
function leaveRoom(rooms: Map<Bare, AccountRoom>, room: Bare): void {
  const found = rooms.get(room);
  if (!found) return;
  const { name, nickname, password, extensions } = found;
  if (`${name}${nickname}${password}${extensions}` === '') rooms.delete(room);
  else rooms.set(room, { ...found, autojoin: false, role: undefined });
}

function storedResident(owner: Bare, { resident, rooms }: Shelf): StoredResident {
  const kept = sorted(rooms.values()).filter(({ autojoin }) => autojoin);
  return { owner, ...(resident as Resident), rooms: kept.map(({ room, role }) => ({ room, role })) };
}

function sorted(rooms: Iterable<AccountRoom>): AccountRoom[] {
  return [...rooms].sort((a, b) => byBytes(a.room, b.room));
}
