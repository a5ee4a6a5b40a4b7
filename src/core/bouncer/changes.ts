import type { Bare } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CoreLog } from '../core-log.ts';
import type { BouncerChange, BouncerStore, DevicePosition } from './store.ts';

/** Changes that are written soon, and retried while the database is away. Of the same thing only the latest waits. */
export interface BouncerChanges {
  note(change: BouncerChange): void;
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

export function createBouncerChanges(store: BouncerStore, clock: Clock, log: CoreLog): BouncerChanges {
  const waiting = new Map<string, BouncerChange>();
  let writing: Promise<void> | undefined;
  return {
    note(change) {
      waiting.set(keyOf(change), change);
      writing ??= write();
    },
    forget(owner) {
      for (const [key, change] of waiting) if (change.owner === owner) waiting.delete(key);
    },
    latestPositions(owner, stored) {
      const latest = new Map(stored.map((each) => [`${each.device}\n${each.room}`, each]));
      for (const change of waiting.values()) {
        if (change.owner !== owner || change.type !== 'position') continue;
        latest.set(`${change.position.device}\n${change.position.room}`, change.position);
      }
      return [...latest.values()];
    },
    flush: () => writing ?? Promise.resolve(),
    get unsaved() {
      return waiting.size;
    },
  };

  async function write(): Promise<void> {
    // What changes within one turn is written together.
    await new Promise<void>((resume) => setImmediate(resume));
    while (waiting.size > 0) {
      const batch = firstOf(waiting, CHANGES_PER_WRITE);
      try {
        await store.apply(batch.map(([, change]) => change));
        // What was changed again meanwhile is written again.
        for (const [key, change] of batch) if (waiting.get(key) === change) waiting.delete(key);
      } catch (error) {
        log.warn({ error: String(error), waiting: waiting.size }, 'bouncer: changes not written; trying again');
        await new Promise<void>((resume) => clock.after(RETRY_MS, resume));
      }
    }
    writing = undefined;
  }
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
