import type { Clock } from '../../lib/clock.ts';
import { createAttempts, type Attempts } from './attempts.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

/** What all logins and registrations of a server share. */
export interface Logins {
  /** Password hashing. */
  readonly hashing: WorkQueue;
  /** Failed logins, by account and address block. */
  readonly failures: Attempts;
  /** New accounts, by address block. */
  readonly registrations: Attempts;
  /** Ends of the changes under way, by account key: changes of one account happen one after another. */
  readonly changes: Map<string, Promise<unknown>>;
}

const HASHING_WIDTH = 3; // of the four threads of the pool
const HASHING_WAITING = 64;
const MINUTE = 60_000;
const KEYS = 20_000;

export function createLogins(clock: Clock): Logins {
  return {
    hashing: createWorkQueue(HASHING_WIDTH, HASHING_WAITING),
    failures: createAttempts(clock, MINUTE, KEYS),
    registrations: createAttempts(clock, 60 * MINUTE, KEYS),
    changes: new Map(),
  };
}

/** Does `work` when all earlier changes of that account are done, whatever became of them. */
export async function inTurn<T>(logins: Logins, key: string, work: () => Promise<T>): Promise<T> {
  const before = logins.changes.get(key);
  const mine = before ? before.then(work, work) : work();
  logins.changes.set(key, mine);
  try {
    return await mine;
  } finally {
    if (logins.changes.get(key) === mine) logins.changes.delete(key);
  }
}
