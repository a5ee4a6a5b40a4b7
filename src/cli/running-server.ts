import type { Config } from '../config/schema.ts';
import type { GateLevel } from '../core/operators/gate.ts';
import type { AccountsAdmin, AdminContext, BansAdmin, ServerStatus } from '../core/commands/ports.ts';
import type { Log } from '../lib/log.ts';

/** What `run` hands to the composed server. */
export interface ServeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly trial: boolean;
}

/** One socket that is bound. */
export interface ListenerFacts {
  /** The part of `listen.` that asked for it: `irc`, `xmpp`, `http`… */
  readonly key: string;
  readonly host: string;
  /** The port the system gave where the configuration says 0. */
  readonly port: number;
  readonly tls: 'none' | 'tls' | 'starttls';
}

/** A server that is ready: everything is bound and the database answers. */
export interface RunningServer {
  readonly listeners: readonly ListenerFacts[];
  readonly accounts: AccountsAdmin;
  readonly bans: BansAdmin;
  /** Gives operators on the wires, and services, what the one command table works on. To be called once, before people come. */
  administer(context: AdminContext): void;
  status(): Promise<ServerStatus>;
  /** How far the server is closed; with `level` it is set. */
  gate(level?: GateLevel): GateLevel;
  /** Applies `config`, in which every key that needs a restart is as it was. Throws `StartProblem` and changes nothing where it cannot. */
  reload(config: Config): Promise<void>;
  /** An orderly end: peers are told, what is staged is written. Idempotent; resolves when all is closed. */
  stop(reason: string): Promise<void>;
  /** Resolves when the server has ended, for whatever reason; rejects where it ended by a fault of its own. */
  readonly ended: Promise<void>;
}

/** Starts a server. Rejects with a `StartProblem` for whatever an operator can put right, or with the system's own error on binding. */
export type Serve = (options: ServeOptions) => Promise<RunningServer>;

/** Something that keeps the server from starting and that the operator can put right. */
export class StartProblem extends Error {
  /** The config key to look at, where there is one. */
  readonly key: string | undefined;
  /** What to do, one sentence. */
  readonly fix: string;

  constructor(message: string, fix: string, key?: string) {
    super(message);
    this.key = key;
    this.fix = fix;
  }
}

export interface DatabaseStatus {
  readonly kind: 'memory' | 'embedded' | 'postgres';
  /** Migrations done and still to do, by file name. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** PostgreSQL's version, for people. */
  readonly version: string;
}

/** The database by itself, for `db` and `check storage`, without a server. */
export interface DatabaseAdmin {
  status(): Promise<DatabaseStatus>;
  /** Runs what is pending and returns its names. */
  migrate(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What the command line needs from the composed program; loaded only when a verb needs it. */
export interface Program {
  readonly serve: Serve;
  /** Opens the configured database, starting the bundled one where that is configured. Rejects with a `StartProblem`. */
  openDatabase(config: Config, log: Log): Promise<DatabaseAdmin>;
}

export type LoadProgram = () => Promise<Program>;
