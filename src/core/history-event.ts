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
  SpokenKind,
  SubjectEvent,
} from './event.ts';

/** What happened in a room and is shown again to who asks for it; what was done to messages also where those were direct. */
export type PastEvent =
  | JoinedEvent
  | LeftEvent
  | RemovedEvent
  | RankedEvent
  | RoomRenamedOccupantEvent
  | SubjectEvent
  | ConfiguredEvent
  | BanListEvent
  | ActEvent;

/** What somebody did to a message that was there. */
export type ActEvent = RedactedEvent | ReactedEvent | EditedEvent;

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
  readonly toNickname?: string | undefined;
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

/** Somebody thinks something of a message, or no more (XEP-0444, IRCv3 react). */
export interface ReactedEvent {
  readonly type: 'reacted';
  readonly id: Id;
  readonly at: number;
  readonly conversation: string;
  readonly room: Bare | undefined;
  /** Direct: the other one of the two, and their nickname where it went through a room. */
  readonly to: Bare | undefined;
  readonly toNickname?: string | undefined;
  readonly message: Id;
  readonly clientId?: string | undefined;
  readonly by: PersonRef;
  /** All of theirs from now on, and what is new and gone with this act. */
  readonly reactions: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Further client-only tags of the asker. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly actId?: string | undefined;
  /** Is it in the archive? Nothing is kept where nothing changed. */
  readonly kept: boolean;
}

/** The author of a message gave it another text (XEP-0308). */
export interface EditedEvent {
  readonly type: 'edited';
  readonly id: Id;
  readonly at: number;
  readonly conversation: string;
  readonly room: Bare | undefined;
  readonly to: Bare | undefined;
  readonly toNickname?: string | undefined;
  readonly message: Id;
  readonly clientId?: string | undefined;
  readonly by: PersonRef;
  readonly kind: SpokenKind;
  readonly body: string;
  /** The text it had before. */
  readonly before: string;
  /** As in `MessageEvent`. */
  readonly payload?: string | undefined;
  readonly actId?: string | undefined;
}

/** A message was edited a while ago, perhaps several times: for those who can only be told of it (SEMANTICS 5.1). Not archived. */
export interface EditToldEvent {
  readonly type: 'edit-told';
  /** The last edit; its `before` is the text that was last shown to them. */
  readonly edit: EditedEvent;
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
