import type { Bare } from '../../lib/address.ts';
import { fold, type Folded } from '../../lib/fold.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { Event } from '../event.ts';
import { neighbours, tell } from '../fan-out.ts';
import type { Person } from './person.ts';
import type { Session } from './session.ts';

/**
 * Which sessions want to know when somebody comes and goes (IRC MONITOR), by nickname or bare address. Who watches nothing costs
 * nothing, and nor does who is watched by nobody.
 */
export interface Watches {
  /** Those that a session watches, as it spelt them, in the order it asked. */
  of(session: Session): Iterable<string>;
  has(session: Session, name: string): boolean;
  count(session: Session): number;
  /** Nothing happens where it is watched already. How many may be is for the caller to ask. */
  add(session: Session, name: string): void;
  remove(session: Session, name: string): void;
  /** Of a session that ends, or wants nothing more. */
  clear(session: Session): void;
  /** Who watches that name, however it is cased. */
  watching(name: string): Iterable<Session>;
}

export function createWatches(): Watches {
  const lists = new Map<Session, Map<Folded, string>>();
  const watchers = new Map<Folded, Set<Session>>();
  const forget = (session: Session, key: Folded): void => {
    const all = watchers.get(key);
    all?.delete(session);
    if (all?.size === 0) watchers.delete(key);
  };
  return {
    of: (session) => lists.get(session)?.values() ?? [],
    has: (session, name) => lists.get(session)?.has(fold(name)) ?? false,
    count: (session) => lists.get(session)?.size ?? 0,
    add(session, name) {
      const key = fold(name);
      const list = getOrMake(lists, session, () => new Map<Folded, string>());
      if (list.has(key)) return;
      list.set(key, name);
      getOrMake(watchers, key, () => new Set<Session>()).add(session);
    },
    remove(session, name) {
      const key = fold(name);
      const list = lists.get(session);
      if (!list?.delete(key)) return;
      if (list.size === 0) lists.delete(session);
      forget(session, key);
    },
    clear(session) {
      for (const key of lists.get(session)?.keys() ?? []) forget(session, key);
      lists.delete(session);
    },
    watching: (name) => watchers.get(fold(name)) ?? [],
  };
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = make()));
  return found;
}

/** Somebody counts as there while any session is (SEMANTICS 7): who is only kept in rooms meanwhile is not. */
export function isOnline(person: Person): boolean {
  return person.sessions.length > 0;
}

/** Tells those who watch the person, by nickname or address, that it has come or gone. */
export function tellWatchers(core: Core, person: Person, isHere: boolean): void {
  tellWatchersOf(core, person, person.nickname, isHere);
  tellWatchersOf(core, person, person.address.bare, isHere);
}

/** The same for one of the names. */
export function tellWatchersOf(core: Core, person: Person, name: string, isHere: boolean): void {
  const sessions = core.watches.watching(name);
  const event = { type: 'watched', at: core.clock.now(), name, mask: person.mask, isHere } as const;
  tell(sessions, event, () => View.OTHER);
}

/**
 * Tells of a person what all of its rooms may know at once: each session that shares a room, the person's own, and those that
 * watch it from elsewhere (`View.WATCHING`, IRCv3 extended-monitor). Nobody is told twice.
 */
export function tellAround(core: Core, person: Person, event: Event): void {
  const around = neighbours(person);
  tell(around, event, ({ person: to }) => (to === person ? View.SELF : View.OTHER));
  const others = new Set<Session>();
  for (const session of watchersOf(core, person)) if (!around.has(session)) others.add(session);
  if (others.size > 0) tell(others, event, () => View.WATCHING);
}

function* watchersOf(
  core: Core,
  { nickname, address }: { nickname: string; address: { bare: Bare } },
): Iterable<Session> {
  yield* core.watches.watching(nickname);
  yield* core.watches.watching(address.bare);
}
