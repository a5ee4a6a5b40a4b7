import { accountKey, isGuestNickname, isServiceName } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import { Later, isRefusal, refuse, type Refusal } from '../refusal.ts';

/**
 * May somebody be called so, as far as spelling and accounts go? `key` is their own account's; a name that another account has is
 * refused at once, whoever asks (SEMANTICS 1.3, 1.4). Whether somebody present has the nickname is for the caller to look.
 */
export function mayBeCalled(core: Core, key: string | undefined, nickname: string): Refusal | Later | undefined {
  const isGuest = key === undefined;
  if (nickname.length > core.config.limits.nickname) return refuse('nickname-invalid', nickname);
  if (!isGuestNickname(nickname, isGuest && core.config.guests.forcePrefix))
    return refuse('nickname-invalid', nickname);
  if (!isGuest && isServiceName(nickname)) return refuse('nickname-invalid', nickname); // `Guest-…` is for guests
  const wanted = accountKey(nickname);
  if (wanted === undefined || wanted === key) return undefined;
  const known = core.accounts.get(wanted);
  if (known instanceof Later || isRefusal(known)) return known;
  return known.value ? refuse('nickname-in-use', nickname) : undefined;
}
