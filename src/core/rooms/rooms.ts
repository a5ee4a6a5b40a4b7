import type { Bare } from '../../lib/address.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { Queue } from '../../lib/queue.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CoreLog } from '../core-log.ts';
import { calledNow } from '../archive/history.ts';
import type { Chronicle } from '../archive/chronicle.ts';
import { Loads } from '../loads.ts';
import type { LoadedRoom, RoomChange, RoomStore } from '../ports.ts';
import { Later, type Refusal } from '../refusal.ts';
import { createRoomChanges } from './room-changes.ts';
import type { Room } from './room.ts';

/** The rooms whose home is here: loaded while somebody is in them and for a while after. */
export interface Rooms {
  /** Loaded already. */
  find(address: Bare): Room | undefined;
  /** Loaded, or undefined where there is no such room, or ask again. */
  open(address: Bare): Room | undefined | Later | Refusal;
  /** The room whose name cannot be told from that of `address` by eye (UTS 39), or undefined, or ask again. */
  lookalike(address: Bare): Bare | undefined | Later | Refusal;
  /** Where the room is that had this address before, as far as that is known, or ask again. */
  movedTo(address: Bare): Bare | undefined | Later | Refusal;
  /** Takes in a room just made. */
  add(room: Room): void;
  /** Gives a room another address. */
  move(room: Room, address: Bare): void;
  /** Forgets a room that was destroyed. */
  drop(room: Room): void;
  /** Notes a lasting change; it is written soon, in order, and retried while the database is away. */
  changed(change: RoomChange): void;
  loaded(): IterableIterator<Room>;
  readonly size: number;
  /** Given to every room that is taken in. Set by the core before the first. */
  chronicle: Chronicle | undefined;
  /** Changes not yet written. */
  readonly unsaved: number;
  /** Resolves when all changes are written. */
  flush(): Promise<void>;
  /** True when all that was changed until now is written; false where that takes more than `ms`. */
  written(ms: number): Promise<boolean>;
}

/** Rooms loaded before empty ones are unloaded again. */
const IDLE_ROOMS = 5000;
/** Renames that are followed from one name. */
const MOST_STEPS = 8;

export function createRooms(store: RoomStore, clock: Clock, log: CoreLog, recent: () => number): Rooms {
  const rooms = new Map<Bare, Room>();
  const known = new Loads<Room>(async (address) => {
    const loaded = await store.load(address as Bare, recent());
    return loaded && roomOf(loaded);
  }, IDLE_ROOMS * 2);
  const looks = new Loads<Bare>((look) => store.findLike(look), IDLE_ROOMS * 2);
  const changes = createRoomChanges(store, clock, log);
  let former = loadFormer();
  /** Loaded rooms at which it is worth looking for empty ones. */
  let crowded = IDLE_ROOMS;

  const all: Rooms = {
    chronicle: undefined,
    find: (address) => rooms.get(address),
    open(address) {
      const here = rooms.get(address);
      if (here) return here;
      const answer = known.get(address);
      if (answer instanceof Later || 'reason' in answer) return answer;
      if (answer.value) adopt(answer.value);
      return answer.value;
    },
    lookalike(address) {
      const known = looks.get(lookOf(address));
      if (known instanceof Later || 'reason' in known) return known;
      return known.value === address ? undefined : known.value;
    },
    movedTo(address) {
      let at = address;
      // A room that was renamed more than once leads on from each of its names.
      for (let steps = 0; steps < MOST_STEPS; steps++) {
        const next = former.get(at);
        if (next instanceof Later || 'reason' in next) return next;
        if (next.value === undefined) break;
        at = next.value;
      }
      return at === address ? undefined : at;
    },
    add(room) {
      looks.put(lookOf(room.address), room.address);
      known.put(room.address, room);
      adopt(room);
    },
    move(room, address) {
      const old = room.address;
      rooms.delete(old);
      known.put(old, undefined);
      // What is stored is behind what is so: asking it now would give the old address.
      looks.put(lookOf(old), undefined);
      looks.put(lookOf(address), address);
      if (old !== address) {
        former.put(old, address);
        former.put(address, undefined);
      }
      room.address = address;
      rooms.set(address, room);
      known.put(address, room);
    },
    drop(room) {
      looks.put(lookOf(room.address), undefined);
      former = loadFormer();
      rooms.delete(room.address);
      known.put(room.address, undefined);
    },
    changed: (change) => changes.note(change),
    loaded: () => rooms.values(),
    get size() {
      return rooms.size;
    },
    get unsaved() {
      return changes.unsaved;
    },
    flush: () => changes.flush(),
    written: (ms) => changes.written(ms),
  };
  return all;

  function loadFormer(): Loads<Bare> {
    return new Loads<Bare>((address) => store.findFormer(address as Bare), IDLE_ROOMS);
  }

  function adopt(room: Room): void {
    room.chronicle = all.chronicle;
    rooms.set(room.address, room);
    if (rooms.size > crowded) evict();
  }

  /** Unloads the longest loaded empty rooms whose state is written. */
  function evict(): void {
    if (changes.unsaved > 0) return;
    let surplus = Math.ceil(rooms.size / 4);
    for (const [address, room] of rooms) {
      if (surplus <= 0) break;
      if (room.occupants.size > 0 || room.staged > 0 || room.waiting.length > 0) continue;
      rooms.delete(address);
      known.forget(address);
      surplus--;
    }
    // Where most are in use, looking again at every new one would cost more than it frees.
    crowded = Math.max(IDLE_ROOMS, Math.ceil(rooms.size * 1.25));
  }
}

function lookOf(address: Bare): string {
  return skeleton(address.slice(0, address.lastIndexOf('@')));
}

export function roomOf(loaded: LoadedRoom): Room {
  return {
    record: loaded.room,
    address: loaded.room.address,
    affiliations: new Map(loaded.affiliations.map((each) => [each.address, each])),
    masks: [...loaded.masks],
    occupants: new Map(),
    lanes: [],
    lastSeq: loaded.lastSeq,
    recent: loaded.recent.map((each) => calledNow(loaded.room, each)),
    staged: 0,
    waiting: new Queue(2),
    isGranted: false,
    isWaking: false,
    version: 0,
    invited: new Set(),
    isDestroyed: false,
    subscribers: undefined,
    gathered: undefined,
    forcedBy: undefined,
    chronicle: undefined,
  };
}
