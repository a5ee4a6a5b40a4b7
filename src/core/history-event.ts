import type { Bare } from '../lib/address.ts';
import type { Id } from '../lib/id.ts';
import type {
  BanListEvent,
  ConfiguredEvent,
  JoinedEvent,
  LeftEvent,
  PersonRef,
  RankedEvent,
  RemovedEvent,
  RoomRenamedOccupantEvent,
  SubjectEvent,
} from './event.ts';

/** What happened in a room and is shown again to who asks for it; redactions also of direct messages. */
export type PastEvent =
  | JoinedEvent
  | LeftEvent
  | RemovedEvent
  | RankedEvent
  | RoomRenamedOccupantEvent
  | SubjectEvent
  | ConfiguredEvent
  | BanListEvent
  | RedactedEvent;

/** Why a message has no text any more. */
export interface Redaction {
  /** Of the act. */
  readonly id: Id;
  readonly at: number;
  readonly by: PersonRef;
  readonly reason: string;
}

/** A message was taken back by its author or removed by a moderator: shown to whoever the message was (XEP-0424, XEP-0425). */
export interface RedactedEvent {
  readonly type: 'redacted';
  readonly id: Id;
  readonly at: number;
  readonly conversation: string;
  /** As in the message. */
  readonly room: Bare | undefined;
  readonly to: Bare | undefined;
  /** The message's id, and its author's own name for it. */
  readonly message: Id;
  readonly clientId?: string | undefined;
  readonly author: PersonRef;
  readonly by: PersonRef;
  readonly reason: string;
  /** What the asker's client calls the act. */
  readonly actId?: string | undefined;
  /** Those who cannot take it out of sight are to be told as well. */
  readonly isLoud: boolean;
}

/** Somebody has read a conversation up to there: told to their own sessions, and nobody else. */
export interface ReadEvent {
  readonly type: 'read';
  readonly at: number;
  readonly owner: Bare;
  /** The room or the correspondent. */
  readonly place: { readonly room: Bare } | { readonly peer: Bare };
  /** Everything up to this id; its time is the time that was read up to. */
  readonly upTo: Id;
}
