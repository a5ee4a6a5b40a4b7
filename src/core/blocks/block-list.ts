import type { Bare } from '../../lib/address.ts';
import { fold } from '../../lib/fold.ts';
import { matchesMask } from '../../lib/mask.ts';
import type { Core } from '../core.ts';
import { Loads } from '../loads.ts';
import type { BlockStore } from '../bans/ban-store.ts';
import { personRef, type Person } from '../presence/person.ts';
import { Later, type Refusal } from '../refusal.ts';

/**
 * Whom somebody does not want to hear of, in the order they were added: bare addresses, domains, and folded masks
 * (`nick!ident@host`). One list for IRC SILENCE and XEP-0191.
 */
export type BlockList = readonly string[];

/** Lists by their owner. Those of accounts are loaded when first asked for; guests' last as long as they are here. */
export interface Blocks {
  /** Accounts that have a list: of all others nothing needs to be loaded. */
  readonly owners: Set<Bare>;
  readonly accounts: Loads<BlockList>;
  readonly guests: Map<Bare, BlockList>;
  /** Who may write to somebody that hears accounts only (IRC ACCEPT); as long as that person is here. */
  readonly accepted: WeakMap<Person, Set<Bare>>;
}

/** Lists of accounts kept at hand. */
const KNOWN_LISTS = 20_000;

export function createBlocks(store: BlockStore): Blocks {
  return {
    owners: new Set(),
    accounts: new Loads<BlockList>((owner) => store.load(owner as Bare), KNOWN_LISTS),
    guests: new Map(),
    accepted: new WeakMap(),
  };
}

/** The list of somebody here or with an account here; or not yet, or `storage-away`. */
export function blocksOf(core: Core, owner: Bare): BlockList | Later | Refusal {
  if (!owner.endsWith(`@${core.config.domain}`)) return core.blocks.guests.get(owner) ?? [];
  if (!core.blocks.owners.has(owner)) return [];
  const known = core.blocks.accounts.get(owner);
  return known instanceof Later || 'reason' in known ? known : (known.value ?? []);
}

/** Is this person on the list: by address, by domain, or by a mask? */
export function isBlocked(list: BlockList, who: Person): boolean {
  if (list.length === 0) return false;
  const { address, nickname, mask } = personRef(who);
  const shown = fold(`${nickname}!${mask}`);
  return list.some(
    (item) => item === address || item === who.address.domain || (item.includes('!') && matchesMask(item, shown)),
  );
}

/** The account is gone, and its list with it. */
export function forgetBlocks({ blocks }: Core, owner: Bare): void {
  blocks.owners.delete(owner);
  blocks.accounts.forget(owner);
}
