import { Queue } from '../../lib/queue.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** Runs costly work a few at a time; whoever would wait too long is refused (`server-busy`) instead of waiting. */
export interface WorkQueue {
  run<T>(work: () => Promise<T>): Promise<T | Refusal>;
  readonly waiting: number;
}

/**
 * `width` pieces of work run at once, at most `capacity` wait. Password hashing runs on the thread pool that also resolves
 * names and reads files, so a login storm may not take all its threads, nor all memory.
 */
export function createWorkQueue(width: number, capacity: number): WorkQueue {
  const waiting = new Queue<() => void>();
  let running = 0;
  return {
    get waiting() {
      return waiting.length;
    },
    async run(work) {
      if (running >= width) {
        if (waiting.length >= capacity) return refuse('server-busy', undefined, { retryAfter: 5 });
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running++;
      }
      try {
        return await work();
      } finally {
        // The place is handed on rather than freed, so that nobody can slip in between.
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
