import type { BouncerChange } from '../../core/bouncer/store.ts';
import type { Sql } from './pool.ts';
import { encodeText, JSON_OID } from './text.ts';

type OfType<T extends BouncerChange['type']> = Extract<BouncerChange, { type: T }>;

/** Writes all changes, each kind in one statement. Of accounts that are gone nothing is kept: hence `exists`. */
export async function applyBouncerChanges(sql: Sql, changes: readonly BouncerChange[]): Promise<void> {
  const of = <T extends BouncerChange['type']>(type: T): OfType<T>[] =>
    changes.filter((change): change is OfType<T> => change.type === type);
  await applyJoined(sql, of('joined'));
  await applyLeft(sql, of('left'));
  await applyResidents(sql, of('resident'));
  await applyGoneDevices(sql, of('device-gone'));
  await applyPositions(sql, of('position'));
}

const isAccount = (sql: Sql) => sql`exists (select from accounts where key = split_part(owner, '@', 1))`;

async function applyJoined(sql: Sql, changes: OfType<'joined'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ owner, room, role }) => ({ owner: encodeText(owner), room: encodeText(room), role }));
  await sql`
    insert into account_rooms (owner, room, autojoin, name, nickname, password, extensions, role)
    select owner, room, true, '', '', '', '', role
    from json_to_recordset(${sql.typed(rows, JSON_OID)}) as given (owner text, room text, role text)
    where ${isAccount(sql)}
    on conflict (owner, room) do update set autojoin = true, role = excluded.role`;
}

/** A bookmark that says nothing but "be there" is of no use any more. */
async function applyLeft(sql: Sql, changes: OfType<'left'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ owner, room }) => ({ owner: encodeText(owner), room: encodeText(room) }));
  const given = sql`json_to_recordset(${sql.typed(rows, JSON_OID)}) as given (owner text, room text)`;
  await sql`
    delete from account_rooms a using ${given}
    where a.owner = given.owner and a.room = given.room and name = '' and nickname = '' and password = ''
      and extensions = ''`;
  await sql`
    update account_rooms a set autojoin = false, role = null from ${given}
    where a.owner = given.owner and a.room = given.room`;
}

async function applyResidents(sql: Sql, changes: OfType<'resident'>[]): Promise<void> {
  const gone = changes.filter(({ resident }) => !resident).map(({ owner }) => ({ owner: encodeText(owner) }));
  if (gone.length > 0) {
    await sql`
      delete from residents a using json_to_recordset(${sql.typed(gone, JSON_OID)}) as given (owner text)
      where a.owner = given.owner`;
  }
  const here = changes.flatMap(({ owner, resident }) =>
    resident
      ? {
          owner: encodeText(owner),
          nickname: encodeText(resident.nickname),
          away: encodeText(resident.away),
          traits: resident.traits,
          absent_since: resident.absentSince,
        }
      : [],
  );
  if (here.length === 0) return;
  await sql`
    insert into residents (owner, nickname, away, traits, absent_since)
    select owner, nickname, away, traits, absent_since
    from json_to_recordset(${sql.typed(here, JSON_OID)})
      as given (owner text, nickname text, away text, traits integer, absent_since bigint)
    where ${isAccount(sql)}
    on conflict (owner) do update set nickname = excluded.nickname, away = excluded.away, traits = excluded.traits,
      absent_since = excluded.absent_since`;
}

async function applyGoneDevices(sql: Sql, changes: OfType<'device-gone'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ owner, device }) => ({ owner: encodeText(owner), device: encodeText(device) }));
  await sql`
    delete from device_positions a
    using json_to_recordset(${sql.typed(rows, JSON_OID)}) as given (owner text, device text)
    where a.owner = given.owner and a.device = given.device`;
}

async function applyPositions(sql: Sql, changes: OfType<'position'>[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ owner, position }) => ({
    ...position,
    owner: encodeText(owner),
    device: encodeText(position.device),
    room: encodeText(position.room),
  }));
  await sql`
    insert into device_positions (owner, device, room, position, detached)
    select owner, device, room, position, detached
    from json_to_recordset(${sql.typed(rows, JSON_OID)})
      as given (owner text, device text, room text, position uuid, detached boolean)
    where ${isAccount(sql)}
    on conflict (owner, device, room) do update set position = excluded.position, detached = excluded.detached`;
}
