import type { Spliced } from '../context.ts';

/** The two halves of a stanza, around the value of its `to` attribute: `head` ends with `to='`, `tail` begins with the quote. */
export type Halves = readonly [head: string, tail: string];

export function splice([head, tail]: Halves): Spliced {
  return { head: Buffer.from(head), tail: Buffer.from(tail) };
}
