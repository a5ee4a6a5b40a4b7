import type { Bare } from '../lib/address.ts';
import type { Clock } from '../lib/clock.ts';
import { createIdSource } from '../lib/id.ts';
import { createWorkQueue } from './accounts/work-queue.ts';
import { createAttempts } from './accounts/attempts.ts';
import { createLogins } from './accounts/logins.ts';
import { createChronicle } from './archive/chronicle.ts';
import { createOutcomes } from './archive/outcomes.ts';
import { createMarks } from './archive/read-marks.ts';
import { Visits } from './archive/visits.ts';
import { createArchiveWriter } from './archive/writer.ts';
import { createBouncerChanges, type MoveRoom } from './bouncer/changes.ts';
import { createBlocks } from './blocks/block-list.ts';
import { conversationOf } from './direct/conversation.ts';
import { createDnsbl, type LookUp } from './bans/dnsbl.ts';
import { createBanTable } from './bans/ban-table.ts';
import { loadBans } from './bans/change-bans.ts';
import type { Core, CoreConfig } from './core.ts';
import type { CoreLog } from './core-log.ts';
import { Loads } from './loads.ts';
import { createMetadata } from './metadata/metadata.ts';
import type { AccountRecord, Doubts, Storage } from './ports.ts';
import { createNotices } from './operators/notices.ts';
import { createPushes } from './push/create-pushes.ts';
import type { PushSender } from './push/sender.ts';
import { createPast } from './presence/past.ts';
import { createPeople } from './presence/people.ts';
import { loadRoster, type Roster } from './presence/roster.ts';
import { createWatches } from './presence/watches.ts';
import { createRooms } from './rooms/rooms.ts';

export interface CoreOptions {
  readonly config: CoreConfig;
  readonly storage: Storage;
  readonly doubts: Doubts;
  readonly clock: Clock;
  readonly log: CoreLog;
  /** At least 32 random bytes, the same after every restart. */
  readonly secret: Buffer;
  /** Asks DNS, for `limits.dnsbl`. */
  readonly lookUp?: LookUp;
  /** Brings messages to devices without a connection. */
  readonly push?: PushSender;
  /** Called when another server has taken over the database: this one can only stop. */
  readonly fenced: () => void;
}

/** Account records and rosters kept at hand. */
const KNOWN_ACCOUNTS = 20_000;
const KNOWN_ROSTERS = 5_000;

/** Takes the home of all rooms and goes on where the archive ends. Rejects with `StorageAway` where it cannot be read. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { storage, doubts, clock, log, secret } = options;
  const ids = createIdSource(clock);
  const { epoch, lastId } = await storage.takeHome();
  if (lastId !== undefined) ids.continueAfter(lastId);
  await settleDoubts(storage, doubts);
  const writer = createArchiveWriter({ ping: () => storage.ping(), archive: storage.archive, doubts }, clock, log);
  writer.epoch = epoch;
  const core: Core = {
    config: options.config,
    clock,
    ids,
    storage,
    writer,
    people: createPeople(),
    watches: createWatches(),
    past: createPast(() => core.config.limits.past),
    rooms: createRooms(storage.rooms, clock, log, () => core.config.history.join),
    marks: createMarks(storage.marks, (owner) => owner.endsWith(`@${core.config.domain}`)),
    visits: new Visits(storage.rooms, (change) => core.rooms.changed(change)),
    accounts: new Loads<AccountRecord>((key) => storage.accounts.find(key), KNOWN_ACCOUNTS),
    lookalikes: new Loads<AccountRecord>((look) => storage.accounts.findLike(look), KNOWN_ACCOUNTS),
    rosters: new Loads<Roster>((owner) => loadRoster(storage.rosters, owner as Bare), KNOWN_ROSTERS),
    searches: createWorkQueue(2, 32),
    bouncer: { changes: createBouncerChanges(storage.bouncer, follower(storage), clock, log), absent: new Map() },
    metadata: createMetadata(),
    logins: createLogins(clock),
    roomsMade: createAttempts(clock, 3_600_000, 20_000),
    secret,
    log,
    blocks: createBlocks(storage.blocks),
    dnsbl: options.lookUp && createDnsbl(clock, options.lookUp),
    paces: new WeakMap(),
    gate: { level: 5 },
    bans: createBanTable(clock),
    notices: createNotices(),
    pushes: createPushes({ clock, storage }, options.push, () => core),
  };
  core.rooms.chronicle = createChronicle(core);
  writer.outcomes = createOutcomes(core, options.fenced);
  await loadBans(core);
  for (const owner of await storage.blocks.owners()) core.blocks.owners.add(owner);
  for (const owner of await storage.push.owners()) core.pushes.owners.add(owner);
  return core;
}

/** Bookmarks, places of devices and read marks are kept by the address of the room. */
function follower({ bouncer, marks }: Storage): MoveRoom {
  return async (from, to) => {
    await bouncer.moveRoom(from, to);
    await marks.move(conversationOf(from, from), conversationOf(to, to));
  };
}

/** What a process before this one refused and could not take out of the archive any more. Nobody has read it yet. */
async function settleDoubts(storage: Storage, doubts: Doubts): Promise<void> {
  const ids = doubts.read();
  if (ids.length === 0) return;
  await storage.archive.retract(ids);
  doubts.clear();
}
