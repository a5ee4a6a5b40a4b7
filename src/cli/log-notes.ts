import { formatNote } from '../config/problem.ts';
import type { ConfigNote } from '../config/problem.ts';
import type { Log } from '../lib/log.ts';

/** Tells the operator what the configuration says that does nothing yet, or should not stay so. */
export function logNotes(log: Log, notes: readonly ConfigNote[]): void {
  for (const note of notes) {
    if (note.grade === 'warning') log.warn({ key: note.key }, formatNote(note));
    else log.info({ key: note.key }, formatNote(note));
  }
}
