import type { Bare } from '../lib/address.ts';
import type { Core } from './core.ts';
import type { Typing } from './event.ts';

/** Milliseconds between two notices that somebody types (IRCv3 typing, "Format"; the same for XEP-0085). */
const INTERVAL = 3000;
/** Occupants beyond whom nobody wants to know (SEMANTICS 5, "typing"). */
const MOST_OCCUPANTS = 50;
/** Writers that are remembered. */
const MOST_WRITERS = 10_000;

/** When somebody was last shown to type somewhere, and whether they still do. */
interface Shown {
  at: number;
  isTyping: boolean;
}

/** By server: thousands may be connected, few type at once. */
const shown = new WeakMap<Core, Map<string, Shown>>();

/**
 * Is this to be shown? Once in three seconds, and that somebody who typed has stopped at any time. `place` is the room or the
 * other person, `occupants` how many would see it.
 */
export function showsTyping(
  core: Core,
  { from, place }: { from: Bare; place: Bare },
  typing: Typing,
  occupants = 1,
): boolean {
  if (occupants > MOST_OCCUPANTS) return false;
  let all = shown.get(core);
  if (!all) shown.set(core, (all = new Map()));
  const key = `${from}\n${place}`;
  const now = core.clock.monotonic();
  const last = all.get(key);
  const stops = typing === 'done' && last?.isTyping === true;
  if (last && now - last.at < INTERVAL && !stops) return false;
  if (!last && all.size >= MOST_WRITERS) all.clear();
  all.set(key, { at: stops ? last.at : now, isTyping: typing !== 'done' });
  return true;
}
