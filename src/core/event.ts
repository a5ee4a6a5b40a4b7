import type { Bare } from '../lib/address.ts';
import type { Id } from '../lib/id.ts';
import type { ContactEvent } from './contact-event.ts';
import type { MetadataEvent } from './metadata/metadata.ts';
import type { InvitedEvent, KnockedEvent, RoomEvent, RoomRenamedEvent } from './room-event.ts';
import type { Affiliation, Role } from './rooms/rank.ts';
import type { SettingChange } from './rooms/settings.ts';
import type { BlockingEvent } from './blocks/block-event.ts';
import type { OperatorEvent } from './operators/operator-event.ts';
import type { ActEvent, EditToldEvent, PastEvent, ReadEvent, Redaction } from './history-event.ts';
import type { Availability } from './presence/availability.ts';
import type { AwayEvent, ProfileEvent, WatchedEvent } from './presence/person-event.ts';

/**
 * Things that happened, as plain immutable data: the same objects feed live delivery, history and (later) other servers.
 * They carry copies of what they mention and name rooms and people by address, never by object.
 */
export type Event =
  | MessageEvent
  | MetadataEvent
  | ActEvent
  | EditToldEvent
  | ReadEvent
  | JoinedEvent
  | LeftEvent
  | RemovedEvent
  | RankedEvent
  | RoomRenamedOccupantEvent
  | RoomAvailabilityEvent
  | SubjectEvent
  | ConfiguredEvent
  | BanListEvent
  | InvitedEvent
  | KnockedEvent
  | RoomRenamedEvent
  | GoneEvent
  | PersonRenamedEvent
  | AwayEvent
  | PersonIdentifiedEvent
  | IdentifiedEvent
  | OperatorEvent
  | BlockingEvent
  | ProfileEvent
  | WatchedEvent
  | ContactEvent;

/** A person as events mention them: as they were called then. */
export interface PersonRef {
  /** Real bare address: `alice@example.org`, `guest-1f…@guests.example.org`, `bob@remote.example`. */
  readonly address: Bare;
  /** The server-wide nickname, as shown. */
  readonly nickname: string;
  /** `ident@host` as shown in masks; for an account equal to its address. Never an IP. */
  readonly mask: string;
  /** Account name as shown, undefined for guests and remote people. */
  readonly account: string | undefined;
  /** Opaque, stable per person and server (XEP-0421). */
  readonly occupantId: string;
  /** A program (IRC +B). Not archived. */
  readonly isBot?: true;
}

/** An occupant as events mention it. */
export interface OccupantRef extends PersonRef {
  /** Display name, for realname fields and XEP-0172. */
  readonly displayName: string;
  readonly affiliation: Affiliation;
  readonly role: Role;
  readonly availability: Availability;
  /** Which of their sessions was active last (SEMANTICS 1.2), for those who may see addresses. */
  readonly device?: string | undefined;
  /** Has a voice that was given (IRC +v), beside what comes with membership. */
  readonly isVoiced?: boolean;
}

/** What people send. */
export type SpokenKind = 'text' | 'action' | 'notice' | 'tags';

/**
 * What the archive holds: what was said; what is left of it where it was redacted; and in their place among it what was done to it
 * (`redaction`, `reaction`, `edit`) and what else happened in a room (`event`).
 */
export type MessageKind = SpokenKind | 'redacted' | 'redaction' | 'reaction' | 'edit' | 'event';

/** What a message was before its author edited it. */
export interface Edits {
  readonly kind: SpokenKind;
  readonly body: string;
  /** Of the edits, oldest first; never empty. */
  readonly ids: readonly Id[];
}

/** Who hears what is said in a room: that rank and above. */
export type Audience = 'voiced' | 'moderators' | 'admins' | 'owners' | 'op-moderated';

/** What somebody does at the keyboard (IRC `+typing`, XEP-0085). */
export type Typing = 'active' | 'paused' | 'done';

/** A message that another one answers, as far as it was at hand. */
export interface Quoted {
  readonly nickname: string;
  readonly text: string;
  /** Others have spoken since, or it is long ago: who reads on may not see what is answered. */
  readonly isDistant: boolean;
}

export interface MessageEvent {
  readonly type: 'message';
  readonly id: Id;
  /** Milliseconds since 1970; the time in `id`. */
  readonly at: number;
  /** The archive's key for this room or pair. */
  readonly conversation: string;
  /** Place in the conversation's order; 0 where nothing is archived. */
  readonly seq: number;
  /** The room it was said in, or through which a private message went (`to` is set then). */
  readonly room: Bare | undefined;
  /** A direct message's receiver; undefined for a room's. */
  readonly to: Bare | undefined;
  /** Direct: the resource the sender named, undefined for the bare address. Not archived. */
  readonly toResource?: string | undefined;
  /** Private message in a room: the receiver's nickname there. */
  readonly toNickname?: string | undefined;
  readonly from: PersonRef;
  /** Device the message came from (XMPP resource); not archived. */
  readonly fromDevice?: string | undefined;
  readonly kind: MessageKind;
  /** Plain text, `\n` between lines; undefined for a message without a body (chat states, receipts, reactions). */
  readonly body: string | undefined;
  /** Should the archive keep it? Others (typing, `no-store`) pass through live only. */
  readonly kept: boolean;
  /** The sender's own name for the message (`id` attribute), reflected unchanged. */
  readonly clientId?: string | undefined;
  /** Names the act, so that a retry is stored once: XEP-0359 origin-id, an IRC nonce tag. */
  readonly clientKey?: string | undefined;
  /** Verbatim XML children beside the body, serialised in namespace context of `jabber:client`; opaque to the core. */
  readonly payload?: string | undefined;
  /** Client-only IRC tags (`+typing`…); opaque to the core. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** XMPP message type where it is not the usual one of the conversation: `normal`, `headline`. */
  readonly flavour?: string | undefined;
  /** Who took the text away, where `kind` is `redacted`. */
  readonly redaction?: Redaction | undefined;
  /** It has another text than it had. */
  readonly edited?: Edits | undefined;
  /** What happened, where `kind` is `redaction`, `reaction`, `edit` or `event`. */
  readonly past?: PastEvent | undefined;
  /** Only these occupants heard it; such messages are not kept. Undefined: everybody. */
  readonly audience?: Audience | undefined;
  /** Places in the body at which the sender cut long lines: how to cut them again for who needs that. Not archived. */
  readonly cuts?: readonly number[] | undefined;
  /** Without a body: the sender types, or stopped. Not archived. */
  readonly typing?: Typing | undefined;
  /** What `replyOf(event)` names. Not archived. */
  readonly quoted?: Quoted | undefined;
}

/** Somebody became an occupant (their first session here). */
export interface JoinedEvent extends RoomEvent {
  readonly type: 'joined';
  readonly who: OccupantRef;
}

/** An occupant left of its own will, or by going offline (`quit`: IRC says it once through `GoneEvent`). */
export interface LeftEvent extends RoomEvent {
  readonly type: 'left';
  readonly who: OccupantRef;
  readonly reason: string;
  readonly quit: boolean;
}

export type RemovalCause =
  'kicked' | 'banned' | 'affiliation-lost' | 'members-only' | 'destroyed' | 'shutdown' | 'error';

export interface RemovedEvent extends RoomEvent {
  readonly type: 'removed';
  readonly who: OccupantRef;
  /** Undefined when the server did it. */
  readonly by: PersonRef | undefined;
  readonly cause: RemovalCause;
  readonly reason: string;
}

/** How somebody stands in a room. */
export interface Rank {
  readonly affiliation: Affiliation;
  readonly role: Role;
  readonly isVoiced?: boolean;
}

/** Affiliation or role changed. `who.role`/`affiliation` are the new ones; for somebody absent `present` is false. */
export interface RankedEvent extends RoomEvent {
  readonly type: 'ranked';
  readonly who: OccupantRef;
  readonly present: boolean;
  readonly before: Rank;
  readonly by: PersonRef | undefined;
  readonly reason: string;
}

/** A person's nickname changed, told per room (XMPP 303); IRC says it once through `PersonRenamedEvent`. */
export interface RoomRenamedOccupantEvent extends RoomEvent {
  readonly type: 'renamed';
  /** With the old nickname. */
  readonly who: OccupantRef;
  readonly nickname: string;
}

/** An occupant's aggregated availability changed, told per room; IRC uses `AwayEvent`. */
export interface RoomAvailabilityEvent extends RoomEvent {
  readonly type: 'availability';
  readonly who: OccupantRef;
}

export interface SubjectEvent extends RoomEvent {
  readonly type: 'subject';
  readonly by: PersonRef;
  readonly subject: string;
  readonly clientId?: string | undefined;
}

export interface ConfiguredEvent extends RoomEvent {
  readonly type: 'configured';
  readonly by: PersonRef | undefined;
  readonly changes: readonly SettingChange[];
}

/** A ban, exception or invite-exception mask was added or removed. Outcasts by address come as this too. */
export interface BanListEvent extends RoomEvent {
  readonly type: 'ban-list';
  readonly by: PersonRef | undefined;
  readonly list: 'ban' | 'exception' | 'invitation';
  readonly mask: string;
  readonly added: boolean;
}

/** A person is gone from the server: once to everybody who shares a room (IRC QUIT). */
export interface GoneEvent {
  readonly type: 'gone';
  readonly at: number;
  readonly id: Id;
  readonly who: PersonRef;
  readonly reason: string;
}

/** A server-wide nickname change: once to everybody who shares a room, and to the person (IRC NICK). */
export interface PersonRenamedEvent {
  readonly type: 'person-renamed';
  readonly at: number;
  readonly id: Id;
  /** With the old nickname. */
  readonly who: PersonRef;
  readonly nickname: string;
}

/** Somebody logged in or out while they were here: once to everybody who shares a room, and to the person (IRC account-notify). */
export interface PersonIdentifiedEvent {
  readonly type: 'person-identified';
  readonly at: number;
  readonly id: Id;
  /** As they were until now. */
  readonly who: PersonRef;
  /** As they are from now on, under the same nickname. */
  readonly became: PersonRef;
}

/** The same, told per room: whoever it is now, and with which rank. */
export interface IdentifiedEvent extends RoomEvent {
  readonly type: 'identified';
  readonly who: OccupantRef;
  readonly before: Rank;
}
