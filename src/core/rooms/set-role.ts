import { noteKeptRoom } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import type { Rank, RankedEvent } from '../event.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import { occupantRef, personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { kick } from './kick.ts';
import { isRanked, Mark } from './mark.ts';
import { dropMask, putMask } from './mask-records.ts';
import { roleFor } from './policy/policies.ts';
import { atLeast, type Role } from './rank.ts';
import { moderatorOf } from './rights.ts';
import { reveal, showHidden } from './reveal.ts';
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
  // XEP-0045 9.7: an owner or admin cannot lose the role that the affiliation gives.
  if (atLeast(target.affiliation, 'admin')) return refuse('no-rights', target.nickname);
  const later = turn(room, 'change');
  if (later) return later;
  const before = rankOf(target);
  if (role === 'participant') lift(core, session, target);
  if (role === 'visitor') silence(core, session, target);
  target.role = role;
  showRank(core, target, before, { by: session, reason });
  return undefined;
}

/** Gives a voice for this stay, or takes it (IRC +v). Nothing changes for who has one in any case. */
export function setVoice(core: Core, session: Session, target: Occupant, isGiven: boolean): Outcome {
  const refused = moderatorOf(target.room, session);
  if (refused) return refused;
  if (((target.marks & Mark.voiced) !== 0) === isGiven) return undefined;
  const later = turn(target.room, 'change');
  if (later) return later;
  const before = rankOf(target);
  target.marks = isGiven ? target.marks | Mark.voiced : target.marks & ~Mark.voiced;
  if (target.role !== 'moderator') target.role = roleFor(target);
  showRank(core, target, before, { by: session, reason: '' });
  return undefined;
}

/** The entry of a list of bans that mutes somebody by nickname. */
function muteOf({ nickname }: Occupant): string {
  return `m:${nickname}!*@*`;
}

/** Whoever is to be heard is unmuted; where that is not enough, it takes a voice. */
function lift(core: Core, session: Session, target: Occupant): void {
  if (target.role === 'visitor') dropMask(core, session, target.room, 'ban', muteOf(target));
  if (roleFor(target) === 'visitor') target.marks |= Mark.voiced;
}

/** Taking a voice is all it needs where only voices are heard; elsewhere it is a mute (SEMANTICS 4). */
function silence(core: Core, session: Session, target: Occupant): void {
  target.marks &= ~Mark.voiced;
  if (target.affiliation !== 'member' && roleFor(target) !== 'visitor') {
    putMask(core, session, target.room, 'ban', muteOf(target));
  }
}

/** How somebody stands, to be compared with how they stand later. */
export function rankOf({ affiliation, role, marks }: Occupant): Rank {
  return { affiliation, role, isVoiced: (marks & Mark.voiced) !== 0 };
}

/** The role is made what it is to be by now: a setting or a list has changed. Those with a rank keep theirs. */
export function refreshRole(core: Core, target: Occupant): void {
  if (target.role === 'moderator' || atLeast(target.affiliation, 'member')) return;
  const before = rankOf(target);
  target.role = roleFor(target);
  // Nobody gave or took this voice.
  if (target.role !== before.role) showRank(core, target, before, { by: undefined, reason: '' });
}

/** Shows a changed affiliation or role of somebody present. */
export function showRank(
  core: Core,
  target: Occupant,
  before: Rank,
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
  if (isRanked(target)) reveal(core, target, before);
  fanOutViewed(room, event, viewOf(target));
  if (target.role === 'moderator' && before.role !== 'moderator') showHidden(core, target);
}
