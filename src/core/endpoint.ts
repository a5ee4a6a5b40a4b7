import type { Event, MessageEvent } from './event.ts';
import type { RoomRenamedEvent } from './room-event.ts';
import type { Refusal } from './refusal.ts';
import type { Occupant } from './rooms/room.ts';

/** What one wire makes of an event: opaque to the core, shared by all endpoints with the same form and view. */
export type Rendering = object;

/**
 * How a receiver stands to the event, as far as its spelling depends on it: bits, combined by `|`.
 * A message in a room has no bits but `OWN`, so it is rendered once per form.
 */
export const View = {
  OTHER: 0,
  /** A session of the person the event is about. */
  SELF: 1,
  /** May see real addresses (room moderators, or everybody in a non-anonymous room). */
  PRIVILEGED: 2,
  /** Direct messages: this session sent it. */
  OWN: 4,
  /** Direct messages: a copy of what another session of the sender sent (carbon `sent`, self-message). */
  COPY_SENT: 8,
  /** Direct messages: a copy of what was delivered to another session of the receiver (carbon `received`). */
  COPY_RECEIVED: 16,
  /** From the archive, not live. */
  REPLAY: 32,
  /** Shares no room with the person, but watches it (IRCv3 extended-monitor). */
  WATCHING: 64,
} as const;
export type View = number;

/** One wire and one set of negotiated capabilities. Forms are interned: two endpoints that spell alike share one object. */
export interface Form {
  /** Undefined where this form has nothing to show for the event. Pure: the same event and view give the same bytes. */
  render(event: Event, view: View): Rendering | undefined;
  /** The changes of one command in one go, where this wire has a way to say that; otherwise each is rendered by itself. */
  together?(events: readonly Event[]): Rendering | undefined;
  /** It is one seat's own, whatever the session's form is: of a room that its device is detached from. */
  readonly isSeats?: true;
}

/** Where a session is reached. Implemented by each wire; must not throw and must not call back into the core. */
export interface Endpoint {
  readonly form: Form;
  deliver(rendering: Rendering, event: Event): void;
  /**
   * A message of this very session is durable (or needed not to be) and has been shown: echo or reflect it and count it as
   * handled. `reference` is what the session handed in with it. Events of a retry with a known client key arrive with the
   * first id (`event.id`) and reach nobody else.
   */
  released(event: MessageEvent, reference: unknown): void;
  /** A staged message of this session was not stored and never will be. */
  refused(event: MessageEvent, refusal: Refusal, reference: unknown): void;
  /** The session was seated in a room by another act of its person (SEMANTICS 1.2): show it the room as after a join. */
  entered(occupant: Occupant): void;
  /**
   * The room of the occupant was renamed; everything in it is already what it will be. True where the wire has shown the session
   * that and it goes along; false where its client is told to enter anew.
   */
  moved(occupant: Occupant, event: RoomRenamedEvent): boolean;
  /** The core ends the session (logged out, account locked, server stopping): say why, in the words of `reason` if there are any, and close. */
  dismiss(why: Dismissal, reason?: string): void;
}

export type Dismissal =
  | 'account-removed'
  | 'account-locked'
  | 'password-changed'
  | 'killed'
  | 'banned'
  | 'shutdown'
  | 'replaced'
  | 'logged-out';
