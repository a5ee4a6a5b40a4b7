import type { Bare } from '../../lib/address.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Seat } from '../rooms/room.ts';
import type { Availability } from './availability.ts';
import type { Person } from './person.ts';

/** One authenticated (or guest) use of a connection. Plain data; the wire behind it is the endpoint. */
export interface Session {
  readonly id: string;
  /** Changed only by logging in or out (`become.ts`). */
  person: Person;
  readonly endpoint: Endpoint;
  /** The device label: an XMPP resource, unique among the person's sessions. */
  device: string;
  /** Shown in account lists: `irc` or `xmpp`. For people and statistics only; the core never decides by it. */
  readonly wire: string;
  /** IRC: wherever the person is, this session is too. XMPP sessions enter each room by themselves. */
  readonly follows: boolean;
  readonly isSecure: boolean;
  /** Peer IP, for operators only; never shown to others. */
  readonly ip: string;
  readonly since: number;
  /** When its holder last did something (clock.now). */
  lastActive: number;
  /** Undefined: connected, but not available (no initial presence yet). IRC sessions always are. */
  availability: Availability | undefined;
  /** Wants roster pushes (RFC 6121 2.2: it asked for the roster). */
  isInterested: boolean;
  readonly seats: Map<Bare, Seat>;
  /** Own messages staged and not yet released. While above zero, only messages go on (ARCHITECTURE 4). */
  staged: number;
  /** Called once when `staged` is zero again. */
  onSettled: (() => void) | undefined;
  isAttached: boolean;
}

/** Resolves the session-level barrier: true when nothing of its own is staged. Otherwise `resume` is called when so. */
export function settled(session: Session, resume: () => void): boolean {
  if (session.staged === 0) return true;
  session.onSettled = resume;
  return false;
}
