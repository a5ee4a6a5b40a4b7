import type { BanRecord } from '../../core/bans/ban.ts';
import type { BanStore, BlockStore } from '../../core/bans/ban-store.ts';
import type { Bare } from '../../lib/address.ts';
import type { Plain } from './plain.ts';
import type { OwnedStore } from './rosters.ts';

export function createBans(): Plain<BanStore> {
  const bans = new Map<string, BanRecord>();
  const keyOf = (kind: string, subject: string) => `${kind} ${subject}`;
  return {
    list: () => [...bans.values()].sort((a, b) => a.at - b.at),
    save: (ban) => void bans.set(keyOf(ban.kind, ban.subject), { ...ban }),
    remove: (kind, subject) => bans.delete(keyOf(kind, subject)),
  };
}

export function createBlocks(): OwnedStore<BlockStore> {
  const blocks = new Map<Bare, Map<string, number>>();
  return {
    owners: () => [...blocks.keys()].filter((owner) => blocks.get(owner)?.size),
    load: (owner) => [...(blocks.get(owner) ?? [])].sort((a, b) => a[1] - b[1]).map(([item]) => item),
    add(owner, item, at) {
      const own = blocks.get(owner) ?? new Map<string, number>();
      if (!own.has(item)) blocks.set(owner, own.set(item, at));
    },
    remove: (owner, item) => void blocks.get(owner)?.delete(item),
    forget: (owner) => void blocks.delete(owner),
  };
}
