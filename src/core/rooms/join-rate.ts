import { fullBucket, take, type Bucket, type Rate } from '../../lib/bucket.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { Later, refuse, type Outcome } from '../refusal.ts';
import type { Room } from './room.ts';

/** Milliseconds that anybody waits at a door; whoever would have to wait longer is refused. */
const LONGEST = 30_000;

/** What stands before a room. */
interface Door {
  /** In debt by as many as are waiting. */
  readonly bucket: Bucket;
  /** When whoever waits, or has just waited, may come in (`clock.monotonic`). */
  readonly turns: WeakMap<Session, number>;
}

const doors = new WeakMap<Room, Door>();

/**
 * Everybody inside is shown each newcomer, so that a crowd at the door costs the square of its size: so many may come in a second
 * (`config.joins`), the others wait, each for a turn of its own (SEMANTICS 10, RELIABILITY L-05). Refused: `rate-limited`.
 */
export function joinTurn(core: Core, session: Session, room: Room): Outcome {
  const rate = core.config.joins;
  if (rate === false) return undefined;
  const now = core.clock.monotonic();
  const door = doorOf(room, rate, now);
  const due = door.turns.get(session) ?? now + waitAt(door, rate, now);
  if (due - now > LONGEST) {
    return refuse('rate-limited', room.record.name, { retryAfter: Math.ceil((due - now) / 1000) });
  }
  if (!door.turns.has(session)) {
    door.bucket.tokens--;
    door.turns.set(session, due);
  }
  return due <= now ? undefined : new Later((resume) => void core.clock.after(due - now, resume));
}

/** It has come in: the next time it needs another turn. */
export function joinDone(session: Session, room: Room): void {
  doors.get(room)?.turns.delete(session);
}

function doorOf(room: Room, rate: Rate, now: number): Door {
  let door = doors.get(room);
  if (!door) doors.set(room, (door = { bucket: fullBucket(rate, now), turns: new WeakMap() }));
  return door;
}

function waitAt({ bucket }: Door, rate: Rate, now: number): number {
  take(bucket, rate, now, 0);
  return bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / rate.perSecond) * 1000);
}
