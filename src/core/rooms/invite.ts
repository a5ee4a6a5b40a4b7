import type { Bare } from '../../lib/address.ts';
import { reaches } from '../blocks/reaches.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { fanOutViewed, tell } from '../fan-out.ts';
import type { InvitedEvent } from '../room-event.ts';
import { personRef } from '../presence/person.ts';
import { pushInvitation } from '../push/rule.ts';
import type { Session } from '../presence/session.ts';
import { keyOfAddress } from '../accounts/names.ts';
import { isRefusal, Later, refuse, type Outcome } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { entryOfAddress } from './entry-of-address.ts';
import { showEntry } from './mask-records.ts';
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
  open(core, session, inviter, invitation.to);
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
  pushInvitation(core, event);
  // Moderators may know who was asked in (IRCv3 invite-notify).
  fanOutViewed(room, event, (seat) =>
    seat.occupant.role === 'moderator' && seat.session !== session ? View.PRIVILEGED : undefined,
  );
  return undefined;
}

/**
 * Opens the room to the holder of an account who is not here; that they are told is for the wire to see to. Refused where
 * there is no such account, and nobody becomes a member for nothing.
 */
export function admitAbsent(core: Core, session: Session, room: Room, to: Bare): Outcome {
  const inviter = occupantOf(room, session);
  if (!inviter) return refuse('not-joined', room.record.name);
  if (!mayInvite(inviter)) return refuse('no-rights', room.record.name);
  const account = core.accounts.get(keyOfAddress(to, core.config.domain) ?? '');
  if (account instanceof Later || isRefusal(account)) return account;
  if (!account.value) return refuse('no-such-account', to);
  const later = turn(room, 'change');
  if (later) return later;
  open(core, session, inviter, to);
  return undefined;
}

/** The rooms that somebody is let into once. */
export function invitationsOf(core: Core, { person }: Session): Room[] {
  return [...core.rooms.loaded()].filter(({ invited }) => invited.has(person.address.bare));
}

function mayInvite({ room, role, affiliation }: Occupant): boolean {
  const { membersOnly, membersInvite } = room.record.settings;
  return !membersOnly || role === 'moderator' || (membersInvite && atLeast(affiliation, 'member'));
}

function open(core: Core, session: Session, inviter: Occupant, to: Bare): void {
  const { room } = inviter;
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
  // SEMANTICS 4.1: who is expected stands on the list of invitations.
  showEntry(core, session, room, { list: 'invitation', mask: entryOfAddress(core, 'invitation', to), added: true });
}

/** Open invitations of a room at most; the oldest is forgotten first. */
const MOST_INVITED = 1000;

function letIn(room: Room, to: Bare): void {
  room.invited.add(to);
  const [oldest] = room.invited;
  if (room.invited.size > MOST_INVITED && oldest !== undefined) room.invited.delete(oldest);
}
