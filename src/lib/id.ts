import { randomBytes } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import type { Clock } from './clock.ts';

/** A UUIDv7 in canonical text: msgid, stanza-id, MAM id and history cursor at once (ARCHITECTURE 4). */
export type Id = string;

export interface IdSource {
  /** Greater than every id given before, whatever the wall clock does, and than every id `seenBefore`. */
  next(): Id;
  /** After a start: ids from now on are greater than `id`, which the archive holds. */
  continueAfter(id: Id): void;
}

/**
 * Time-ordered ids. When the wall clock goes back the last timestamp is kept and counted on, so the order of ids is the
 * order of events and the time in an id never decreases (RELIABILITY P13).
 */
export function createIdSource(clock: Clock): IdSource {
  const generator = new V7Generator();
  generator.setRollbackAllowance(0xffff_ffff_ffff); // never starts anew at an earlier time
  let last = 0;
  return {
    next() {
      last = Math.max(last, clock.now());
      // The generator moves its own timestamp on by itself if its counter overflows within a millisecond.
      return generator.generateOrResetWithTs(last).toString();
    },
    continueAfter(id) {
      last = Math.max(last, timeOf(id) + 1);
    },
  };
}

/** The time in an id: milliseconds since 1970. */
export function timeOf(id: Id): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The smallest id of the millisecond `at`: a cursor for "from this time on". */
export function firstIdAt(at: number): Id {
  const hex = Math.max(0, Math.min(at, 0xffff_ffff_ffff)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** `bytes` of randomness as lower-case hex: session ids, nonces, tokens (128 bit and more for anything secret). */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}
