import type { BanRecord, BanSubject } from '../bans/ban.ts';
import type { GateLevel } from '../operators/gate.ts';
import type { Refusal } from '../refusal.ts';

/** An account as administrators see it. Times are milliseconds since 1970. */
export interface AccountSummary {
  readonly name: string;
  /** `alice@example.org`. */
  readonly address: string;
  readonly locked: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number | undefined;
}

export interface AccountDetails extends AccountSummary {
  readonly email: string;
  /** The code that VERIFY wants, for an account that waits for it. */
  readonly code?: string | undefined;
  readonly displayName: string;
  /** One entry per session: protocol and where from. */
  readonly sessions: readonly { readonly protocol: string; readonly remote: string; readonly since: number }[];
  /** Rooms the account is in, as IRC spells them. */
  readonly rooms: readonly string[];
}

/** What administrators may do to accounts. A `Refusal` is the core's answer; undefined is success. */
export interface AccountsAdmin {
  add(name: string, password: string): Promise<Refusal | AccountSummary>;
  remove(name: string): Promise<Refusal | undefined>;
  setPassword(name: string, password: string): Promise<Refusal | undefined>;
  /** In name order, at most `limit`, those after `after`. */
  list(after: string, limit: number): Promise<readonly AccountSummary[]>;
  show(name: string): Promise<AccountDetails | undefined>;
  /** A locked account cannot log in; its sessions end. */
  lock(name: string): Promise<Refusal | undefined>;
  /** It may be used without the code that it waits for. */
  verify(name: string): Promise<Refusal | undefined>;
  unlock(name: string): Promise<Refusal | undefined>;
}

export interface ServerStatus {
  readonly version: string;
  readonly domain: string;
  readonly pid: number;
  readonly uptimeMs: number;
  /** `host:port protocol tls`, as bound. */
  readonly listeners: readonly string[];
  readonly connections: number;
  readonly sessions: { readonly irc: number; readonly xmpp: number };
  readonly rooms: number;
  readonly storage: { readonly kind: 'memory' | 'embedded' | 'postgres'; readonly available: boolean };
  /** Resident memory in bytes. */
  readonly memory: number;
}

/** What a reload did. `problems` are lines for people; where there are any, nothing changed. */
export interface ReloadReport {
  readonly problems: readonly string[];
  readonly applied: readonly string[];
  readonly needRestart: readonly string[];
}

/** What administrators may do to the server as a whole. */
export interface ServerAdmin {
  status(): Promise<ServerStatus>;
  reload(): Promise<ReloadReport>;
  /** How far the server is closed; with `level` it is set. */
  gate(level?: GateLevel): GateLevel;
  /** Begins an orderly stop and returns at once. */
  stop(reason: string): void;
}

/** The one list of bans. Times are milliseconds since 1970. */
export interface BansAdmin {
  list(): readonly BanRecord[];
  add(
    ban: BanSubject & Pick<BanRecord, 'why' | 'note'> & { readonly lasts: number | undefined },
  ): Promise<Refusal | BanRecord>;
  /** False where there was none. */
  remove(ban: BanSubject): Promise<Refusal | boolean>;
}

/** What the commands of the running server may touch. */
export interface AdminContext {
  readonly accounts: AccountsAdmin;
  readonly bans: BansAdmin;
  readonly server: ServerAdmin;
}
