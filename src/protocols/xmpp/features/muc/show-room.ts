import { View } from '../../../../core/endpoint.ts';
import { deviceOf, occupantRef } from '../../../../core/presence/person.ts';
import type { MessageEvent } from '../../../../core/event.ts';
import { cursorOf, mayNotRead, readsEverything } from '../../../../core/archive/readable.ts';
import type { Session } from '../../../../core/presence/session.ts';
import { sees } from '../../../../core/rooms/mark.ts';
import type { Occupant, Room } from '../../../../core/rooms/room.ts';
import type { BoundSession, Spliced } from '../../context.ts';
import { currentSubject } from '../../forms/groupchat.ts';
import { presenceHead, presenceTail } from '../../forms/occupant.ts';
import { splice } from '../../forms/splice.ts';
import { allHistory, historyFor, type HistoryRequest } from './history-request.ts';

/** What is particular about this entrance. */
export interface Entrance {
  /** Status 201. */
  readonly created: boolean;
  /** Status 210: not the nickname that was asked for. */
  readonly renamed: boolean;
  /** Status 170: what is said is kept. */
  readonly logged: boolean;
  readonly history: HistoryRequest;
  /** When the account was first in the room; Infinity where it was not, or is not known. */
  readonly firstVisit: number;
  /** `id` of the presence that asked. */
  readonly id: string | undefined;
}

export const plainEntrance: Entrance = {
  created: false,
  renamed: false,
  logged: false,
  history: allHistory,
  firstVisit: Infinity,
  id: undefined,
};

/**
 * Shows a session the room it has entered, in the order that clients rely on (XEP-0045 7.2.2, 7.2.13, 7.2.15): everybody
 * else, then itself, then what was said, then the subject. Live events follow, because all this happens in one tick.
 */
export function showRoom(session: BoundSession, occupant: Occupant, entrance: Entrance): void {
  const { room } = occupant;
  const privileged = room.record.settings.nonAnonymous || occupant.role === 'moderator';
  for (const other of othersIn(room, occupant)) session.sendSpliced(presenceOf(other, privileged));
  showSelf(session, occupant, entrance);
  for (const rendering of historyFor(recentFor(session.core, room, entrance.firstVisit), entrance.history))
    session.sendSpliced(rendering);
  session.sendSpliced(splice(currentSubject(room.address, room.record.subject)));
}

/** What this session may read of what was said last (SEMANTICS 6.1). */
function recentFor(session: Session, room: Room, firstVisit: number): readonly MessageEvent[] {
  if (room.recent.length === 0 || mayNotRead(room, session)) return [];
  if (readsEverything(room, session)) return room.recent;
  const from = cursorOf(room, session, firstVisit);
  return room.recent.filter(({ id }) => id > from);
}

/** Occupants whom a newcomer is shown at most: more than a slow connection takes at once. */
const MOST_SHOWN = 1000;

/** Everybody else; of a crowd those who run the room first, and then no more than can be shown. */
function othersIn(room: Room, occupant: Occupant): readonly Occupant[] {
  const others = [...room.occupants.values()].filter((other) => other !== occupant && sees(occupant, other));
  if (others.length <= MOST_SHOWN) return others;
  const moderators = others.filter(({ role }) => role === 'moderator');
  return [...moderators, ...others.filter(({ role }) => role !== 'moderator')].slice(0, MOST_SHOWN);
}

/** The occupant's own presence, with what a client must know of its place in the room (XEP-0045 7.2.2 to 7.2.4, 7.2.12). */
export function showSelf(session: BoundSession, occupant: Occupant, entrance: Entrance): void {
  const { room } = occupant;
  const codes = [110];
  if (room.record.settings.nonAnonymous) codes.push(100);
  if (entrance.logged) codes.push(170);
  if (entrance.created) codes.push(201);
  if (entrance.renamed) codes.push(210);
  const tail = presenceTail(occupantRef(occupant), View.SELF, { codes, id: entrance.id });
  session.sendSpliced(splice([presenceHead(room.address, occupant.nickname), tail]));
}

interface Shown {
  readonly nickname: string;
  readonly affiliation: string;
  readonly role: string;
  readonly availability: object | undefined;
  readonly displayName: string;
  readonly device: string | undefined;
  plain?: Spliced;
  privileged?: Spliced;
}

/** Everybody who enters is shown everybody else: each presence is rendered once while nothing about it changes. */
const shown = new WeakMap<Occupant, Shown>();

function presenceOf(occupant: Occupant, privileged: boolean): Spliced {
  let known = shown.get(occupant);
  if (!known || !isCurrent(known, occupant)) {
    const { nickname, affiliation, role, person } = occupant;
    known = {
      nickname,
      affiliation,
      role,
      availability: person.availability,
      displayName: person.displayName,
      device: deviceOf(occupant),
    };
    shown.set(occupant, known);
  }
  return privileged
    ? (known.privileged ??= render(occupant, View.PRIVILEGED))
    : (known.plain ??= render(occupant, View.OTHER));
}

function isCurrent(known: Shown, occupant: Occupant): boolean {
  const { nickname, affiliation, role, person } = occupant;
  return (
    known.nickname === nickname &&
    known.affiliation === affiliation &&
    known.role === role &&
    known.availability === person.availability &&
    known.displayName === person.displayName &&
    known.device === deviceOf(occupant)
  );
}

function render(occupant: Occupant, view: number): Spliced {
  const tail = presenceTail(occupantRef(occupant), view, { codes: [] });
  return splice([presenceHead(occupant.room.address, occupant.nickname), tail]);
}
