import type { Client } from '../client.ts';
import { extraOf } from '../client-extra.ts';

/** The keys that a client subscribed to before there was a session. */
export function earlySubscriptions(client: Client): Set<string> {
  const extra = extraOf(client);
  return (extra.subscriptions ??= new Set());
}
