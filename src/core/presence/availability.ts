/** How reachable a session or a person is (RFC 6121 4.7). A session that is not available has none. */
export interface Availability {
  readonly show: Show;
  /** Free text; an IRC away message is one. */
  readonly status: string;
  /** -128..127; below zero direct messages to the bare address do not go there. */
  readonly priority: number;
  /** Verbatim presence children that are not show, status or priority (caps, idle…); opaque to the core. */
  readonly payload?: string | undefined;
  /** The device is there, its owner is not: counts only where nothing else does (IRCv3 pre-away, `AWAY *`). */
  readonly isAbsent?: true;
}

export type Show = 'chat' | 'online' | 'away' | 'xa' | 'dnd';

export const online: Availability = { show: 'online', status: '', priority: 0 };

/** Of a device that came by itself: said to be away, and no other session is outdone by it. */
export const absent: Availability = { show: 'xa', status: '', priority: 0, isAbsent: true };

const rank: Record<Show, number> = { chat: 5, online: 4, dnd: 3, away: 2, xa: 1 };

/**
 * What others see of somebody with several sessions: the best one, where dnd wins over away and priority breaks ties
 * (SEMANTICS 1.2). Undefined when none is available.
 */
export function aggregate(availabilities: Iterable<Availability | undefined>): Availability | undefined {
  let best: Availability | undefined;
  for (const each of availabilities) {
    if (each && (!best || compare(each, best) > 0)) best = each;
  }
  return best;
}

function compare(a: Availability, b: Availability): number {
  if (a.isAbsent !== b.isAbsent) return a.isAbsent ? -1 : 1;
  return rank[a.show] - rank[b.show] || a.priority - b.priority;
}

/** Shown as away on IRC: anything but chat and online (SEMANTICS 5, "away"). */
export function isAway(availability: Availability): boolean {
  return availability.show === 'away' || availability.show === 'xa' || availability.show === 'dnd';
}
