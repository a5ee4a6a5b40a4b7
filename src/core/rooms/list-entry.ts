import { fold } from '../../lib/fold.ts';
import { matchesMask } from '../../lib/mask.ts';
import type { MaskRecord } from '../ports.ts';
import type { Person } from '../presence/person.ts';
import type { Room } from './room.ts';

export type MaskList = MaskRecord['list'];

/** What an entry of a list says. `m:` before it mutes only; `a:` names accounts, anything else is `nick!ident@host`. */
export interface ListEntry {
  readonly isMute: boolean;
  readonly isAccount: boolean;
  /** Folded; `*` and `?` are wildcards. */
  readonly pattern: string;
}

/** Reads an entry as it is kept (005 EXTBAN, ACCOUNTEXTBAN). */
export function parseEntry(text: string): ListEntry {
  const isMute = /^m:/i.test(text);
  const rest = isMute ? text.slice(2) : text;
  const isAccount = /^a:/i.test(rest);
  return { isMute, isAccount, pattern: fold(isAccount ? rest.slice(2) : rest) };
}

const entries = new WeakMap<MaskRecord, ListEntry>();

/** The same, read once for each record. */
export function entryOf(record: MaskRecord): ListEntry {
  let entry = entries.get(record);
  if (!entry) entries.set(record, (entry = parseEntry(record.mask)));
  return entry;
}

/** How masks see somebody. Made once for many comparisons. */
export interface Likeness {
  readonly mask: string;
  /** Folded; undefined for who has none. */
  readonly account: string | undefined;
}

export function likenessOf(person: Person): Likeness {
  return { mask: fold(`${person.nickname}!${person.mask}`), account: person.account && fold(person.account.name) };
}

export function names({ isAccount, pattern }: ListEntry, { mask, account }: Likeness): boolean {
  if (!isAccount) return matchesMask(pattern, mask);
  return account !== undefined && matchesMask(pattern, account);
}

/** A ban mask names the person, and no exception does. */
export function isBannedByMask(room: Room, person: Person): boolean {
  if (room.masks.length === 0) return false;
  const likeness = likenessOf(person);
  return isNamed(room, 'ban', likeness, false) && !isNamed(room, 'exception', likeness, false);
}

/** May not be heard: banned, or muted (`+b m:`), and neither is excepted (`+e`, or `+e m:` from being muted). */
export function isSilenced(room: Room, person: Person): boolean {
  if (room.masks.length === 0) return false;
  const likeness = likenessOf(person);
  return isNamed(room, 'ban', likeness, true) && !isNamed(room, 'exception', likeness, true);
}

/** An entry of the invitation list lets the person in. */
export function isExpected(room: Room, person: Person): boolean {
  return room.masks.length > 0 && isNamed(room, 'invitation', likenessOf(person), false);
}

function isNamed(room: Room, list: MaskList, likeness: Likeness, withMutes: boolean): boolean {
  for (const record of room.masks) {
    if (record.list !== list) continue;
    const entry = entryOf(record);
    if ((withMutes || !entry.isMute) && names(entry, likeness)) return true;
  }
  return false;
}
