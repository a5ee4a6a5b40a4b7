import type { Bare } from '../../lib/address.ts';
import { ask } from '../accounts/change-account.ts';
import { inTurn } from '../accounts/logins.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import { findKnown } from '../find-known.ts';
import { personRef, type Person } from '../presence/person.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import type { BlockList } from './block-list.ts';

/** Entries of one list at most (005 SILENCE). */
export const MOST_BLOCKS = 100;

/**
 * Puts an item on somebody's list, or takes it off; their sessions are told where something changed. Refused: `blocks-full`,
 * `storage-away`.
 */
export async function changeBlock(
  core: Core,
  owner: Person,
  item: string,
  isAdded: boolean,
): Promise<Refusal | undefined> {
  const { bare } = owner.address;
  // One after another, as all changes of an account.
  return inTurn(core.logins, owner.address.local, async () => {
    const list = await listOf(core, owner);
    if (isRefusal(list)) return list;
    if (list.includes(item) === isAdded) return undefined;
    if (isAdded && list.length >= MOST_BLOCKS) return refuse('blocks-full', item);
    if (owner.account) {
      const { blocks } = core.storage;
      const at = core.clock.now();
      const saved = await ask(core, () => (isAdded ? blocks.add(bare, item, at) : blocks.remove(bare, item)));
      if (isRefusal(saved)) return saved;
    }
    keep(core, owner, isAdded ? [...list, item] : list.filter((each) => each !== item));
    const event = {
      type: 'blocking',
      id: core.ids.next(),
      at: core.clock.now(),
      owner: personRef(owner),
      item,
      added: isAdded,
    } as const;
    tell(owner.sessions, event, () => View.SELF);
    return undefined;
  });
}

/** Asked from storage where it is not known yet. Refused: `storage-away`. */
export async function listOf(core: Core, owner: Person): Promise<BlockList | Refusal> {
  const { bare } = owner.address;
  if (!owner.account) return core.blocks.guests.get(bare) ?? [];
  if (!core.blocks.owners.has(bare)) return [];
  const known = await findKnown(core.blocks.accounts, bare);
  return isRefusal(known) ? known : (known.value ?? []);
}

function keep(core: Core, owner: Person, list: BlockList): void {
  const { bare } = owner.address;
  if (owner.account) {
    core.blocks.accounts.put(bare, list);
    core.blocks.owners.add(bare);
  } else if (list.length === 0) core.blocks.guests.delete(bare);
  else core.blocks.guests.set(bare, list);
}

/** People that one person lets write at most; the oldest is forgotten first. */
const MOST_ACCEPTED = 100;

/** Lets somebody write to this person although it hears accounts only, or no longer. Whoever is written to is let, too. */
export function accept(core: Core, owner: Person, from: Bare, isAdded = true): void {
  let accepted = core.blocks.accepted.get(owner);
  if (!accepted) {
    if (!isAdded) return;
    core.blocks.accepted.set(owner, (accepted = new Set()));
  }
  accepted.delete(from);
  if (isAdded) accepted.add(from);
  const [oldest] = accepted;
  if (accepted.size > MOST_ACCEPTED && oldest !== undefined) accepted.delete(oldest);
}
