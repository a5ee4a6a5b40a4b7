import type { Core } from '../core/core.ts';
import { isRefusal, Later } from '../core/refusal.ts';
import { createRoom } from '../core/rooms/create.ts';
import { makeAddress, foldLocal } from '../lib/address.ts';
import type { Bare } from '../lib/address.ts';

/** Makes the rooms that exist from the start (`rooms.autojoin`), where they do not. They belong to the administrators. */
export async function makeFirstRooms(
  core: Core,
  names: readonly string[],
  toAddress: (name: string) => Bare | undefined,
): Promise<void> {
  for (const name of names) {
    const address = toAddress(name);
    if (address === undefined) {
      core.log.warn({ room: name }, 'rooms.autojoin: this is no name of a room here');
      continue;
    }
    const known = await open(core, address);
    if (known !== undefined) continue;
    const room = createRoom(core, undefined, address, name.slice(1));
    if (isRefusal(room)) core.log.warn({ room: name, reason: room.reason }, 'rooms.autojoin: not made');
    else giveToAdmins(core, room.address);
  }
}

function giveToAdmins(core: Core, address: Bare): void {
  const room = core.rooms.find(address);
  if (!room) return;
  for (const admin of core.config.admins) {
    const local = foldLocal(admin);
    if (local === undefined) continue;
    const owner = makeAddress(local, core.config.domain).bare;
    const record = {
      address: owner,
      affiliation: 'owner',
      reason: '',
      by: core.config.domain,
      at: core.clock.now(),
    } as const;
    room.affiliations.set(owner, record);
    core.rooms.changed({ type: 'affiliation', room: room.record.id, record });
  }
}

async function open(core: Core, address: Bare): Promise<unknown> {
  for (;;) {
    const found = core.rooms.open(address);
    if (!(found instanceof Later)) return found;
    await new Promise<void>((resume) => found.subscribe(resume));
  }
}
