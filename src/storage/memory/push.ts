import type { PushStore, Subscription } from '../../core/push/subscription.ts';
import type { Bare } from '../../lib/address.ts';
import type { OwnedStore } from './rosters.ts';

export function createPushes(): OwnedStore<PushStore> {
  const all = new Map<Bare, Map<string, Subscription>>();
  return {
    owners: () => [...all.keys()],
    load: (owner) => [...(all.get(owner)?.values() ?? [])].sort((a, b) => a.createdAt - b.createdAt),
    save(owner, subscription) {
      const own = all.get(owner) ?? new Map<string, Subscription>();
      all.set(owner, own.set(subscription.endpoint, { ...subscription }));
    },
    remove(owner, endpoint) {
      const own = all.get(owner);
      if (own?.delete(endpoint) && own.size === 0) all.delete(owner);
    },
    forget: (owner) => void all.delete(owner),
  };
}
