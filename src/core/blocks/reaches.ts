import type { Bare } from '../../lib/address.ts';
import type { Draft } from '../archive/draft.ts';
import type { Core } from '../core.ts';
import { Trait, type Person } from '../presence/person.ts';
import { Later, refuse, type Outcome } from '../refusal.ts';
import { blocksOf, isBlocked } from './block-list.ts';
import { accept } from './change-blocks.ts';

/**
 * Does what this person sends get to that address? True, or why not. Whoever is blocked learns no more than where there is no
 * such account (SEMANTICS 7, "Block"): `no-such-account`.
 */
export function reaches(core: Core, from: Person, to: Bare): true | Outcome {
  if (from.address.bare === to) return true;
  const list = blocksOf(core, to);
  if (list instanceof Later || 'reason' in list) return list;
  return isBlocked(list, from) ? refuse('no-such-account', to) : true;
}

/**
 * The same for a message to somebody directly, which may want to hear accounts only (`account-required`), or no requests of
 * clients (`no-requests`). Writing to somebody lets them answer.
 */
export function mayWriteTo(core: Core, from: Person, to: Bare, draft: Draft): true | Outcome {
  const reached = reaches(core, from, to);
  if (reached !== true) return reached;
  const person = core.people.byAddress(to);
  const traits = person?.traits ?? 0;
  if (
    person &&
    (traits & Trait.accountsOnly) !== 0 &&
    !from.account &&
    !core.blocks.accepted.get(person)?.has(from.address.bare)
  ) {
    return refuse('account-required', person.nickname, { text: 'You must log in to write to this person' });
  }
  if ((traits & Trait.noRequests) !== 0 && draft.body?.startsWith('\x01') && draft.kind !== 'action') {
    return refuse('no-requests', person?.nickname);
  }
  if ((from.traits & Trait.accountsOnly) !== 0 && draft.body !== undefined) accept(core, from, to);
  return true;
}
