import type { Bare } from '../../lib/address.ts';
import { changeSettings } from '../accounts/change-settings.ts';
import { accountAddress } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../ports.ts';
import type { Person } from '../presence/person.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { depart } from './depart.ts';
import { keepRoom, noteResident } from './keep.ts';
import { isAlwaysOn } from './policy.ts';

/** Chooses for an account (undefined: as the configuration says). Refused: `unsupported` where there is no choice. */
export async function setAlwaysOn(
  core: Core,
  name: string,
  wanted: boolean | undefined,
): Promise<AccountRecord | Refusal> {
  const { policy } = core.config.alwaysOn;
  if (policy === 'off' || policy === 'mandatory') {
    return refuse('unsupported', name, { text: `Always-on is ${policy} on this server.` });
  }
  const changed = await changeSettings(core, name, { alwaysOn: wanted });
  if (isRefusal(changed)) return changed;
  const person = core.people.byAddress(accountAddress(changed.key, core.config.domain).bare);
  if (person) apply(core, person);
  return changed;
}

function apply(core: Core, person: Person): void {
  if (person.account && isAlwaysOn(core, person.account)) {
    noteResident(core, person);
    for (const occupant of person.occupancies.values()) {
      if (occupant.seats.some(({ session }) => session.follows)) keepRoom(core, occupant);
    }
    return;
  }
  release(core, person);
}

/** The account does not stay any more: who is here without a session leaves at once. */
export function release(core: Core, person: Person): void {
  const owner = person.address.bare;
  for (const occupant of person.occupancies.values()) occupant.isKept = false;
  core.bouncer.changes.note({ type: 'resident', owner, resident: undefined });
  if (core.bouncer.absent.has(owner)) depart(core, person, 'Not here any more');
}

/** Ends what an account without a session still holds: it was removed or locked. */
export function releaseAddress(core: Core, address: Bare): void {
  const person = core.people.byAddress(address);
  if (person) release(core, person);
}
