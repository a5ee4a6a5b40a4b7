import type { Bare } from '../lib/address.ts';
import type { Id } from '../lib/id.ts';
import type { PersonRef } from './event.ts';

/** What all events of a room have. */
export interface RoomEvent {
  readonly id: Id;
  readonly at: number;
  readonly room: Bare;
}

/** Somebody outside asks to be let in; to moderators. */
export interface KnockedEvent extends RoomEvent {
  readonly type: 'knocked';
  readonly who: PersonRef;
  readonly text: string;
}

/** The room, until now at `room`, has another address. Each session is handed it by `endpoint.moved`. */
export interface RoomRenamedEvent extends RoomEvent {
  readonly type: 'room-renamed';
  /** As typed by whoever named it. */
  readonly name: string;
  readonly to: Bare;
  readonly newName: string;
  readonly by: PersonRef;
  readonly reason: string;
}

/** Sent to the invited person's sessions, and to those who may know (IRC invite-notify). */
export interface InvitedEvent extends RoomEvent {
  readonly type: 'invited';
  readonly by: PersonRef;
  readonly who: { readonly address: Bare; readonly nickname: string };
  readonly reason: string;
  readonly key: string | undefined;
  /** XEP-0045 mediated (through the room); otherwise direct (XEP-0249). */
  readonly mediated: boolean;
}
