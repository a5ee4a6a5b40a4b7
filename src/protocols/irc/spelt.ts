import type { View } from '../../core/endpoint.ts';
import { Cap } from './capabilities.ts';
import type { Spelling } from './spelling.ts';
import { formatTag } from './wire/tags.ts';

/** A line as it will be sent; `tags` without the `@`. */
export interface Spelt {
  readonly tags: string;
  readonly text: string;
}

/** For whom an event is to be spelt. */
export interface Asked {
  readonly view: View;
  readonly caps: number;
  readonly spelling: Spelling;
}

/** Tags that say when an event happened and whose account did it, as far as the receiver wants to know. */
export function eventTags(at: number, account: string | undefined, caps: number): string {
  const time = caps & Cap.serverTime ? `time=${new Date(at).toISOString()}` : '';
  const by = caps & Cap.accountTag && account !== undefined ? formatTag('account', account) : '';
  return joinTags(time, by);
}

export function joinTags(a: string, b: string): string {
  return a !== '' && b !== '' ? `${a};${b}` : a + b;
}
