import { View, type Form, type Rendering } from './endpoint.ts';
import type { Event } from './event.ts';
import type { Person } from './presence/person.ts';
import type { Session } from './presence/session.ts';
import type { Room, Seat } from './rooms/room.ts';

/** Shows `event` to every seat of `room` alike but `except`: one rendering a lane, a dense loop, nothing allocated a receiver. */
export function fanOut(room: Room, event: Event, except?: Session): void {
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
  for (const lane of room.lanes) {
    const cache = new Map<View, Rendering | undefined>();
    for (const seat of lane.seats) {
      const view = viewOf(seat);
      if (view === undefined) continue;
      const rendering = cached(cache, view, lane.form, event);
      if (rendering) seat.session.endpoint.deliver(rendering, event);
    }
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

/** Every session that shares a room with `person`, each once, the person's own included. */
export function neighbours(person: Person): Set<Session> {
  const found = new Set<Session>(person.sessions);
  for (const occupant of person.occupancies.values()) {
    for (const lane of occupant.room.lanes) for (const { session } of lane.seats) found.add(session);
  }
  return found;
}

/** The usual view of an event about `about` in a room: is it me, and may I see real addresses? */
export function viewOf(room: Room, about: string): (seat: Seat) => View {
  const { nonAnonymous } = room.record.settings;
  return ({ occupant }) =>
    (occupant.person.address.bare === about ? View.SELF : 0) |
    (nonAnonymous || occupant.role === 'moderator' ? View.PRIVILEGED : 0);
}

function cached(cache: Map<View, Rendering | undefined>, view: View, form: Form, event: Event): Rendering | undefined {
  if (!cache.has(view)) cache.set(view, form.render(event, view));
  return cache.get(view);
}
