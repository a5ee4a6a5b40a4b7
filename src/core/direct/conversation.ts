import { createHash } from 'node:crypto';
import type { Bare } from '../../lib/address.ts';

/** Conversations looked up lately: people who write each other write again. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/** The archive's key for what two people write each other, the same whoever begins: a UUID (version 8) made from the pair. */
export function conversationOf(a: Bare, b: Bare): string {
  const pair = a < b ? `${a}\n${b}` : `${b}\n${a}`;
  const found = known.get(pair);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = keyOf(pair);
  known.set(pair, made);
  return made;
}

function keyOf(pair: string): string {
  const hex = createHash('sha256').update(pair).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
