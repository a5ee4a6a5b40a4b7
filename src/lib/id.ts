import { randomBytes, randomFillSync } from 'node:crypto';
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
  const random = randomWords();
  let at = 0;
  // RFC 9562 6.2, method 1: a counter of 12 + 30 bits that begins anywhere in every millisecond, and 32 random bits behind it.
  let high = 0;
  let low = 0;

  function begin(time: number): void {
    at = time;
    high = random() >>> 20;
    low = random() >>> 2;
  }

  function count(): void {
    if (low < MOST_LOW) low++;
    else if (high < MOST_HIGH) [high, low] = [high + 1, 0];
    else begin(at + 1);
  }

  return {
    next() {
      const now = clock.now();
      if (now > at) begin(now);
      else count();
      return spell(at, high, [low, random()]);
    },
    continueAfter(id) {
      const after = timeOf(id) + 1;
      if (after > at) begin(after);
    },
  };
}

const MOST_HIGH = 0xfff;
const MOST_LOW = 0x3fff_ffff;

/** 32 random bits a call, fetched many at a time. */
function randomWords(): () => number {
  const words = new Uint32Array(1024);
  let next = words.length;
  return () => {
    if (next === words.length) {
      randomFillSync(words);
      next = 0;
    }
    return words[next++] as number;
  };
}

const DIGITS = Buffer.from('0123456789abcdef');
const text = Buffer.from('tttttttt-tttt-7hhh-llll-llllrrrrrrrr');

/** Written digit by digit: joining strings would make a tree of them, which is larger and is walked whenever it is read. */
function spell(time: number, high: number, [low, random]: readonly [number, number]): Id {
  write(Math.floor(time / 0x1_0000), 0, 8);
  write(time % 0x1_0000, 9, 4);
  write(high, 15, 3);
  write(0x8000 | (low >>> 16), 19, 4); // RFC 9562 4.1: the variant is the bits 10
  write(low & 0xffff, 24, 4);
  write(random, 28, 8);
  return text.toString('latin1');
}

function write(value: number, from: number, digits: number): void {
  let rest = value;
  for (let i = from + digits - 1; i >= from; i--) {
    text[i] = DIGITS[rest & 15] as number;
    rest >>>= 4;
  }
}

/** The time in an id: milliseconds since 1970. */
export function timeOf(id: Id): number {
  return digitsOf(id, 0, 8) * 0x1_0000 + digitsOf(id, 9, 4);
}

/** The number that some hexadecimal digits say, in either case. */
function digitsOf(id: string, from: number, digits: number): number {
  let value = 0;
  for (let i = from; i < from + digits; i++) {
    const code = id.charCodeAt(i);
    value = value * 16 + (code & 15) + (code > 57 ? 9 : 0);
  }
  return value;
}

/** The smallest id of the millisecond `at`: a cursor for "from this time on". */
export function firstIdAt(at: number): Id {
  const hex = Math.max(0, Math.min(at, 0xffff_ffff_ffff)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** The largest id of the millisecond `at`: a mark for "up to this time". */
export function lastIdAt(at: number): Id {
  return `${firstIdAt(at).slice(0, 14)}7fff-bfff-ffffffffffff`;
}

/** The cursor right before an id: with it as an exclusive lower bound, the id itself is the first that may be found. */
export function idBefore(id: Id): Id {
  const digits = id.replaceAll('-', '');
  const before = (BigInt(`0x${digits}`) - 1n).toString(16).padStart(32, '0');
  return before.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return ID.test(text);
}

/** `bytes` of randomness as lower-case hex: session ids, nonces, tokens (128 bit and more for anything secret). */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('hex');
}
