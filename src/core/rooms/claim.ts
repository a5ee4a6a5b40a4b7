import type { Core } from '../core.ts';
import { tell } from '../fan-out.ts';
import { View } from '../endpoint.ts';
import { occupantRef, personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { mayKeep } from './may-keep.ts';
import { occupantOf } from './rights.ts';
import type { Room } from './room.ts';
import { showRank } from './set-role.ts';
import { turn } from './turn.ts';

/**
 * Makes a moderator with an account the owner of a room that nobody owns, and keeps the room from then on. Of a room that is
 * theirs already the asker is shown so again, as services do (IRC MODE +q). Refused: `account-required`, `not-joined`, `no-rights`.
 */
export function claimRoom(core: Core, session: Session, room: Room): Outcome {
  const occupant = occupantOf(room, session);
  if (!occupant) return refuse('not-joined', room.record.name);
  if (!session.person.account) return refuse('account-required', room.record.name);
  const later = turn(room, 'change');
  if (later) return later;
  if (occupant.affiliation === 'owner') {
    const who = occupantRef(occupant);
    const before = { affiliation: 'none', role: 'participant' } as const; // nothing is taken from them
    const at = { id: core.ids.next(), at: core.clock.now(), room: room.address };
    const by = personRef(session.person);
    tell([session], { type: 'ranked', ...at, who, present: true, before, by, reason: '' }, () => View.SELF);
    return undefined;
  }
  const isOwned = [...room.affiliations.values()].some(({ affiliation }) => affiliation === 'owner');
  if (isOwned || occupant.role !== 'moderator') return refuse('no-rights', room.record.name);
  const over = room.record.settings.persistent ? undefined : mayKeep(core, session, room.record.name);
  if (over) return over;
  own(core, session, room);
  return undefined;
}

function own(core: Core, session: Session, room: Room): void {
  const { person } = session;
  const occupant = person.occupancies.get(room.address);
  if (!occupant) return;
  const stamp = { reason: '', by: person.nickname, at: core.clock.now() };
  if (!room.record.settings.persistent) {
    room.record = { ...room.record, settings: { ...room.record.settings, persistent: true } };
    core.rooms.changed({ type: 'room', room: room.record });
  }
  setAffiliationRecord(core, room, { address: person.address.bare, affiliation: 'owner', ...stamp });
  // The rank of this stay goes, and the lasting one comes: each is shown by itself, as services do (IRC MODE -o, MODE +q).
  const { affiliation } = occupant;
  occupant.role = 'participant';
  showRank(core, occupant, { affiliation, role: 'moderator' }, { by: session, reason: '' });
  occupant.affiliation = 'owner';
  occupant.role = 'moderator';
  showRank(core, occupant, { affiliation, role: 'participant' }, { by: session, reason: '' });
}
