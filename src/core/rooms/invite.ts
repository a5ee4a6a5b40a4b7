import type { Bare } from '../../lib/address.ts';
import { reaches } from '../blocks/reaches.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import type { InvitedEvent } from '../event.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { atLeast } from './rank.ts';
import { occupantOf } from './rights.ts';
import type { Occupant, Room } from './room.ts';
import { turn } from './turn.ts';

export interface Invitation {
  readonly to: Bare;
  readonly reason: string;
  readonly mediated: boolean;
}

/**
 * Invites somebody who is here (XEP-0045 7.8; IRC INVITE). A moderator's invitation to a members-only room makes an account
 * a member; to anybody else it opens the door once. In a locked room only moderators invite.
 */
export function invite(core: Core, session: Session, room: Room, invitation: Invitation): Outcome {
  const inviter = occupantOf(room, session);
  if (!inviter) return refuse('not-joined', room.record.name);
  if (!mayInvite(inviter)) return refuse('no-rights', room.record.name);
  const target = core.people.byAddress(invitation.to);
  if (!target) return refuse('no-such-account', invitation.to);
  if (target.occupancies.has(room.address)) return refuse('already-joined', target.nickname);
  const reached = reaches(core, session.person, invitation.to);
  if (reached !== true) return reached;
  const later = turn(room, 'change');
  if (later) return later;
  open(core, inviter, room, invitation.to);
  const event: InvitedEvent = {
    type: 'invited',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    by: personRef(session.person),
    who: { address: invitation.to, nickname: target.nickname },
    reason: invitation.reason,
    key: room.record.settings.key === '' ? undefined : room.record.settings.key,
    mediated: invitation.mediated,
  };
  tell(target.sessions, event, () => View.SELF);
  return undefined;
}

function mayInvite({ room, role, affiliation }: Occupant): boolean {
  const { membersOnly, membersInvite } = room.record.settings;
  return !membersOnly || role === 'moderator' || (membersInvite && atLeast(affiliation, 'member'));
}

function open(core: Core, inviter: Occupant, room: Room, to: Bare): void {
  const mayOpen = inviter.role === 'moderator' || room.record.settings.membersOnly;
  if (!mayOpen) return; // whoever may enter anyway is asked to; nobody is let past a limit or a ban
  const isAccount = to.endsWith(`@${core.config.domain}`);
  const known = room.affiliations.get(to)?.affiliation ?? 'none';
  if (!room.record.settings.membersOnly || !isAccount || inviter.role !== 'moderator' || known !== 'none') {
    if (known !== 'outcast') letIn(room, to);
    return;
  }
  const by = inviter.nickname;
  setAffiliationRecord(core, room, { address: to, affiliation: 'member', reason: '', by, at: core.clock.now() });
}

/** Open invitations of a room at most; the oldest is forgotten first. */
const MOST_INVITED = 1000;

function letIn(room: Room, to: Bare): void {
  room.invited.add(to);
  const [oldest] = room.invited;
  if (room.invited.size > MOST_INVITED && oldest !== undefined) room.invited.delete(oldest);
}
