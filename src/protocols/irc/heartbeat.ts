import type { Clock, Timer } from '../../lib/clock.ts';
import type { Offer } from './cap-news.ts';

/** Something that is told once a beat. */
export interface Beating {
  beat(now: number): void;
  /** The settings are others. */
  reconfigured(before: Offer, now: Offer): void;
}

/** One timer for all connections: silence is counted in beats, so nobody has a timer of their own. */
export interface Heartbeat {
  /** Beats so far. */
  readonly now: number;
  members(): Iterable<Beating>;
  add(member: Beating): void;
  remove(member: Beating): void;
}

/** Milliseconds. */
export const BEAT_MS = 60_000;

export function createHeartbeat(clock: Clock): Heartbeat {
  const members = new Set<Beating>();
  let now = 0;
  let timer: Timer | undefined;
  return {
    get now() {
      return now;
    },
    members: () => members,
    add(member) {
      members.add(member);
      tick();
    },
    remove(member) {
      members.delete(member);
      if (members.size > 0) return;
      timer?.cancel();
      timer = undefined;
    },
  };

  function tick(): void {
    if (members.size === 0) return;
    timer ??= clock.after(BEAT_MS, () => {
      timer = undefined;
      now++;
      for (const member of members) member.beat(now);
      tick();
    });
  }
}
