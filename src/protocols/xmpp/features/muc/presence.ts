import { View } from '../../../../core/endpoint.ts';
import { occupantRef } from '../../../../core/presence/person.ts';
import { setAvailability } from '../../../../core/presence/set-availability.ts';
import { leaveSeat } from '../../../../core/rooms/leave.ts';
import type { Seat } from '../../../../core/rooms/room.ts';
import { showOf } from '../../availability.ts';
import { PASS, type Answer, type BoundSession, type Request } from '../../context.ts';
import type { Feature } from '../../feature.ts';
import { presenceHead, presenceTail } from '../../forms/occupant.ts';
import { splice } from '../../forms/splice.ts';
import { textOf } from '../../wire/stanza.ts';
import { NS } from '../../wire/namespaces.ts';
import { enterNameless, enterRoom, entranceOf } from './enter.ts';
import { seatOf } from './find-room.ts';
import { changeNickname, isOwnNickname } from './nickname.ts';
import { plainEntrance, showSelf } from './show-room.ts';

/** Being in a room: entering, being there, another nickname, leaving (XEP-0045 7.2, 7.6, 7.7, 7.14). */
export const roomPresence: Feature = {
  presence: {
    occupant: toOccupant,
    room: toRoom,
    broadcast: toEverybody,
  },
};

function toOccupant(request: Request): Answer {
  if (request.type === 'unavailable') return leave(request);
  if (request.type !== 'available') return PASS;
  const seat = seatOf(request);
  const x = entranceOf(request.stanza);
  if (!seat) return x ? enterRoom(request, x) : notInside(request);
  if (!isOwnNickname(seat, request.to.resource)) return changeNickname(request, seat);
  return x ? enterRoom(request, x) : update(request, seat);
}

function toRoom(request: Request): Answer {
  if (request.type === 'unavailable') return leave(request);
  return request.type === 'available' ? enterNameless() : PASS;
}

/** Who is unavailable is in no room any more (XEP-0045 7.14, RFC 6121 4.5.2). */
function toEverybody(request: Request): Answer {
  if (request.type !== 'unavailable') return PASS;
  for (const seat of [...request.session.core.seats.values()]) {
    const answer = leaveBy(request, seat);
    if (answer) return answer; // on `Later` the rooms left so far are no seats any more
  }
  return PASS;
}

function leave(request: Request): Answer {
  const seat = seatOf(request);
  return seat && leaveBy(request, seat);
}

/** Only this session leaves; the person stays while others of its sessions are inside (SEMANTICS 1.2). */
function leaveBy({ context, session, stanza, id }: Request, { occupant }: Seat): Answer {
  const { room } = occupant;
  const status = textOf(stanza, 'status', NS.client) ?? '';
  const who = { ...occupantRef(occupant), role: 'none' } as const;
  const answer = leaveSeat(context.core, session.core, room, status);
  if (answer) return answer;
  const tail = presenceTail(who, View.SELF, { unavailable: true, status, codes: [110], id });
  session.sendSpliced(splice([presenceHead(room.address, who.nickname), tail]));
  return undefined;
}

/**
 * XEP-0045 7.7. Availability is the person's and the same in all rooms, so a room that is told of another one tells all; the
 * client has its own presence back in any case.
 */
function update({ context, session, stanza, id }: Request, seat: Seat): Answer {
  const before = session.core.availability;
  const shownBefore = session.core.person.availability;
  const show = showOf(stanza);
  const status = textOf(stanza, 'status', NS.client) ?? '';
  if (before && (before.show !== show || before.status !== status)) {
    const outcome = setAvailability(context.core, session.core, { ...before, show, status });
    if (outcome) return outcome;
  }
  const isShown = session.core.person.availability !== shownBefore; // to all who are inside, this session too
  if (!isShown) showSelf(session, seat.occupant, { ...plainEntrance, id });
  return undefined;
}

/**
 * Presence that is no entrance, from somebody who is not inside: the client believes that it is. It is told that it is not
 * (XEP-0045 7.2.17).
 */
function notInside({ session, to, id }: Request): undefined {
  kickOut(session, { room: to.bare, nickname: to.resource, id });
  return undefined;
}

function kickOut(
  session: BoundSession,
  { room, nickname, id }: { room: Request['to']['bare']; nickname: string; id: string | undefined },
): void {
  const who = {
    address: session.address.bare,
    nickname,
    mask: '',
    account: undefined,
    occupantId: session.core.person.occupantId,
    device: session.core.device,
    displayName: '',
    affiliation: 'none',
    role: 'none',
    availability: { show: 'online', status: '', priority: 0 },
  } as const;
  const tail = presenceTail(who, View.SELF, {
    unavailable: true,
    reason: 'You are not in the room.',
    codes: [110, 307, 333],
    id,
  });
  session.sendSpliced(splice([presenceHead(room, nickname), tail]));
}
