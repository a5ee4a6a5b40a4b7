import { setTimeout as sleep } from 'node:timers/promises';
import type { Storage } from '../../core/ports.ts';
import type { StorageLog } from '../log.ts';
import { createAccountStore } from './accounts.ts';
import { createArchiveReader } from './archive-reader.ts';
import { createArchiveWriter } from './archive-writer.ts';
import { createCertificateStore } from './certificates.ts';
import { createBanStore, createBlockStore } from './bans.ts';
import { createBlobStore } from './blobs.ts';
import { createBouncerStore } from './bouncer.ts';
import { asStorageError, codeOf } from './errors.ts';
import { createMarkStore } from './marks.ts';
import { migrate } from './migrate.ts';
import { createPartitions, dropPartitions } from './partitions.ts';
import { openPool, withConnection, type Sql } from './pool.ts';
import { createPushStore } from './push.ts';
import { createArchiveEditor } from './redact.ts';
import { createRoomStore } from './rooms.ts';
import { createRosterStore } from './rosters.ts';
import { createSearchStore } from './search.ts';
import { checkServer, setupError } from './server-check.ts';
import { createUploadStore } from './uploads.ts';
import { parseTarget, type PostgresTarget } from './target.ts';

export interface PostgresOptions {
  /** Milliseconds after which an append without an answer is given up, its connection cut. */
  readonly appendMs?: number;
}

export interface PostgresStorage extends Storage {
  /**
   * To be called daily: makes partitions ahead of time `now`, and drops what is older than `keepFrom` (both milliseconds since
   * 1970) where it is given.
   */
  maintain(now: number, keepFrom?: number): Promise<void>;
}

/** Milliseconds to wait, while opening, for a server that is just starting up. */
const STARTING_MS = 15_000;

/**
 * Connects, checks the server, brings the schema up to date. Rejects with `StorageSetupError` where an operator must act, with
 * what the server said otherwise. Afterwards the database may come and go: calls reject with `StorageAway` meanwhile.
 */
export async function openPostgres(
  where: PostgresTarget,
  log: StorageLog,
  { appendMs = 2_500 }: PostgresOptions = {},
): Promise<PostgresStorage> {
  const target = typeof where === 'string' ? parseTarget(where) : where;
  const parameters = await prepare(target, log);
  const appends = openPool(target, {
    connections: 2,
    // The server gives up before we do: its "no" is certain, our silence is not.
    statementMs: Math.ceil(appendMs * 0.85),
    deadlineMs: appendMs,
    cutsWhenLate: true,
    // The batch's statement is large and always wants the same plan.
    parameters: { ...parameters, plan_cache_mode: 'force_generic_plan' },
  });
  const writes = openPool(target, { connections: 2, statementMs: 4_000, deadlineMs: 5_000, parameters });
  const reads = openPool(target, {
    connections: 6,
    statementMs: 2_000,
    deadlineMs: 2_500,
    // Every read has its index; a plan made for the average conversation must not read whole tables for another one.
    parameters: { enable_seqscan: 'off' },
  });
  const writer = createArchiveWriter(appends);
  const { append, stored, retract, takeHome } = writer;
  const archive = { ...createArchiveReader(reads), ...createArchiveEditor(writes), append, stored, retract };
  return {
    accounts: createAccountStore(reads, writes),
    rooms: createRoomStore(reads, writes, archive),
    archive,
    rosters: createRosterStore(reads, writes),
    marks: createMarkStore(reads, writes),
    blobs: createBlobStore(reads, writes),
    bouncer: createBouncerStore(reads, writes),
    bans: createBanStore(writes),
    blocks: createBlockStore(reads, writes),
    certificates: createCertificateStore(reads, writes),
    uploads: createUploadStore(reads, writes),
    push: createPushStore(reads, writes),
    search: createSearchStore(reads),
    takeHome,
    ping: async () => void (await writes.run((sql) => sql`select 1 as one`)),
    maintain: (now, keepFrom) => maintain(target, now, keepFrom),
    close: async () => void (await Promise.all([appends.close(), writes.close(), reads.close()])),
  };
}

/** Checks and migrates over a connection of its own; returns what our connections must set. */
async function prepare(target: PostgresTarget, log: StorageLog): Promise<Readonly<Record<string, string>>> {
  return withConnection(target, async (sql) => {
    try {
      await started(sql);
      const parameters = await checkServer(sql, log);
      const steps = await migrate(sql);
      if (steps.length > 0) log.info(`The database's schema was brought up to date: ${steps.join(', ')}.`);
      await createPartitions(sql, Date.now());
      return parameters;
    } catch (error) {
      throw setupError(error, target);
    }
  });
}

async function started(sql: Sql): Promise<void> {
  const deadline = performance.now() + STARTING_MS;
  for (;;) {
    try {
      await sql`select 1 as one`;
      return;
    } catch (error) {
      if (codeOf(error) !== '57P03' || performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function maintain(target: PostgresTarget, now: number, keepFrom: number | undefined): Promise<void> {
  await withConnection(target, async (sql) => {
    try {
      await createPartitions(sql, now);
      if (keepFrom !== undefined) await dropPartitions(sql, keepFrom);
    } catch (error) {
      throw asStorageError(error);
    }
  });
}
