import type { BansAdmin } from '../commands/ports.ts';
import type { Core } from '../core.ts';
import { addBan, removeBan } from './change-bans.ts';

/** What the commands of administrators do to the list of bans. */
export function createBansAdmin(core: Core): BansAdmin {
  const by = core.config.domain;
  return {
    list: () => core.bans.all(),
    add: (ban) => addBan(core, { ...ban, by }),
    remove: (ban) => removeBan(core, ban, by),
  };
}
