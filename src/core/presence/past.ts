import { fold, type Folded } from '../../lib/fold.ts';
import type { Person } from './person.ts';

/** How somebody was called who is called so no more (IRC WHOWAS). */
export interface PastPerson {
  readonly nickname: string;
  readonly mask: string;
  readonly displayName: string;
  readonly account: string | undefined;
  /** Peer addresses of the sessions that were the last, for operators only. */
  readonly ips: readonly string[];
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}

/** The last so many names that people went by. */
export interface Past {
  /** Notes what `person` is called now; `ips` are those of the sessions it had. */
  note(person: Person, ips: readonly string[], at: number): void;
  /** Those of that name, the newest first. */
  find(nickname: string): PastPerson[];
}

/** Remembers `most()` names; the oldest makes room for the newest. */
export function createPast(most: () => number): Past {
  /** The newest is the last: a Map keeps the order of insertion, and its first key is found at once. */
  const entries = new Map<number, { readonly key: Folded; readonly person: PastPerson }>();
  let last = 0;
  return {
    note({ nickname, mask, displayName, account }, ips, at) {
      const person = { nickname, mask, displayName, account: account?.name, ips, at };
      entries.set(++last, { key: fold(nickname), person });
      const limit = most();
      for (const oldest of entries.keys()) {
        if (entries.size <= limit) break;
        entries.delete(oldest);
      }
    },
    find(nickname) {
      const key = fold(nickname);
      const found: PastPerson[] = [];
      for (const entry of entries.values()) if (entry.key === key) found.push(entry.person);
      return found.reverse();
    },
  };
}
