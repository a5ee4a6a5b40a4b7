/** No answer holds more rows than this, whatever limit was asked for: a caller pages on. */
export const MAX_ROWS = 1_000;

/** `ArchiveStore.count` counts up to here. */
export const MAX_COUNT = 10_000;

/** A limit as asked for, made one that can be served: whole, not negative, at most `MAX_ROWS`. */
export function clampLimit(limit: number): number {
  return Number.isNaN(limit) ? 0 : Math.trunc(Math.min(Math.max(limit, 0), MAX_ROWS));
}

/** Addresses of one room that lead to it although it has another one now. */
export const MOST_FORMER = 8;
