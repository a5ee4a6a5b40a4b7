import type { Person } from '../presence/person.ts';
import { isBannedByMask, isSilenced } from './list-entry.ts';
import type { Room } from './room.ts';

/** What the lists of a room say of somebody who is called so. */
export interface Verdict {
  readonly nickname: string;
  readonly mask: string;
  readonly account: string | undefined;
  readonly isBanned: boolean;
  readonly isSilenced: boolean;
}

const verdicts = new WeakMap<Room, WeakMap<Person, Verdict>>();

/**
 * Looked up in the lists once for each person, and again when a list or what the person is called has changed: speaking costs the
 * same however long the lists are (RELIABILITY M-10, "ban check").
 */
export function verdictOf(room: Room, person: Person): Verdict {
  const { nickname, mask, account } = person;
  let known = verdicts.get(room);
  if (!known) verdicts.set(room, (known = new WeakMap()));
  const before = known.get(person);
  const isSame = before?.nickname === nickname && before.mask === mask && before.account === account?.name;
  if (before && isSame) return before;
  const verdict: Verdict = {
    nickname,
    mask,
    account: account?.name,
    isBanned: isBannedByMask(room, person),
    isSilenced: isSilenced(room, person),
  };
  known.set(person, verdict);
  return verdict;
}

/** A list of the room has changed. */
export function forgetVerdicts(room: Room): void {
  verdicts.delete(room);
}
