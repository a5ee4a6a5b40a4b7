import type { Core } from '../core.ts';
import type { Known } from '../loads.ts';
import type { AccountRecord } from '../ports.ts';
import { Later, type Refusal } from '../refusal.ts';

/** The account with that key, asked from storage where it is not known yet. Refused: `storage-away`. */
export async function findAccount(core: Core, key: string): Promise<Known<AccountRecord> | Refusal> {
  for (;;) {
    const found = core.accounts.get(key);
    if (!(found instanceof Later)) return found;
    // The answer is taken in the very tick it comes in: a refusal is kept for one asker, no longer.
    const answer = await new Promise<Known<AccountRecord> | Refusal | undefined>((resolve) =>
      found.subscribe(() => {
        const now = core.accounts.get(key);
        resolve(now instanceof Later ? undefined : now);
      }),
    );
    if (answer) return answer;
  }
}
