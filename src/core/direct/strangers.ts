import type { Bare } from '../../lib/address.ts';
import { fullBucket, take, type Bucket } from '../../lib/bucket.ts';
import type { Core } from '../core.ts';
import type { Person } from '../presence/person.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** With whom a guest has begun to talk, and how many more it may. */
interface Acquaintance {
  readonly known: Set<Bare>;
  readonly bucket: Bucket;
}

/** Of guests that have written to somebody; gone when they are. */
const acquaintances = new WeakMap<Person, Acquaintance>();
/** People a guest is known to know; then it begins anew. */
const MOST_KNOWN = 1000;

/**
 * Guests come and go by the thousand: each may write to a few people an hour with whom it shares no room and who have not
 * written to it (SEMANTICS 10). Refused: `rate-limited`.
 */
export function mayApproach(core: Core, from: Person, to: Bare): Refusal | undefined {
  const perHour = core.config.limits.strangersPerHour;
  if (from.kind !== 'guest' || perHour === 0 || from.address.bare === to) return undefined;
  const { known, bucket } = acquaintanceOf(core, from);
  if (known.has(to) || sharesRoom(from, core.people.byAddress(to))) return undefined;
  const wait = take(bucket, { burst: perHour, perSecond: perHour / 3600 }, core.clock.monotonic());
  if (wait > 0) {
    const text = `Guests may write to ${perHour} strangers an hour; log in, or meet them in a room.`;
    return refuse('rate-limited', to, { retryAfter: Math.ceil(wait / 1000), text });
  }
  note(known, to);
  return undefined;
}

/** Whoever was written to may answer, however often. */
export function noteWritten(core: Core, to: Bare, by: Person): void {
  const person = core.people.byAddress(to);
  if (person?.kind === 'guest') note(acquaintanceOf(core, person).known, by.address.bare);
}

function acquaintanceOf(core: Core, guest: Person): Acquaintance {
  let found = acquaintances.get(guest);
  if (!found) {
    const perHour = core.config.limits.strangersPerHour;
    const bucket = fullBucket({ burst: perHour, perSecond: 0 }, core.clock.monotonic());
    acquaintances.set(guest, (found = { known: new Set(), bucket }));
  }
  return found;
}

function note(known: Set<Bare>, address: Bare): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(address);
}

function sharesRoom(a: Person, b: Person | undefined): boolean {
  if (!b) return false;
  for (const room of a.occupancies.keys()) if (b.occupancies.has(room)) return true;
  return false;
}
