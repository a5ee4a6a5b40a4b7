import type { Bare } from '../../lib/address.ts';
import { fold, type Folded } from '../../lib/fold.ts';
import type { Queue } from '../../lib/queue.ts';
import type { Chronicle } from '../archive/chronicle.ts';
import type { Form, View } from '../endpoint.ts';
import type { Event, MessageEvent } from '../event.ts';
import type { AffiliationRecord, MaskRecord, RoomRecord } from '../ports.ts';
import type { Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import type { Affiliation, Role } from './rank.ts';

/** A loaded room. Plain data, changed only by the functions of this folder. */
export interface Room {
  record: RoomRecord;
  address: Bare;
  readonly affiliations: Map<Bare, AffiliationRecord>;
  readonly masks: MaskRecord[];
  readonly occupants: Map<Folded, Occupant>;
  /** Seats grouped by form, so that a message is rendered once per lane and delivered in a dense loop. */
  readonly lanes: Lane[];
  /** Highest seq given. */
  lastSeq: number;
  /** The last messages shown, oldest first: history on join without asking storage. */
  readonly recent: MessageEvent[];
  /** Messages staged and not yet released. */
  staged: number;
  /** Who waits for the staged messages, in order of arrival. */
  readonly waiting: Queue<Waiter>;
  /** The head of the queue is being resumed and may pass. See turn.ts. */
  isGranted: boolean;
  isWaking: boolean;
  /** Counts every change of who is here or how they are called or ranked: caches of NAMES key on it. */
  version: number;
  /** One-time invitations to a members-only room, by bare address. */
  readonly invited: Set<Bare>;
  isDestroyed: boolean;
  /** Those occupants whose devices are told of mentions; left out until there is one. See push/rule.ts. */
  subscribers: Set<Occupant> | undefined;
  /** What the command being carried out has changed, to be shown in one go. See fan-out.ts. */
  gathered: Gathered[] | undefined;
  /** Keeps what happens in the room; set while the room is loaded. */
  chronicle: Chronicle | undefined;
  /** On whose behalf an operator's command is being carried out. See rights.ts. */
  forcedBy: Session | undefined;
}

/** Something to be shown, and to whom. */
export interface Gathered {
  readonly event: Event;
  /** Undefined: to everybody alike. */
  readonly viewOf: ((seat: Seat) => View | undefined) | undefined;
}

export interface Waiter {
  readonly kind: 'message' | 'change';
  readonly resume: () => void;
}

/** Somebody present in a room, however many sessions they have there. */
export interface Occupant {
  readonly room: Room;
  readonly person: Person;
  nickname: string;
  affiliation: Affiliation;
  role: Role;
  /** Bits of `Mark`. */
  marks: number;
  readonly seats: Seat[];
  readonly since: number;
  /** The account's lasting choice: the occupant stays when its last seat is gone (SEMANTICS 3, "Always-on rule"). */
  isKept: boolean;
}

/** One session in one room. */
export interface Seat {
  readonly session: Session;
  readonly occupant: Occupant;
  lane: Lane;
  /** Place in the lane. */
  index: number;
}

export interface Lane {
  readonly form: Form;
  readonly seats: Seat[];
}

/** The occupant of that nickname, however it is cased. */
export function findOccupant(room: Room, nickname: string): Occupant | undefined {
  return room.occupants.get(fold(nickname));
}

/** Puts a session into the room: the only place that updates the room's, occupant's and session's indexes together. */
export function seat(occupant: Occupant, session: Session): Seat {
  const { room } = occupant;
  const lane = laneOf(room, session.endpoint.form);
  const added: Seat = { session, occupant, lane, index: lane.seats.length };
  lane.seats.push(added);
  occupant.seats.push(added);
  session.seats.set(room.address, added);
  return added;
}

/** Takes a session out again; removing the occupant when it was its last seat is the caller's decision. */
export function unseat(room: Room, session: Session): void {
  const gone = session.seats.get(room.address);
  if (!gone) return;
  session.seats.delete(room.address);
  gone.occupant.seats.splice(gone.occupant.seats.indexOf(gone), 1);
  leaveLane(room, gone);
}

/** The session's form changed (capabilities): moves its seats to the lanes of the new form. */
export function reform(session: Session): void {
  for (const moved of session.seats.values()) {
    if (!moved.lane.form.isSeats) reseat(moved, session.endpoint.form);
  }
}

/** From now on the seat is shown things in that form. */
export function reseat(moved: Seat, form: Form): void {
  const { room } = moved.occupant;
  leaveLane(room, moved);
  moved.lane = laneOf(room, form);
  moved.index = moved.lane.seats.length;
  moved.lane.seats.push(moved);
}

function laneOf(room: Room, form: Form): Lane {
  let lane = room.lanes.find((each) => each.form === form);
  if (!lane) room.lanes.push((lane = { form, seats: [] }));
  return lane;
}

function leaveLane(room: Room, gone: Seat): void {
  const { seats } = gone.lane;
  const last = seats.pop();
  if (last && last !== gone) {
    seats[gone.index] = last;
    last.index = gone.index;
  }
  if (seats.length === 0) room.lanes.splice(room.lanes.indexOf(gone.lane), 1);
}
