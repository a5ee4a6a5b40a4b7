import type { Log, LogFields } from './log.ts';

/** Entries of one kind that are written each minute; the rest are counted. */
export const MOST_PER_MINUTE = 20;
const MINUTE = 60_000;
/** Kinds that are counted; their names are constants of ours, so that more are a mistake. */
const MOST_KINDS = 1000;

/** May an entry of this kind be written now? `missed` is told, before the first of a new minute, of how many were not. */
export type Sampler = (kind: string, missed: (count: number) => void) => boolean;

/** Whoever provokes entries by the thousand is not to fill the disk, nor to hide other kinds (RELIABILITY L-17). */
export function createSampler(now: () => number): Sampler {
  const seen = new Map<string, { readonly since: number; count: number }>();
  return (kind, missed) => {
    let entry = seen.get(kind);
    if (!entry || now() - entry.since > MINUTE) {
      if (entry && entry.count > MOST_PER_MINUTE) missed(entry.count - MOST_PER_MINUTE);
      if (!entry && seen.size >= MOST_KINDS) seen.clear();
      seen.set(kind, (entry = { since: now(), count: 0 }));
    }
    return ++entry.count <= MOST_PER_MINUTE;
  };
}

/** The same log, in which so many warnings and errors of one text are written a minute. The texts are constants. */
export function sampledLog(log: Log, now: () => number): Log {
  const isShown = createSampler(now);
  const sampled = (level: 'warn' | 'error') => (fields: LogFields, text: string) => {
    const missed = (more: number): void => log.warn({ text, more }, 'more of these were not logged');
    if (isShown(text, missed)) log[level](fields, text);
  };
  return { ...log, warn: sampled('warn'), error: sampled('error') };
}
