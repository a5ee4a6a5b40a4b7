import type { Bare } from '../../lib/address.ts';
import { fold } from '../../lib/fold.ts';
import { keepRoom } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import type { JoinedEvent } from '../event.ts';
import { occupantRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { noteSubscriber } from '../push/subscribers.ts';
import { Later, refuse, type Refusal } from '../refusal.ts';
import { createRoom } from './create.ts';
import { joinDone, joinTurn } from './join-rate.ts';
import { mayEnter, roleFor } from './policy/policies.ts';
import { formerHolder } from './rename-room.ts';
import { hideIfCrowd } from './reveal.ts';
import { atLeast } from './rank.ts';
import { affiliationOf } from './rights.ts';
import { seat, type Occupant, type Room } from './room.ts';
import { turn } from './turn.ts';

export interface EnterRequest {
  readonly address: Bare;
  /** The name as typed: what a new room is called. */
  readonly name: string;
  readonly key?: string;
  /** An operator of the server wants it: whatever would keep the person out does not. */
  readonly force?: boolean;
  /** It was inside a moment ago, as somebody else: it need not wait for others at the door. */
  readonly again?: boolean;
}

export interface Entered {
  readonly room: Room;
  readonly occupant: Occupant;
  /** The room was made by this. */
  readonly created: boolean;
  /** The person was not in the room before, with any session. */
  readonly arrived: boolean;
  /** This very session was in the room already; nothing happened. */
  readonly already: boolean;
}

/**
 * A session enters a room, which is made if it may be. Everybody else is shown the newcomer; the wire shows the room to the
 * entering session itself, in the same tick, before anything else can happen in it.
 */
export function enter(core: Core, session: Session, request: EnterRequest): Entered | Refusal | Later {
  const found = core.rooms.open(request.address);
  if (found instanceof Later || (found && 'reason' in found)) return found;
  if (!found && !request.address.endsWith(`@${core.config.roomsDomain}`)) {
    return refuse('remote-unreachable', request.name, { text: 'Rooms of other servers cannot be entered yet.' });
  }
  if (found) {
    const held = session.seats.get(found.address);
    if (held) return comeAgain(core, session, held.occupant);
  }
  if (session.seats.size >= core.config.limits.roomsPerSession) return refuse('too-many-rooms', request.name);
  const present = session.person.occupancies.get(request.address);
  if (found && !present) {
    const stopped = stoppedAtDoor(core, session, found, request);
    if (stopped) return stopped;
  }
  const later = found && turn(found, 'change');
  if (later) return later;
  const not = found ? undefined : (renamed(core, session, request) ?? confusable(core, request));
  if (not) return not;
  const room = found ?? createRoom(core, session, request.address, request.name);
  if ('reason' in room) return room;
  const occupant = present ?? arrive(core, session, room, found === undefined);
  seat(occupant, session);
  if (!present) announce(core, session, occupant);
  // Whoever is wherever its account is makes the room the account's (SEMANTICS 3: IRC JOIN writes the bookmark).
  if (session.follows) keepRoom(core, occupant);
  seatFollowers(session, occupant);
  return { room, occupant, created: found === undefined, arrived: !present, already: false };
}

/**
 * Whoever knows a room by the name it had is told where it is. Who is in it knows, and means another room (draft/channel-rename,
 * "Channel redirection": for "clients that weren't present").
 */
function renamed(core: Core, { person }: Session, { address, name }: EnterRequest): Refusal | Later | undefined {
  const holder = formerHolder(core, address);
  if (!holder || holder instanceof Later || 'reason' in holder) return holder;
  if (person.occupancies.has(holder.address)) return undefined;
  return { ...refuse('room-renamed', name), instead: holder.address };
}

/** A new room may not pass for another one (RELIABILITY N-08). */
function confusable(core: Core, { address, name }: EnterRequest): Refusal | Later | undefined {
  const other = core.rooms.lookalike(address);
  if (other === undefined || typeof other !== 'string') return other;
  return refuse('room-name-invalid', name, { text: 'That name looks like the name of another room' });
}

function stoppedAtDoor(core: Core, session: Session, room: Room, request: EnterRequest): Refusal | Later | undefined {
  if (request.force ?? room.forcedBy === session) return undefined;
  const affiliation = affiliationOf(room, session);
  const refused = mayEnter(room, { core, session, affiliation, key: request.key ?? '' });
  if (refused) return elsewhere(room, refused);
  return request.again || atLeast(affiliation, 'admin') ? undefined : joinTurn(core, session, room);
}

function comeAgain(core: Core, session: Session, occupant: Occupant): Entered {
  if (session.follows) keepRoom(core, occupant);
  return { room: occupant.room, occupant, created: false, arrived: false, already: true };
}

/** Where a room has one (+f), the refusal names the room to enter instead. */
function elsewhere(room: Room, refused: Refusal): Refusal {
  const { forward } = room.record.settings;
  return forward === '' ? refused : { ...refused, instead: forward as Bare };
}

function arrive(core: Core, session: Session, room: Room, created: boolean): Occupant {
  const { person } = session;
  const affiliation = affiliationOf(room, session);
  // A guest who makes a room moderates it while it lasts (SEMANTICS 2.1).
  const occupant: Occupant = {
    room,
    person,
    nickname: person.nickname,
    affiliation,
    role: 'moderator',
    marks: 0,
    seats: [],
    since: core.clock.now(),
    isKept: false,
  };
  if (!created) occupant.role = roleFor(occupant);
  hideIfCrowd(occupant);
  room.occupants.set(fold(occupant.nickname), occupant);
  person.occupancies.set(room.address, occupant);
  room.invited.delete(person.address.bare);
  joinDone(session, room);
  noteSubscriber(core, occupant);
  room.version++;
  core.visits.note(occupant);
  return occupant;
}

function announce(core: Core, session: Session, occupant: Occupant): void {
  const { room } = occupant;
  const event: JoinedEvent = {
    type: 'joined',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    who: occupantRef(occupant),
  };
  const view = viewOf(occupant);
  fanOutViewed(room, event, (each) => (each.session === session ? undefined : view(each)));
}

/** The person's sessions that are wherever it is come along. */
function seatFollowers(session: Session, occupant: Occupant): void {
  for (const other of session.person.sessions) {
    if (other === session || !other.follows || other.seats.has(occupant.room.address)) continue;
    seat(occupant, other);
    other.endpoint.entered(occupant);
  }
}
