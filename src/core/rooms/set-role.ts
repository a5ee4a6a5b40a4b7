import { noteKeptRoom } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import type { RankedEvent } from '../event.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import { occupantRef, personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import { kick } from './kick.ts';
import { atLeast, type Affiliation, type Role } from './rank.ts';
import { moderatorOf, occupantOf } from './rights.ts';
import { findOccupant, type Occupant, type Room } from './room.ts';
import { turn } from './turn.ts';

/** Changes a role while its holder stays (XEP-0045 8.3-9.7); `none` is a kick. Owners and admins stay moderators. */
export function setRole(core: Core, session: Session, room: Room, nickname: string, role: Role, reason = ''): Outcome {
  if (role === 'none') return kick(core, session, room, nickname, reason);
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const target = findOccupant(room, nickname);
  if (!target) return refuse('not-in-room', nickname);
  if (target.role === role) return undefined;
  const not = mayNotSet(occupantOf(room, session) as Occupant, target, role) ?? turn(room, 'change');
  if (not) return not;
  const before = { affiliation: target.affiliation, role: target.role };
  target.role = role;
  showRank(core, target, before, { by: session, reason });
  return undefined;
}

function mayNotSet(actor: Occupant, target: Occupant, role: Role): Refusal | undefined {
  // XEP-0045 9.7: an owner or admin cannot lose the role that the affiliation gives.
  if (atLeast(target.affiliation, 'admin')) return refuse('no-rights', target.nickname);
  if (target.role !== 'moderator' && role !== 'moderator') return undefined;
  // Moderators of this stay make moderators, as IRC operators do (SEMANTICS 4: "owner, admin" by XEP; ops by habit).
  return actor.role === 'moderator' ? undefined : refuse('no-rights', target.nickname);
}

/** Shows a changed affiliation or role of somebody present. */
export function showRank(
  core: Core,
  target: Occupant,
  before: { readonly affiliation: Affiliation; readonly role: Role },
  { by, reason }: { by: Session | undefined; reason: string },
): void {
  const { room } = target;
  room.version++;
  noteKeptRoom(core, target);
  const event: RankedEvent = {
    type: 'ranked',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    who: occupantRef(target),
    present: true,
    before,
    by: by && personRef(by.person),
    reason,
  };
  fanOutViewed(room, event, viewOf(room, target.person.address.bare));
}
