import type { CertificateStore } from './accounts/certificate-store.ts';
import type { Bare } from '../lib/address.ts';
import type { Id } from '../lib/id.ts';
import type { AccountSettings } from './accounts/account-settings.ts';
import type { SearchStore } from './archive/search.ts';
import type { BouncerStore } from './bouncer/store.ts';
import type { BanStore, BlockStore } from './bans/ban-store.ts';
import type { RosterContact } from './contact-event.ts';
import type { MessageEvent } from './event.ts';
import type { Redaction } from './history-event.ts';
import type { Affiliation } from './rooms/rank.ts';
import type { RoomSettings } from './rooms/settings.ts';
import type { PushStore } from './push/subscription.ts';
import type { UploadStore } from './uploads/store.ts';

/**
 * What the core asks of storage. One contract suite runs over every implementation (test/contract). All methods reject with
 * `StorageAway` when the database cannot be reached now, and never with anything a user could have caused.
 */
export interface Storage {
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly archive: ArchiveStore;
  readonly rosters: RosterStore;
  readonly marks: MarkStore;
  /** XEP-0049-like private blobs and vCards: small values by owner and key. */
  readonly blobs: BlobStore;
  /** Rooms, presence and devices of accounts that may be away. */
  readonly bouncer: BouncerStore;
  readonly search: SearchStore;
  readonly bans: BanStore;
  readonly blocks: BlockStore;
  readonly certificates: CertificateStore;
  readonly uploads: UploadStore;
  readonly push: PushStore;
  /** Takes the home of all rooms: from now on writes of any earlier holder are refused (`Fenced`). Returns the largest id stored. */
  takeHome(): Promise<{ readonly epoch: number; readonly lastId: Id | undefined }>;
  /** Resolves when a trivial statement was answered. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The database is away: connection refused, lost, timed out, shutting down. Worth trying again. */
export class StorageAway extends Error {
  readonly code = 'storage-away';
}

/** Somebody else took the home (a second server on the same database): this process must stop writing. */
export class Fenced extends Error {
  readonly code = 'fenced';
}

// ---------------------------------------------------------------------------------------------------------- accounts

/** SCRAM keys of one mechanism (RFC 5802 3). The password itself is never kept. */
export interface ScramKeys {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export interface AccountRecord {
  /** As typed when it was made; shown. */
  readonly name: string;
  /** The folded localpart: the key. */
  readonly key: string;
  readonly sha256: ScramKeys | undefined;
  readonly sha1: ScramKeys | undefined;
  /** bcrypt hash of an imported account, upgraded at the next PLAIN login. */
  readonly bcrypt: string | undefined;
  readonly locked: boolean;
  readonly displayName: string;
  readonly email: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastSeenAt: number | undefined;
  /** Its holder has not shown the code yet without which it may not be used. Left out for all others. */
  readonly unverified?: true | undefined;
  /** Left out while nothing was ever chosen. */
  readonly settings?: AccountSettings;
}

export interface AccountStore {
  find(key: string): Promise<AccountRecord | undefined>;
  /** The account whose name has that skeleton (lib/skeleton.ts): at most one, as `create` takes no second. */
  findLike(look: string): Promise<AccountRecord | undefined>;
  /** False where the key is taken; exactly one of many concurrent calls gets true. */
  create(account: AccountRecord): Promise<boolean>;
  /** Changes only what is given. False where there is no such account. */
  update(key: string, change: Partial<Omit<AccountRecord, 'key' | 'createdAt'>>): Promise<boolean>;
  /**
   * Removes the account and what belongs to its `address`: roster, blobs, affiliations, visits, marks, inbox and what
   * `BouncerStore` has. False where there is none.
   */
  remove(key: string, address: Bare): Promise<boolean>;
  /** Those of `keys` that there are, in any order. */
  findAll(keys: readonly string[]): Promise<readonly AccountRecord[]>;
  /** In key order, at most `limit`, those after `after`. */
  list(after: string, limit: number): Promise<readonly AccountRecord[]>;
}

// ------------------------------------------------------------------------------------------------------------- rooms

export interface Subject {
  readonly text: string;
  /** Nickname and mask of the setter, as shown. */
  readonly by: string;
  readonly byMask: string;
  readonly at: number;
}

export interface AffiliationRecord {
  readonly address: Bare;
  readonly affiliation: Affiliation;
  readonly reason: string;
  /** Who set it, as shown, and when. */
  readonly by: string;
  readonly at: number;
}

export interface MaskRecord {
  readonly list: 'ban' | 'exception' | 'invitation';
  readonly mask: string;
  readonly by: string;
  readonly at: number;
}

export interface RoomRecord {
  /** The conversation key of its archive: never reused, survives a rename. */
  readonly id: string;
  readonly address: Bare;
  /** The localpart as typed by whoever made it; shown on IRC. */
  readonly name: string;
  readonly settings: RoomSettings;
  readonly subject: Subject | undefined;
  /** What its moderators say about it, by key (IRC METADATA). */
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface LoadedRoom {
  readonly room: RoomRecord;
  readonly affiliations: readonly AffiliationRecord[];
  readonly masks: readonly MaskRecord[];
  /** The highest seq ever given in the room, 0 for none. */
  readonly lastSeq: number;
  /** The last messages, oldest first, at most as many as asked for. */
  readonly recent: readonly MessageEvent[];
}

/** One change of a room's lasting state. Changes are written in the order they were made, behind what people see. */
export type RoomChange =
  | { readonly type: 'room'; readonly room: RoomRecord }
  | { readonly type: 'affiliation'; readonly room: string; readonly record: AffiliationRecord }
  | { readonly type: 'mask'; readonly room: string; readonly record: MaskRecord; readonly removed: boolean }
  /** Somebody is here for the first time, as far as the core knows; later visits change nothing. */
  | { readonly type: 'visit'; readonly room: string; readonly address: Bare; readonly at: number }
  /** The room, written under its new address already, had another: `RoomStore.findFormer`. */
  | { readonly type: 'renamed'; readonly room: string; readonly from: Bare; readonly to: Bare }
  | { readonly type: 'destroy'; readonly room: string };

export interface RoomListing {
  readonly address: Bare;
  readonly name: string;
  readonly title: string;
  readonly subject: string;
  /** Milliseconds since 1970; undefined where there is no subject. */
  readonly subjectAt: number | undefined;
  readonly createdAt: number;
  readonly secret: boolean;
}

export interface RoomStore {
  load(address: Bare, recent: number): Promise<LoadedRoom | undefined>;
  /** A room whose name has that skeleton (lib/skeleton.ts). */
  findLike(look: string): Promise<Bare | undefined>;
  /** The address of the room that had this one before, of the last eight it had. */
  findFormer(address: Bare): Promise<Bare | undefined>;
  /** All in one transaction, in order; idempotent. An affiliation `none` removes the record. */
  apply(changes: readonly RoomChange[]): Promise<void>;
  /** When that address was first in the room (milliseconds since 1970). */
  firstVisit(room: string, address: Bare): Promise<number | undefined>;
  /** Kept rooms that are not secret, in address order, at most `limit`, those after `after`. */
  list(after: string, limit: number): Promise<readonly RoomListing[]>;
}

// ----------------------------------------------------------------------------------------------------------- archive

/** `owner` is a bare address; whose archives a direct message belongs to (one or both parties, those with accounts here). */
export interface Filing {
  readonly event: MessageEvent;
  readonly owners: readonly Bare[];
  /** The message that the event is about, as it is from now on: its kind, body and `edited` are stored with the event. */
  readonly amends?: MessageEvent | undefined;
}

/** For each filing of a batch: undefined when stored, or the id under which the same client key was stored before. */
export type AppendResult = readonly (Id | undefined)[];

/**
 * Ids of messages whose senders are being told "not stored" although a commit may be under way: kept outside the database and
 * over a crash, so that a refusal stays final (RELIABILITY P4).
 */
export interface Doubts {
  /** Those of before the start. */
  read(): readonly Id[];
  /** On disk when it returns. Throws where it cannot be. */
  add(ids: readonly Id[]): void;
  /** All of them are settled. */
  clear(): void;
}

export interface PageQuery {
  /** Exclusive cursors, which need not be ids of stored messages; both may be given. Nothing is beyond a cursor that is no UUID. */
  readonly after?: Id | undefined;
  readonly before?: Id | undefined;
  /** At most 1,000 are given, whatever is asked for. */
  readonly limit: number;
  /** Take the newest `limit` of the interval instead of the oldest. The result is ascending either way. */
  readonly fromEnd: boolean;
  /** Others are passed over, and not counted. `messages` where it is not said. */
  readonly scope?: Scope | undefined;
}

/**
 * `said`: texts that stand. `messages`: everything that was sent, with what is left of redacted messages, and what was done to
 * messages. `all`: what was sent and stands, what was done to it, and what happened in the room.
 */
export type Scope = 'said' | 'messages' | 'all';

/** What somebody thinks of a message. */
export interface ReactionKey {
  readonly conversation: string;
  readonly message: Id;
  readonly actor: Bare;
}

export interface Page {
  /** Oldest first. */
  readonly messages: readonly MessageEvent[];
  /** True when the interval holds no more than these. */
  readonly complete: boolean;
}

export interface ArchiveStore {
  /**
   * Stores a batch durably, all or nothing, in one round trip, with what follows from it (`Filing.amends`; the set of a reaction); resolves after the commit. A filing whose (conversation, sender,
   * client key) is known is not stored again, and one whose id is stored already counts as stored: a batch may be given again.
   * Rejects with `StorageAway` where the outcome is unknown, `Fenced` where the home is lost. After `StorageAway` the next call of
   * `append`, `stored` or `retract` first makes sure that the lost attempt cannot take effect any more.
   * Ids and conversations are UUIDs in canonical text; ids rise with `seq` within a conversation.
   */
  append(batch: readonly Filing[], epoch: number): Promise<AppendResult>;
  /** Which of these ids are stored: resolves an ambiguous commit. */
  stored(ids: readonly Id[]): Promise<ReadonlySet<Id>>;
  /** Removes messages whose senders were told that they were refused, and what followed from them. */
  retract(ids: readonly Id[]): Promise<void>;
  /** Of a room or a pair, in seq order. */
  page(conversation: string, query: PageQuery): Promise<Page>;
  /**
   * Of one account's direct messages, in id order; with one correspondent only if `peer` is given. A private message through a
   * room has the room as correspondent, so that nobody learns from it who is behind a nickname.
   */
  inboxPage(owner: Bare, peer: Bare | undefined, query: PageQuery): Promise<Page>;
  find(conversation: string, id: Id): Promise<MessageEvent | undefined>;
  findInInbox(owner: Bare, id: Id): Promise<MessageEvent | undefined>;
  /**
   * Takes the text of a message away for good, with those of its edits, and leaves who did it: durable when it resolves, and idempotent. False where there
   * is no such message. `Fenced` where the home is lost.
   */
  redact(conversation: string, id: Id, redaction: Redaction, epoch: number): Promise<boolean>;
  /** The set last stored; empty for none. */
  reactions(key: ReactionKey): Promise<readonly string[]>;
  /** How many messages the interval holds, counted up to 10,000. */
  count(conversation: string, query: Pick<PageQuery, 'after' | 'before'>): Promise<number>;
}

// ------------------------------------------------------------------------------------------------------------ roster

export interface RosterStore {
  load(owner: Bare): Promise<readonly RosterContact[]>;
  /** Inserts or replaces one contact; `subscription: 'remove'` deletes it. */
  save(owner: Bare, contact: RosterContact): Promise<void>;
}

/** How far accounts have read, by conversation. */
export interface MarkStore {
  load(owner: Bare): Promise<ReadonlyMap<string, Id>>; // the newest 1,000
  /** A mark only ever rises: an earlier id than the one stored changes nothing. */
  save(owner: Bare, conversation: string, id: Id): Promise<void>;
  /** What anybody has read of `from` is read of `to`. */
  move(from: string, to: string): Promise<void>;
}

export interface BlobStore {
  find(owner: Bare, key: string): Promise<string | undefined>;
  save(owner: Bare, key: string, value: string): Promise<void>;
  remove(owner: Bare, key: string): Promise<void>;
}
