import { Later } from '../refusal.ts';
import { atLeast } from '../rooms/rank.ts';
import type { Occupant, Room } from '../rooms/room.ts';
import type { RoomChange, RoomStore } from '../ports.ts';
import type { Bare } from '../../lib/address.ts';

/** What is known of somebody's first visit. Unsure: there may have been an earlier one. */
interface Visit {
  readonly at: number;
  readonly isSure: boolean;
}

/** Visits kept at hand. */
const MOST_KNOWN = 2000;

/**
 * Since when accounts come to rooms in which they have no affiliation: what was said before is not for them (SEMANTICS 6.1).
 * Written behind with the rooms' other changes, and read when history is.
 */
export class Visits {
  readonly #store: Pick<RoomStore, 'firstVisit'>;
  readonly #changed: (change: RoomChange) => void;
  readonly #known = new Map<string, Visit>();
  /** Questions that storage did not answer, until they are asked again. */
  readonly #unanswered = new Set<string>();

  constructor(store: Pick<RoomStore, 'firstVisit'>, changed: (change: RoomChange) => void) {
    this.#store = store;
    this.#changed = changed;
  }

  /** Somebody has come in. */
  note({ room, person, affiliation, since }: Occupant): void {
    const { bare } = person.address;
    if (person.kind !== 'account' || atLeast(affiliation, 'member') || !room.record.settings.archived) return;
    const known = this.#known.get(keyOf(room, bare));
    if (known && known.at !== Infinity) return;
    this.#put(keyOf(room, bare), { at: since, isSure: known !== undefined });
    this.#changed({ type: 'visit', room: room.record.id, address: bare, at: since });
  }

  /** Milliseconds since 1970; Infinity where there was none. Rejects with `StorageAway`. */
  async of(room: Room, address: Bare): Promise<number> {
    const key = keyOf(room, address);
    const known = this.#known.get(key);
    if (known?.isSure) return known.at;
    const stored = (await this.#store.firstVisit(room.record.id, address)) ?? Infinity;
    const at = Math.min(stored, this.#known.get(key)?.at ?? Infinity);
    this.#put(key, { at, isSure: true });
    return at;
  }

  /** The same where it is known, or what to wait for; the asker then asks again. Infinity where storage does not answer. */
  peek(room: Room, address: Bare): number | Later {
    const key = keyOf(room, address);
    const known = this.#known.get(key);
    if (known?.isSure) return known.at;
    // Nothing is concluded from silence: the next question is put to storage again.
    if (this.#unanswered.delete(key)) return Infinity;
    const unknown = (): void => {
      if (this.#unanswered.size >= MOST_KNOWN) this.#unanswered.clear();
      this.#unanswered.add(key);
    };
    return new Later((resume) => void this.of(room, address).catch(unknown).then(resume));
  }

  #put(key: string, visit: Visit): void {
    this.#known.delete(key);
    this.#known.set(key, visit);
    if (this.#known.size <= MOST_KNOWN) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}

function keyOf(room: Room, address: Bare): string {
  return `${room.record.id} ${address}`;
}
