import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { KnockedEvent } from '../room-event.ts';
import { fanOutViewed } from '../fan-out.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { mayEnter } from './policy/policies.ts';
import { affiliationOf } from './rights.ts';
import type { Room } from './room.ts';

/** Milliseconds until the same person is heard at the same door again. */
const PAUSE = 5 * 60_000;
/** People whose knocking is remembered, of one room; the oldest is forgotten first. */
const MOST_HEARD = 500;

const heard = new WeakMap<Room, Map<Bare, number>>();

/**
 * Asks those who run a room to be let in (IRC KNOCK, XEP-0045 7.10): they are shown it, nobody else is. Refused where the door is
 * open, to whom is banned, and for a while after.
 */
export function knock(core: Core, session: Session, room: Room, text: string): Outcome {
  const { name } = room.record;
  const address = session.person.address.bare;
  if (session.person.occupancies.has(room.address)) return refuse('already-joined', session.person.nickname);
  const refused = mayEnter(room, { core, session, affiliation: affiliationOf(room, session), key: '' });
  if (!refused) return refuse('knock-open', name);
  if (refused.reason === 'banned' || refused.reason === 'account-required') return refused;
  if (Buffer.byteLength(text) > core.config.limits.reason) return refuse('too-long', name);
  const now = core.clock.monotonic();
  const times = timesOf(room);
  if (now - (times.get(address) ?? -Infinity) < PAUSE) return refuse('knock-again', name);
  times.delete(address);
  times.set(address, now);
  for (const oldest of times.keys()) if (times.size > MOST_HEARD) times.delete(oldest);
  const event: KnockedEvent = {
    type: 'knocked',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    who: personRef(session.person),
    text,
  };
  fanOutViewed(room, event, ({ occupant }) => (occupant.role === 'moderator' ? View.PRIVILEGED : undefined));
  return undefined;
}

function timesOf(room: Room): Map<Bare, number> {
  let times = heard.get(room);
  if (!times) heard.set(room, (times = new Map()));
  return times;
}
