import type { PushStore, Subscription } from '../../core/push/subscription.ts';
import type { Bare } from '../../lib/address.ts';
import type { Pool } from './pool.ts';
import { decodeText, digestOf, encodeText } from './text.ts';

interface SubscriptionRow {
  endpoint: string;
  p256dh: string;
  auth: string;
  created_at: number;
  used_at: number;
}

export function createPushStore(reads: Pool, writes: Pool): PushStore {
  return {
    // All of them, once, which the pool for reads has no plan for.
    async owners() {
      const rows = await writes.run((sql) => sql<{ owner: string }[]>`select distinct owner from push_subscriptions`);
      return rows.map(({ owner }) => decodeText(owner) as Bare);
    },

    async load(owner) {
      const rows = await reads.run(
        (sql) => sql<SubscriptionRow[]>`
          select endpoint, p256dh, auth, created_at, used_at from push_subscriptions
          where owner = ${encodeText(owner)} order by created_at, endpoint_digest`,
      );
      return rows.map(subscriptionOf);
    },

    async save(owner, { endpoint, p256dh, auth, createdAt, usedAt }) {
      await writes.run(
        (sql) => sql`
          insert into push_subscriptions (owner, endpoint_digest, endpoint, p256dh, auth, created_at, used_at)
          values (${encodeText(owner)}, ${digestOf(endpoint)}, ${encodeText(endpoint)}, ${encodeText(p256dh)},
            ${encodeText(auth)}, ${createdAt}, ${usedAt})
          on conflict (owner, endpoint_digest) do update set p256dh = excluded.p256dh, auth = excluded.auth,
            created_at = excluded.created_at, used_at = excluded.used_at`,
      );
    },

    async remove(owner, endpoint) {
      await writes.run(
        (sql) => sql`
          delete from push_subscriptions
          where owner = ${encodeText(owner)} and endpoint_digest = ${digestOf(endpoint)}`,
      );
    },
  };
}

function subscriptionOf(row: SubscriptionRow): Subscription {
  return {
    endpoint: decodeText(row.endpoint),
    p256dh: decodeText(row.p256dh),
    auth: decodeText(row.auth),
    createdAt: row.created_at,
    usedAt: row.used_at,
  };
}
