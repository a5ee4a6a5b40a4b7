import { firstIdAt, idBefore, timeOf, type Id } from '../../lib/id.ts';
import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { StorageAway } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { DevicePosition } from './store.ts';

/** Up to where a device has been shown what was said. */
export interface DevicePositions {
  /** Everywhere but in the rooms below. */
  readonly base: Id;
  /** In rooms that it did not want to see for a while. */
  readonly rooms: Map<Bare, DevicePosition>;
}

/** Devices of one account that are remembered; the one not seen for longest is forgotten. */
const MOST_DEVICES = 40;

/**
 * Everything with a smaller id has been shown to whoever is there for it, and nothing with this id or a larger one: between
 * what is in the archive and what will be shown live.
 */
export function horizon(core: Core): Id {
  return core.writer.oldest ?? core.ids.next();
}

/**
 * Where a device goes on; one that was never here goes on where the account's last one did, or from now on, and that is written
 * down: were it cut off before it is known to have been shown anything, it would begin anew next time, and miss what was said
 * meanwhile. Refused: `storage-away`.
 */
export async function positionsOf(core: Core, owner: Bare, device: string): Promise<DevicePositions | Refusal> {
  let stored: readonly DevicePosition[];
  try {
    stored = await core.storage.bouncer.positions(owner);
  } catch (error) {
    if (error instanceof StorageAway) return refuse('storage-away', undefined, { retryAfter: 5 });
    throw error;
  }
  const all = core.bouncer.changes.latestPositions(owner, stored);
  forgetSurplus(core, owner, all);
  const bases = all.filter(({ room }) => room === '');
  const own = bases.find((each) => each.device === device)?.position;
  const rooms = new Map<Bare, DevicePosition>();
  for (const each of all) if (each.device === device && each.room !== '') rooms.set(each.room, each);
  const latest = bases.reduce<Id | undefined>(
    (last, { position }) => (last === undefined || position > last ? position : last),
    undefined,
  );
  const base = own ?? latest ?? idBefore(horizon(core));
  if (own === undefined) note(core, owner, { device, room: '', position: base, detached: false });
  return { base, rooms };
}

function forgetSurplus(core: Core, owner: Bare, all: readonly DevicePosition[]): void {
  const bases = all.filter(({ room }) => room === '').sort((a, b) => (a.position < b.position ? 1 : -1));
  for (const { device } of bases.slice(MOST_DEVICES)) core.bouncer.changes.note({ type: 'device-gone', owner, device });
}

/** The device has been shown everything, or (`until`, milliseconds since 1970) everything of before that time. Written behind. */
export function notePosition(core: Core, owner: Bare, device: string, until = Infinity): void {
  const shown = idBefore(horizon(core));
  const position = until < timeOf(shown) ? firstIdAt(until) : shown;
  note(core, owner, { device, room: '', position, detached: false });
}

function note(core: Core, owner: Bare, position: DevicePosition): void {
  core.bouncer.changes.note({ type: 'position', owner, position });
}

/** The device wants no lines of a room, or wants them again; it has been shown everything there until now. */
export function noteRoomPosition(
  core: Core,
  owner: Bare,
  { device, room, detached }: Pick<DevicePosition, 'device' | 'detached'> & { readonly room: Bare },
): DevicePosition {
  const position = { device, room, position: idBefore(horizon(core)), detached };
  note(core, owner, position);
  return position;
}

/** From where on the room is new to the device. */
export function roomPosition({ base, rooms }: DevicePositions, room: Bare): Id {
  const own = rooms.get(room);
  if (!own) return base;
  return own.detached || own.position > base ? own.position : base;
}
