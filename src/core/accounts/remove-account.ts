import { skeleton } from '../../lib/skeleton.ts';
import { releaseAddress } from '../bouncer/always-on.ts';
import type { Core } from '../core.ts';
import { forgetBlocks } from '../blocks/block-list.ts';
import { forgetSubscriptions } from '../push/subscribe.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { clearRoster } from '../presence/remove-contact.ts';
import { setAffiliationRecord } from '../rooms/affiliations.ts';
import { endSessions } from '../operators/end-person.ts';
import { ask } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { inTurn } from './logins.ts';
import { accountAddress, accountKey } from './names.ts';

/**
 * Removes an account with its roster, its archive of direct messages and its affiliations, and ends its sessions. Whoever
 * takes the name later inherits nothing. Refused: `no-such-account`, `storage-away`.
 */
export async function removeAccount(core: Core, name: string): Promise<Refusal | undefined> {
  const key = accountKey(name);
  if (key === undefined) return refuse('no-such-account', name);
  return inTurn(core.logins, key, async () => {
    const found = await findAccount(core, key);
    if (isRefusal(found)) return found;
    if (!found.value) return refuse('no-such-account', name);
    const address = accountAddress(key, core.config.domain).bare;
    const uncleared = await clearRoster(core, address);
    if (uncleared) return uncleared;
    const isDone = await ask(core, () => core.storage.accounts.remove(key, address));
    if (isRefusal(isDone)) return isDone;
    core.accounts.put(key, undefined);
    core.lookalikes.forget(skeleton(key));
    core.rosters.forget(address);
    forgetBlocks(core, address);
    forgetSubscriptions(core, address);
    for (const room of core.rooms.loaded()) {
      const record = room.affiliations.get(address);
      if (record) setAffiliationRecord(core, room, { ...record, affiliation: 'none' });
    }
    // Gone at once, not when their connections are: whoever takes the name next finds nobody here.
    const sessions = core.people.byAddress(address)?.sessions ?? [];
    endSessions(core, [...sessions], 'account-removed', 'Account removed');
    releaseAddress(core, address);
    core.bouncer.changes.forget(address);
    return isDone ? undefined : refuse('no-such-account', name);
  });
}
