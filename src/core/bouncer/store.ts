import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import type { Role } from '../rooms/rank.ts';

/** A room of an account: what XEP-0402 calls a bookmark. */
export interface AccountRoom {
  readonly room: Bare;
  /** The account is in the room whether or not it has a session. */
  readonly autojoin: boolean;
  /** What the account calls the room; empty for nothing. */
  readonly name: string;
  /** The nickname it wants there, which is only kept for its clients; empty for none. */
  readonly nickname: string;
  readonly password: string;
  /** Verbatim XML inside `<extensions/>` (XEP-0402 3.1); empty for none. */
  readonly extensions: string;
  /** The role there, where it is not the one that the affiliation gives. */
  readonly role: Role | undefined;
}

/** An account that is here, with or without a session. */
export interface Resident {
  readonly nickname: string;
  /** What it said when it went away; empty for nothing. */
  readonly away: string;
  /** Bits of `Trait`. */
  readonly traits: number;
  /** When its last session ended, milliseconds since 1970; 0 while it has one. */
  readonly absentSince: number;
}

/** Up to where a device has been shown what was said: in one room, or (`room` empty) everywhere else. */
export interface DevicePosition {
  readonly device: string;
  readonly room: Bare | '';
  readonly position: Id;
  /** The device wants no lines of this room. */
  readonly detached: boolean;
}

/** One thing that an account is to find again. Of several for the same thing the last one counts; order is of no other importance. */
export type BouncerChange = { readonly owner: Bare } & (
  | { readonly type: 'joined'; readonly room: Bare; readonly role: Role | undefined }
  | { readonly type: 'left'; readonly room: Bare }
  | { readonly type: 'resident'; readonly resident: Resident | undefined }
  | { readonly type: 'position'; readonly position: DevicePosition }
  | { readonly type: 'device-gone'; readonly device: string }
);

export interface StoredResident extends Resident {
  readonly owner: Bare;
  /** Those with `autojoin`, in address order. */
  readonly rooms: readonly Pick<AccountRoom, 'room' | 'role'>[];
}

/** What is kept of accounts so that they can be away (SEMANTICS 3, "Always-on rule"; 6.3). */
export interface BouncerStore {
  /** All or nothing; idempotent. At most one change for each thing. `joined` and `left` leave a bookmark's other fields alone. */
  apply(changes: readonly BouncerChange[]): Promise<void>;
  /** In address order, at most `limit`, those after `after`. */
  residents(after: string, limit: number): Promise<readonly StoredResident[]>;
  /** Inserts or replaces a bookmark. */
  saveRoom(owner: Bare, room: AccountRoom): Promise<void>;
  removeRoom(owner: Bare, room: Bare): Promise<void>;
  /** In address order. */
  rooms(owner: Bare): Promise<readonly AccountRoom[]>;
  /** A room has another address now: in everybody's list, and where devices are. Idempotent. */
  moveRoom(from: Bare, to: Bare): Promise<void>;
  /** Of all devices of an account, by device and room. */
  positions(owner: Bare): Promise<readonly DevicePosition[]>;
}
