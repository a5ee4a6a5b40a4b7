import { View, type Form, type Rendering } from './endpoint.ts';
import type { Event } from './event.ts';
import type { Person } from './presence/person.ts';
import type { Session } from './presence/session.ts';
import { sees } from './rooms/mark.ts';
import type { Gathered, Lane, Occupant, Room, Seat } from './rooms/room.ts';

/** Shows `event` to every seat of `room` alike but `except`: one rendering a lane, a dense loop, nothing allocated a receiver. */
export function fanOut(room: Room, event: Event, except?: Session): void {
  if (event.type !== 'message') room.chronicle?.(room, event);
  if (room.gathered && isGathered(room, event, undefined)) return;
  for (const lane of room.lanes) {
    const rendering = lane.form.render(event, View.OTHER);
    if (!rendering) continue;
    for (const { session } of lane.seats) {
      if (session !== except) session.endpoint.deliver(rendering, event);
    }
  }
}

/** The same where the spelling depends on who looks: one rendering a lane and view. */
export function fanOutViewed(room: Room, event: Event, viewOf: (seat: Seat) => View | undefined): void {
  room.chronicle?.(room, event);
  if (room.gathered && isGathered(room, event, viewOf)) return;
  for (const lane of room.lanes) showViewed(lane, event, viewOf);
}

function showViewed(lane: Lane, event: Event, viewOf: (seat: Seat) => View | undefined): void {
  const cache = new Map<View, Rendering | undefined>();
  for (const seat of lane.seats) {
    const view = viewOf(seat);
    if (view === undefined) continue;
    const rendering = cached(cache, view, lane.form, event);
    if (rendering) seat.session.endpoint.deliver(rendering, event);
  }
}

/** Shows `event` to sessions wherever they are, each with a view of its own (undefined: not at all). */
export function tell(sessions: Iterable<Session>, event: Event, viewOf: (session: Session) => View | undefined): void {
  const renderings = new Map<Form, Map<View, Rendering | undefined>>();
  for (const session of sessions) {
    const view = viewOf(session);
    if (view === undefined) continue;
    const { form } = session.endpoint;
    let cache = renderings.get(form);
    if (!cache) renderings.set(form, (cache = new Map()));
    const rendering = cached(cache, view, form, event);
    if (rendering) session.endpoint.deliver(rendering, event);
  }
}

/**
 * Shows what `act` changes in a room in one go, where the wire can (IRC MODE). Anything else that happens meanwhile is shown in its
 * place.
 */
export function together<T>(room: Room, act: () => T): T {
  if (room.gathered) return act();
  room.gathered = [];
  try {
    return act();
  } finally {
    showGathered(room);
    room.gathered = undefined;
  }
}

/** True where the event waits to be shown with others; otherwise those are shown now. */
function isGathered(room: Room, event: Event, viewOf: Gathered['viewOf']): boolean {
  const isChange = event.type === 'ranked' || event.type === 'configured' || event.type === 'ban-list';
  if (isChange) room.gathered?.push({ event, viewOf });
  else showGathered(room);
  return isChange;
}

function showGathered(room: Room): void {
  const all = room.gathered;
  if (!all || all.length === 0) return;
  room.gathered = [];
  const events = all.map(({ event }) => event);
  for (const lane of room.lanes) {
    const rendering = lane.form.together?.(events);
    if (rendering && events[0]) for (const { session } of lane.seats) session.endpoint.deliver(rendering, events[0]);
    if (lane.form.together) continue;
    for (const { event, viewOf } of all) showViewed(lane, event, viewOf ?? everybody);
  }
}

const everybody = (): View => View.OTHER;

/** Every session that sees `person` in some room, each once, the person's own included. */
export function neighbours(person: Person): Set<Session> {
  const found = new Set<Session>(person.sessions);
  for (const occupant of person.occupancies.values()) {
    for (const lane of occupant.room.lanes) {
      for (const seat of lane.seats) if (sees(seat.occupant, occupant)) found.add(seat.session);
    }
  }
  return found;
}

/** The usual view of an event about an occupant: is it me, and may I see real addresses? Not at all, of whom I do not see. */
export function viewOf(about: Occupant): (seat: Seat) => View | undefined {
  const { nonAnonymous } = about.room.record.settings;
  return ({ occupant }) => {
    if (!sees(occupant, about)) return undefined;
    return (
      (occupant.person === about.person ? View.SELF : 0) |
      (nonAnonymous || occupant.role === 'moderator' ? View.PRIVILEGED : 0)
    );
  };
}

function cached(cache: Map<View, Rendering | undefined>, view: View, form: Form, event: Event): Rendering | undefined {
  if (!cache.has(view)) cache.set(view, form.render(event, view));
  return cache.get(view);
}
