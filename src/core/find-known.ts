import type { Known, Loads } from './loads.ts';
import { Later, type Refusal } from './refusal.ts';

/** What is known of `key`, waiting for storage where need be. For operations that give a promise anyway. Refused: `storage-away`. */
export async function findKnown<V>(loads: Loads<V>, key: string): Promise<Known<V> | Refusal> {
  for (;;) {
    const found = loads.get(key);
    if (!(found instanceof Later)) return found;
    // The answer is taken in the very tick it comes in: a refusal is kept for one asker, no longer.
    const answer = await new Promise<Known<V> | Refusal | undefined>((resolve) =>
      found.subscribe(() => {
        const now = loads.get(key);
        resolve(now instanceof Later ? undefined : now);
      }),
    );
    if (answer) return answer;
  }
}
