import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Doubts } from '../core/ports.ts';
import { isId, type Id } from '../lib/id.ts';

/** Doubts in a file, one id a line. A line that a crash cut short was noted for nobody, and is left out. */
export function createFileDoubts(path: string): Doubts {
  return {
    read() {
      try {
        return readFileSync(path, 'utf8').split('\n').filter(isId);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    add(ids) {
      const file = openSync(path, 'a', 0o600);
      try {
        writeSync(file, ids.map((id) => `${id}\n`).join(''));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
    clear: () => rmSync(path, { force: true }),
  };
}

/** Doubts that end with the process, where the archive does too. */
export function createMemoryDoubts(): Doubts {
  const noted: Id[] = [];
  return {
    read: () => [...noted],
    add: (ids) => void noted.push(...ids),
    clear: () => void (noted.length = 0),
  };
}
