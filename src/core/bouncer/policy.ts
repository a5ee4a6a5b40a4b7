import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import { isAway, type Availability } from '../presence/availability.ts';
import type { Person } from '../presence/person.ts';

/** `accounts.always_on` */
export type AlwaysOnPolicy = 'off' | 'opt-in' | 'opt-out' | 'mandatory';

/** Does an account stay while it has no session, by the server's rule and its own choice? */
export function isAlwaysOn(core: Core, { settings }: AccountRecord): boolean {
  switch (core.config.alwaysOn.policy) {
    case 'off':
      return false;
    case 'mandatory':
      return true;
    case 'opt-in':
      return settings?.alwaysOn === true;
    case 'opt-out':
      return settings?.alwaysOn !== false;
  }
}

/**
 * Is this person here whether or not it has sessions? Whoever never chose is, as long as there is a room to stay in: an account
 * that no other place knows of would be shown to nobody.
 */
export function stays(core: Core, person: Person): boolean {
  const { account } = person;
  if (!account || !isAlwaysOn(core, account)) return false;
  const known = core.accounts.get(account.key);
  if ('value' in known && (!known.value || known.value.locked)) return false;
  if (core.bans.ofAccount(account.key)) return false;
  if (core.config.alwaysOn.policy === 'mandatory' || account.settings?.alwaysOn === true) return true;
  for (const { isKept } of person.occupancies.values()) if (isKept) return true;
  return false;
}

/** What somebody who said nothing is shown to be without a session. */
export const AUTO_AWAY = 'Auto-away';

/** How somebody without a session is shown (SEMANTICS 3): as the person left, where that was away already. */
export function absence(away: string): Availability {
  return { show: 'xa', status: away || AUTO_AWAY, priority: 0 };
}

/** The same for somebody who has just lost the last available session; undefined for who does not stay. */
export function absenceOf(core: Core, person: Person): Availability | undefined {
  if (!stays(core, person)) return undefined;
  const before = person.availability;
  return absence(before && isAway(before) ? before.status : '');
}
