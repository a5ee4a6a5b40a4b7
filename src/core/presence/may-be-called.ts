import { accountKey, isGuestNickname, isNameHere, isServiceName, mixesScripts } from '../accounts/names.ts';
import { skeleton } from '../../lib/skeleton.ts';
import type { Core } from '../core.ts';
import type { Known } from '../loads.ts';
import type { AccountRecord } from '../ports.ts';
import type { Person } from './person.ts';
import { Later, isRefusal, refuse, type Refusal } from '../refusal.ts';

/**
 * May somebody be called so, as far as spelling and accounts go? `key` is their own account's; a name that another account has is
 * refused at once, whoever asks (SEMANTICS 1.3, 1.4). Whether somebody present has the nickname is for the caller to look.
 */
export function mayBeCalled(core: Core, key: string | undefined, nickname: string): Refusal | Later | undefined {
  const isGuest = key === undefined;
  if (nickname.length > core.config.limits.nickname) return refuse('nickname-invalid', nickname);
  const { guests, nameProfile } = core.config;
  if (!isNameHere(nameProfile, nickname) || !isGuestNickname(nickname, isGuest && guests.forcePrefix)) {
    return refuse('nickname-invalid', nickname);
  }
  if (!isGuest && isServiceName(nickname)) return refuse('nickname-invalid', nickname); // `Guest-…` is for guests
  const wanted = accountKey(nickname);
  if (wanted === undefined || wanted === key) return undefined;
  const known = accountLike(core, wanted);
  if (known instanceof Later || isRefusal(known)) return known;
  // One's own name may be written with letters that only look like it: nobody else can be meant.
  if (known.value) return known.value.key === key ? undefined : refuse('nickname-in-use', nickname);
  return mixesScripts(nickname) ? refuse('nickname-invalid', nickname) : undefined;
}

/** The account with that key, or under `precis` one whose name cannot be told from it by eye (RELIABILITY N-02). */
export function accountLike(core: Core, key: string): Known<AccountRecord> | Later | Refusal {
  return core.config.nameProfile === 'precis' ? core.lookalikes.get(skeleton(key)) : core.accounts.get(key);
}

/** Whoever is here under that nickname, or one that looks like it. */
export function holderOf(core: Core, nickname: string): Person | undefined {
  return core.people.byNickname(nickname) ?? core.people.byLook(nickname);
}
