import type { Bare } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CoreLog } from '../core-log.ts';
import type { BouncerChange, BouncerStore, DevicePosition } from './store.ts';

/** Changes that are written soon, and retried while the database is away. Of the same thing only the latest waits. */
export interface BouncerChanges {
  note(change: BouncerChange): void;
  /** A room has another address: what waits to be written of it, and then what is written, is of that one. */
  move(from: Bare, to: Bare): void;
  /** What is stored of an account's devices, as it will be once everything is written. */
  latestPositions(owner: Bare, stored: readonly DevicePosition[]): DevicePosition[];
  /** Forgets what waits for an account: it was removed. */
  forget(owner: Bare): void;
  /** Resolves when all changes are written. */
  flush(): Promise<void>;
  readonly unsaved: number;
}

const CHANGES_PER_WRITE = 500;
const RETRY_MS = 500;

/** What accounts have by the address of a room goes with the room. */
export type MoveRoom = (from: Bare, to: Bare) => Promise<void>;

export function createBouncerChanges(
  store: Pick<BouncerStore, 'apply'>,
  moveRoom: MoveRoom,
  clock: Clock,
  log: CoreLog,
): BouncerChanges {
  const waiting = new Map<string, BouncerChange>();
  /** Written before anything that waits; oldest first. */
  const moves: Move[] = [];
  let writing: Promise<void> | undefined;
  return {
    note(change) {
      waiting.set(keyOf(change), change);
      writing ??= write();
    },
    move(from, to) {
      for (const [key, change] of [...waiting]) {
        const moved = movedChange(change, from, to);
        if (!moved) continue;
        waiting.delete(key);
        waiting.set(keyOf(moved), moved);
      }
      moves.push({ from, to });
      writing ??= write();
    },
    forget(owner) {
      for (const [key, change] of waiting) if (change.owner === owner) waiting.delete(key);
    },
    latestPositions(owner, stored) {
      const here = stored.map((each) => ({ ...each, room: whereNow(moves, each.room) }));
      const latest = new Map(here.map((each) => [`${each.device}\n${each.room}`, each]));
      for (const change of waiting.values()) {
        if (change.owner !== owner || change.type !== 'position') continue;
        latest.set(`${change.position.device}\n${change.position.room}`, change.position);
      }
      return [...latest.values()];
    },
    flush: () => writing ?? Promise.resolve(),
    get unsaved() {
      return waiting.size + moves.length;
    },
  };

  async function write(): Promise<void> {
    // What changes within one turn is written together.
    await new Promise<void>((resume) => setImmediate(resume));
    while (waiting.size > 0 || moves.length > 0) {
      try {
        await (moves[0] ? follow(moves[0]) : writeSome());
      } catch (error) {
        log.warn({ error: String(error), waiting: waiting.size }, 'bouncer: changes not written; trying again');
        await new Promise<void>((resume) => clock.after(RETRY_MS, resume));
      }
    }
    writing = undefined;
  }

  async function follow({ from, to }: Move): Promise<void> {
    await moveRoom(from, to);
    moves.shift();
  }

  async function writeSome(): Promise<void> {
    const batch = firstOf(waiting, CHANGES_PER_WRITE);
    await store.apply(batch.map(([, change]) => change));
    // What was changed again meanwhile is written again.
    for (const [key, change] of batch) if (waiting.get(key) === change) waiting.delete(key);
  }
}

interface Move {
  readonly from: Bare;
  readonly to: Bare;
}

/** The change as it is of the new address; undefined where it is of another room. */
function movedChange(change: BouncerChange, from: Bare, to: Bare): BouncerChange | undefined {
  if (change.type === 'position') {
    const { position } = change;
    return position.room === from ? { ...change, position: { ...position, room: to } } : undefined;
  }
  return (change.type === 'joined' || change.type === 'left') && change.room === from
    ? { ...change, room: to }
    : undefined;
}

function whereNow(moves: readonly Move[], room: Bare | ''): Bare | '' {
  return moves.reduce((at, { from, to }) => (at === from ? to : at), room);
}

/** What the change is about. */
function keyOf(change: BouncerChange): string {
  const { owner } = change;
  switch (change.type) {
    case 'joined':
    case 'left':
      return `room\n${owner}\n${change.room}`;
    case 'resident':
      return `resident\n${owner}`;
    case 'position':
      return `position\n${owner}\n${change.position.device}\n${change.position.room}`;
    case 'device-gone':
      return `device\n${owner}\n${change.device}`;
  }
}

function firstOf<T>(items: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  for (const item of items) {
    found.push(item);
    if (found.length === most) break;
  }
  return found;
}
