import type { Rate } from '../lib/bucket.ts';
import type { Clock } from '../lib/clock.ts';
import type { IdSource } from '../lib/id.ts';
import type { WorkQueue } from './accounts/work-queue.ts';
import type { Attempts } from './accounts/attempts.ts';
import type { Logins } from './accounts/logins.ts';
import type { NameProfile } from './accounts/names.ts';
import type { ArchiveWriter } from './archive/writer.ts';
import type { Bouncer } from './bouncer/bouncer.ts';
import type { AlwaysOnPolicy } from './bouncer/policy.ts';
import type { Blocks } from './blocks/block-list.ts';
import type { Dnsbl } from './bans/dnsbl.ts';
import type { BanTable } from './bans/ban-table.ts';
import type { Marks } from './archive/read-marks.ts';
import type { Visits } from './archive/visits.ts';
import type { CoreLog } from './core-log.ts';
import type { Loads } from './loads.ts';
import type { Gate } from './operators/gate.ts';
import type { Notices } from './operators/notices.ts';
import type { Right } from './operators/rights.ts';
import type { OperatorBlock } from './operators/take-rights.ts';
import type { Metadata } from './metadata/metadata.ts';
import type { AccountRecord, Storage } from './ports.ts';
import type { Pushes } from './push/state.ts';
import type { Past } from './presence/past.ts';
import type { Paces } from './presence/pace.ts';
import type { People } from './presence/people.ts';
import type { Roster } from './presence/roster.ts';
import type { Watches } from './presence/watches.ts';
import type { Rooms } from './rooms/rooms.ts';
import type { RoomSettings } from './rooms/settings.ts';

/** What operations work on. Made once by `createCore`; `config` is replaced as a whole on reload. */
export interface Core {
  config: CoreConfig;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly storage: Storage;
  readonly writer: ArchiveWriter;
  readonly people: People;
  /** Who wants to know of whom. */
  readonly watches: Watches;
  /** What people were called who are gone. */
  readonly past: Past;
  readonly rooms: Rooms;
  readonly visits: Visits;
  /** How far people have read, by their bare address. */
  readonly marks: Loads<Marks>;
  /** Account records by key; kept up to date by the operations of accounts/. */
  readonly accounts: Loads<AccountRecord>;
  /** Accounts by the skeleton of their name (UTS 39); asked under `precis` only. */
  readonly lookalikes: Loads<AccountRecord>;
  /** Rosters by the owner's bare address. */
  readonly rosters: Loads<Roster>;
  /** Accounts that are here without a session, and what is kept of them. */
  readonly bouncer: Bouncer;
  /** What people and rooms say about themselves, and who wants to hear it. */
  readonly metadata: Metadata;
  /** A few searches at a time: others read history meanwhile. */
  readonly searches: WorkQueue;
  /** Hashing, throttles and the order of account changes. */
  readonly logins: Logins;
  /** Rooms that are kept, by the account that made them. */
  readonly roomsMade: Attempts;
  /** Server secret for occupant ids and fake salts: at least 32 random bytes, stable over restarts. */
  readonly secret: Buffer;
  readonly log: CoreLog;
  /** Whom people do not want to hear of. */
  readonly blocks: Blocks;
  /** Asks about addresses; undefined where nobody can be asked. */
  readonly dnsbl: Dnsbl | undefined;
  readonly paces: Paces;
  /** Devices that are told without a connection. */
  readonly pushes: Pushes;
  /** How far the server is closed. */
  readonly gate: Gate;
  /** Who is kept away from the server. */
  readonly bans: BanTable;
  /** Operators who want to be told what happens. */
  readonly notices: Notices;
}

/** The settings that operations read; composed from the config file by main. */
export interface CoreConfig {
  /** Accounts are local@domain. */
  readonly domain: string;
  /** Rooms are local@roomsDomain. */
  readonly roomsDomain: string;
  /** Guests are guest-…@guestsDomain. */
  readonly guestsDomain: string;
  readonly admins: ReadonlySet<string>;
  readonly operators: {
    /** By the name that OPER gives. */
    readonly blocks: ReadonlyMap<string, OperatorBlock>;
    readonly classes: ReadonlyMap<string, ReadonlySet<Right>>;
  };
  /** `account`: the holder of an account is called by its name; `free`: by one nickname at a time, which they choose. */
  readonly nicknames: 'account' | 'free';
  /** Lists of bad addresses, and what becomes of who is on one. */
  readonly dnsbl: { readonly zones: readonly string[]; readonly action: 'refuse' | 'login' };
  /** Which letters names have. */
  readonly nameProfile: NameProfile;
  /** Neighbours are told of a new nickname, subject or away text of one person once in so many milliseconds; 0: always. */
  readonly paceMs: number;
  /** How many newcomers a room lets in at once and a second; false: any number. */
  readonly joins: Rate | false;
  readonly guests: { readonly enabled: boolean; readonly forcePrefix: boolean };
  readonly registration: 'open' | 'invite' | 'closed';
  readonly registrationsPerHour: number;
  /** Is an address for mail asked for, and must one be given? */
  readonly email: 'off' | 'optional' | 'required';
  /** PBKDF2 rounds of new SCRAM keys. */
  readonly iterations: number;
  /** Least characters of a password that people choose themselves. */
  readonly passwordLength: number;
  readonly mechanisms: readonly string[];
  readonly loginAttemptsPerMinute: number;
  readonly alwaysOn: {
    readonly policy: AlwaysOnPolicy;
    /** Milliseconds without a session after which an account is gone; may be infinite. */
    readonly expiry: number;
  };
  readonly createRooms: 'anyone' | 'accounts' | 'admins';
  readonly roomDefaults: RoomSettings;
  readonly history: {
    readonly enabled: boolean;
    /** `before`: durable, then shown. */
    readonly commit: 'before' | 'after';
    readonly direct: boolean;
    readonly page: number;
    readonly join: number;
    /** Milliseconds during which authors may take back what they said; Infinity for ever. */
    readonly redactWindow: number;
    /** The same for giving it another text. */
    readonly editWindow: number;
  };
  readonly push: {
    readonly enabled: boolean;
    /** Milliseconds that somebody has to read something by themselves. */
    readonly delay: number;
  };
  readonly uploads: {
    /** Bytes of one file. */
    readonly maxSize: number;
    /** Bytes of all files of one account. */
    readonly quota: number;
    /** Milliseconds; Infinity keeps them for good. */
    readonly keep: number;
  };
  readonly limits: {
    readonly nickname: number;
    /** Bytes of a local room name. */
    readonly roomName: number;
    readonly subject: number;
    readonly away: number;
    readonly realname: number;
    readonly reason: number;
    readonly masks: number;
    readonly roomsPerSession: number;
    /** Names one session may watch. */
    readonly watched: number;
    /** Metadata keys of one person or room, and keys one session may subscribe to. */
    readonly metadataKeys: number;
    readonly metadataSubs: number;
    /** Past names remembered. */
    readonly past: number;
    readonly sessionsPerAccount: number;
    /** People to whom a guest that knows nobody may write in an hour; 0: any number. */
    readonly strangersPerHour: number;
    /** Rooms to be kept that an account makes in an hour; 0: any number. */
    readonly roomsPerHour: number;
    /** Bytes of a message body. */
    readonly message: number;
  };
}
