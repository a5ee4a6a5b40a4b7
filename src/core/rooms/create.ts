import { randomUUID } from 'node:crypto';
import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { note } from '../operators/notices.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { mayKeep } from './may-keep.ts';
import { checkRoomName } from './room-name.ts';
import { roomOf } from './rooms.ts';
import type { Room } from './room.ts';

/**
 * Makes a room that does not exist (the caller has asked `rooms.open`). Its creator owns it and it is kept, where that is the
 * default (`rooms.default` with `r`); otherwise, and for a guest, it is temporary and its creator moderates it, until somebody
 * claims it (claim.ts). What the server makes itself is kept. Never locked (SEMANTICS 2.1).
 */
export function createRoom(core: Core, session: Session | undefined, address: Bare, name: string): Room | Refusal {
  const refused = session && mayCreate(core, session);
  if (refused) return { ...refused, about: name };
  const bad = checkRoomName(core, address, name);
  if (bad) return bad;
  const { roomDefaults } = core.config;
  const persistent = session === undefined || (session.person.kind !== 'guest' && roomDefaults.persistent);
  const over = session && persistent ? mayKeep(core, session, name) : undefined;
  if (over) return over;
  const room = roomOf({
    room: {
      id: randomUUID(),
      address,
      name,
      settings: { ...roomDefaults, persistent },
      subject: undefined,
      metadata: {},
      createdAt: core.clock.now(),
    },
    affiliations: [],
    masks: [],
    lastSeq: 0,
    recent: [],
  });
  core.rooms.add(room);
  core.rooms.changed({ type: 'room', room: room.record });
  if (session) note(core, 'r', `${session.person.nickname} made the room ${name}`);
  if (session && persistent) {
    setAffiliationRecord(core, room, {
      address: session.person.address.bare,
      affiliation: 'owner',
      reason: '',
      by: session.person.nickname,
      at: core.clock.now(),
    });
  }
  return room;
}

function mayCreate(core: Core, { person }: Session): Refusal | undefined {
  const { createRooms, admins } = core.config;
  if (createRooms === 'anyone') return undefined;
  if (createRooms === 'accounts' && person.kind === 'account') return undefined;
  if (person.account && admins.has(person.account.key)) return undefined;
  return refuse('may-not-create', undefined, {
    text:
      createRooms === 'accounts' ? 'Only people with an account create rooms.' : 'Only administrators create rooms.',
  });
}
