import { StorageAway } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';

/** What storage answers, or the refusal where it is away. */
export async function asked<T>(ask: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StorageAway) return refuse('storage-away', undefined, { retryAfter: 5 });
    throw error;
  }
}
