import type {
  AffiliationRecord,
  ArchiveStore,
  LoadedRoom,
  MaskRecord,
  RoomChange,
  RoomListing,
  RoomRecord,
  RoomStore,
  Subject,
} from '../../core/ports.ts';
import type { Affiliation } from '../../core/rooms/rank.ts';
import { plainSettings, type RoomSettings } from '../../core/rooms/settings.ts';
import type { Bare } from '../../lib/address.ts';
import { skeleton } from '../../lib/skeleton.ts';
import { clampLimit, MOST_FORMER } from '../limits.ts';
import { requireUuid } from '../uuid.ts';
import type { Pool, Sql } from './pool.ts';
import { decodeText, digestOf, encodeOptional, encodeText, JSON_OID } from './text.ts';

interface RoomRow {
  id: string;
  address: string;
  name: string;
  settings: Partial<RoomSettings>;
  subject_text: string | null;
  subject_by: string | null;
  subject_by_mask: string | null;
  subject_at: number | null;
  metadata: Record<string, string>;
  created_at: number;
  last_seq: number;
}

/** Settings made before a setting existed have its plain value. */
const settingsOf = (row: Pick<RoomRow, 'settings'>): RoomSettings => ({ ...plainSettings, ...row.settings });

export function createRoomStore(reads: Pool, writes: Pool, archive: Pick<ArchiveStore, 'page'>): RoomStore {
  return {
    async load(address, recent) {
      const [row] = await reads.run(
        (sql) => sql<RoomRow[]>`
          select id, address, name, settings, subject_text, subject_by, subject_by_mask, subject_at, metadata,
            created_at, greatest(last_seq, (select seq from messages where conversation = rooms.id order by id desc limit 1))
              as last_seq
          from rooms where address = ${encodeText(address)}`,
      );
      return row && loadWhole(row, { reads, archive, recent });
    },

    async findLike(look) {
      const [row] = await reads.run(
        (sql) => sql<{ address: string }[]>`select address from rooms where look = ${encodeText(look)} limit 1`,
      );
      return row && (decodeText(row.address) as Bare);
    },

    async findFormer(address) {
      const [row] = await reads.run(
        (sql) => sql<{ address: string }[]>`
          select r.address from former_addresses f join rooms r on r.id = f.room where f.address = ${encodeText(address)}`,
      );
      return row && (decodeText(row.address) as Bare);
    },

    async apply(changes) {
      for (const change of changes) if (change.type === 'room') requireUuid(change.room.id, 'room id');
      await writes.transact(async (transaction) => {
        // One after the other: sent together they would be pipelined, but their order is a promise.
        for (const change of changes) await applyChange(transaction, change);
      });
    },

    async firstVisit(room, address) {
      const [row] = await reads.run(
        (sql) => sql<{ at: number }[]>`
          select at from first_visits where room = ${room} and address = ${encodeText(address)}`,
      );
      return row?.at;
    },

    async list(after, limit) {
      const rows = await reads.run(
        (sql) => sql<ListRow[]>`
          select address, name, settings, subject_text, subject_at, created_at from rooms
          where is_listed and address > ${encodeText(after)} order by address limit ${clampLimit(limit)}`,
      );
      return rows.map(listingOf);
    },
  };
}

interface LoadContext {
  readonly reads: Pool;
  readonly archive: Pick<ArchiveStore, 'page'>;
  readonly recent: number;
}

async function loadWhole(row: RoomRow, { reads, archive, recent }: LoadContext): Promise<LoadedRoom> {
  const [affiliations, masks, page] = await Promise.all([
    reads.run((sql) => loadAffiliations(sql, row.id)),
    reads.run((sql) => loadMasks(sql, row.id)),
    archive.page(row.id, { limit: recent, fromEnd: true, scope: 'said' }),
  ]);
  return { room: roomOf(row), affiliations, masks, lastSeq: row.last_seq, recent: page.messages };
}

async function loadAffiliations(sql: Sql, room: string): Promise<AffiliationRecord[]> {
  const rows = await sql<
    { address: string; affiliation: Affiliation; reason: string; set_by: string; set_at: number }[]
  >`
    select address, affiliation, reason, set_by, set_at from affiliations where room = ${room} order by address`;
  return rows.map((row) => ({
    address: decodeText(row.address) as Bare,
    affiliation: row.affiliation,
    reason: decodeText(row.reason),
    by: decodeText(row.set_by),
    at: row.set_at,
  }));
}

async function loadMasks(sql: Sql, room: string): Promise<MaskRecord[]> {
  const rows = await sql<{ list: MaskRecord['list']; mask: string; set_by: string; set_at: number }[]>`
    select list, mask, set_by, set_at from masks where room = ${room} order by set_at, list, mask`;
  return rows.map((row) => ({
    list: row.list,
    mask: decodeText(row.mask),
    by: decodeText(row.set_by),
    at: row.set_at,
  }));
}

function roomOf(row: RoomRow): RoomRecord {
  return {
    id: row.id,
    address: decodeText(row.address) as Bare,
    name: decodeText(row.name),
    settings: settingsOf(row),
    subject: subjectOf(row),
    metadata: row.metadata,
    createdAt: row.created_at,
  };
}

function subjectOf(row: RoomRow): Subject | undefined {
  if (row.subject_text === null || row.subject_at === null) return undefined;
  return {
    text: decodeText(row.subject_text),
    by: decodeText(row.subject_by ?? ''),
    byMask: decodeText(row.subject_by_mask ?? ''),
    at: row.subject_at,
  };
}

type ListRow = Pick<RoomRow, 'address' | 'name' | 'settings' | 'subject_text' | 'subject_at' | 'created_at'>;

function listingOf(row: ListRow): RoomListing {
  const { title, secret } = settingsOf(row);
  return {
    address: decodeText(row.address) as Bare,
    name: decodeText(row.name),
    title,
    subject: decodeText(row.subject_text ?? ''),
    subjectAt: row.subject_at ?? undefined,
    createdAt: row.created_at,
    secret,
  };
}

async function applyChange(sql: Sql, change: RoomChange): Promise<void> {
  switch (change.type) {
    case 'room':
      return applyRoom(sql, change.room);
    case 'destroy':
      await sql`delete from rooms where id = ${change.room}`;
      return;
    case 'affiliation':
      return applyAffiliation(sql, change.room, change.record);
    case 'mask':
      return applyMask(sql, change);
    case 'visit':
      return applyVisit(sql, change);
    case 'renamed':
      return applyRenamed(sql, change);
  }
}

async function applyRoom(sql: Sql, room: RoomRecord): Promise<void> {
  const { settings, subject } = room;
  const address = encodeText(room.address);
  const look = encodeText(skeleton(room.address.slice(0, room.address.lastIndexOf('@'))));
  // Whoever is written last under an address has it.
  await sql`delete from rooms where address = ${address} and id <> ${room.id}`;
  await sql`
    insert into rooms (id, address, name, settings, is_listed, subject_text, subject_by, subject_by_mask, subject_at,
      metadata, created_at, look)
    values (${room.id}, ${address}, ${encodeText(room.name)}, ${sql.typed(settings, JSON_OID)},
      ${settings.persistent && !settings.secret}, ${encodeOptional(subject?.text)}, ${encodeOptional(subject?.by)},
      ${encodeOptional(subject?.byMask)}, ${subject?.at ?? null},
      ${sql.typed(room.metadata, JSON_OID)}, ${room.createdAt}, ${look})
    on conflict (id) do update set address = excluded.address, name = excluded.name, settings = excluded.settings,
      is_listed = excluded.is_listed, subject_text = excluded.subject_text, subject_by = excluded.subject_by,
      subject_by_mask = excluded.subject_by_mask, subject_at = excluded.subject_at, metadata = excluded.metadata, created_at = excluded.created_at,
      look = excluded.look`;
}

/** Of a room that is gone nothing is kept: hence `select … from rooms`. */
async function applyAffiliation(sql: Sql, room: string, record: AffiliationRecord): Promise<void> {
  const address = encodeText(record.address);
  if (record.affiliation === 'none') {
    await sql`delete from affiliations where room = ${room} and address = ${address}`;
    return;
  }
  await sql`
    insert into affiliations (room, address, affiliation, reason, set_by, set_at)
    select id, ${address}, ${record.affiliation}, ${encodeText(record.reason)}, ${encodeText(record.by)}, ${record.at}
    from rooms where id = ${room}
    on conflict (room, address) do update set affiliation = excluded.affiliation, reason = excluded.reason,
      set_by = excluded.set_by, set_at = excluded.set_at`;
}

async function applyRenamed(sql: Sql, { room, from, to }: RoomChange & { type: 'renamed' }): Promise<void> {
  await sql`delete from former_addresses where address in (${encodeText(from)}, ${encodeText(to)})`;
  await sql`insert into former_addresses (address, room) select ${encodeText(from)}, id from rooms where id = ${room}`;
  await sql`
    delete from former_addresses where room = ${room} and address in (
      select address from former_addresses where room = ${room} order by seq desc offset ${MOST_FORMER})`;
}

async function applyVisit(sql: Sql, { room, address, at }: RoomChange & { type: 'visit' }): Promise<void> {
  await sql`
    insert into first_visits (room, address, at) select id, ${encodeText(address)}, ${at} from rooms where id = ${room}
    on conflict (room, address) do nothing`;
}

async function applyMask(sql: Sql, { room, record, removed }: RoomChange & { type: 'mask' }): Promise<void> {
  const digest = digestOf(record.mask);
  if (removed) {
    await sql`delete from masks where room = ${room} and list = ${record.list} and mask_digest = ${digest}`;
    return;
  }
  await sql`
    insert into masks (room, list, mask_digest, mask, set_by, set_at)
    select id, ${record.list}, ${digest}, ${encodeText(record.mask)}, ${encodeText(record.by)}, ${record.at}
    from rooms where id = ${room}
    on conflict (room, list, mask_digest) do update set set_by = excluded.set_by, set_at = excluded.set_at`;
}
