import type { Clock } from '../../lib/clock.ts';
import { Queue } from '../../lib/queue.ts';
import type { CoreLog } from '../core-log.ts';
import type { RoomChange, RoomStore } from '../ports.ts';

/** Lasting changes of rooms, written soon, in the order they were made, and retried while the database is away. */
export interface RoomChanges {
  note(change: RoomChange): void;
  /** Not yet written. */
  readonly unsaved: number;
  /** Resolves when all changes are written. */
  flush(): Promise<void>;
  /** True when all that was noted until now is written; false where that takes more than `ms`. */
  written(ms: number): Promise<boolean>;
}

const CHANGES_PER_WRITE = 200;
const RETRY_MS = 500;

export function createRoomChanges(store: Pick<RoomStore, 'apply'>, clock: Clock, log: CoreLog): RoomChanges {
  const changes = new Queue<RoomChange>(64);
  let writing: Promise<void> | undefined;
  /** How many were ever written. */
  let done = 0;
  const waiting = new Set<{ readonly at: number; readonly resume: () => void }>();
  return {
    note(change) {
      changes.push(change);
      writing ??= write();
    },
    get unsaved() {
      return changes.length;
    },
    flush: () => writing ?? Promise.resolve(),
    written(ms) {
      if (changes.length === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const late = clock.after(ms, () => {
          waiting.delete(waiter);
          resolve(false);
        });
        const resume = (): void => {
          late.cancel();
          resolve(true);
        };
        const waiter = { at: done + changes.length, resume };
        waiting.add(waiter);
      });
    },
  };

  async function write(): Promise<void> {
    // What changes within one turn is written together.
    await new Promise<void>((resume) => setImmediate(resume));
    while (changes.length > 0) {
      const batch = firstOf(changes, CHANGES_PER_WRITE);
      try {
        await store.apply(batch);
        for (let i = 0; i < batch.length; i++) changes.shift();
        wrote(batch.length);
      } catch (error) {
        log.warn(
          { error: String(error), waiting: changes.length },
          'rooms: changes could not be written; trying again',
        );
        await new Promise<void>((resume) => clock.after(RETRY_MS, resume));
      }
    }
    writing = undefined;
  }

  function wrote(count: number): void {
    done += count;
    for (const waiter of waiting) {
      if (waiter.at > done) break; // in the order they came
      waiting.delete(waiter);
      waiter.resume();
    }
  }
}

function firstOf<T>(queue: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  for (const each of queue) {
    found.push(each);
    if (found.length === most) break;
  }
  return found;
}
