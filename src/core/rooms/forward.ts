import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { Later, refuse, type Outcome } from '../refusal.ts';
import { affiliationOf, occupantOf } from './rights.ts';
import type { Room } from './room.ts';

/** May those who cannot enter `room` be sent on to the room at `address`? Only by who has a say in both (IRC +f). */
export function mayForward(core: Core, session: Session, room: Room, address: Bare): Outcome {
  const target = core.rooms.open(address);
  if (target instanceof Later || (target && 'reason' in target)) return target;
  if (!target || target === room)
    return refuse('bad-setting', address, { text: 'There is no other room of that name.' });
  const hasSay = occupantOf(target, session)?.role === 'moderator' || affiliationOf(target, session) === 'owner';
  if (hasSay || room.forcedBy === session) return undefined;
  return refuse('no-rights', target.record.name, { text: `You are no operator of #${target.record.name}.` });
}
