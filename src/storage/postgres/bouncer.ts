import type { AccountRoom, BouncerStore, DevicePosition, Resident, StoredResident } from '../../core/bouncer/store.ts';
import type { Role } from '../../core/rooms/rank.ts';
import type { Bare } from '../../lib/address.ts';
import type { Id } from '../../lib/id.ts';
import { clampLimit } from '../limits.ts';
import { applyBouncerChanges } from './bouncer-changes.ts';
import type { Pool } from './pool.ts';
import { decodeText, encodeText } from './text.ts';

interface ResidentRow {
  owner: string;
  nickname: string;
  away: string;
  traits: number;
  absent_since: number;
  rooms: { room: string; role: Role | null }[] | null;
}

interface RoomRow {
  room: string;
  autojoin: boolean;
  name: string;
  nickname: string;
  password: string;
  extensions: string;
  role: Role | null;
}

/** What accounts that are away find again. */
export function createBouncerStore(reads: Pool, writes: Pool): BouncerStore {
  return {
    async apply(changes) {
      await writes.transact((transaction) => applyBouncerChanges(transaction, changes));
    },

    async residents(after, limit) {
      const rows = await reads.run(
        (sql) => sql<ResidentRow[]>`
          select owner, nickname, away, traits, absent_since, (
            select json_agg(json_build_object('room', room, 'role', role) order by room)
            from account_rooms where account_rooms.owner = residents.owner and autojoin
          ) as rooms
          from residents where owner > ${encodeText(after)} order by owner limit ${clampLimit(limit)}`,
      );
      return rows.map(residentOf);
    },

    async saveRoom(owner, room) {
      const { autojoin, role } = room;
      const [name, nickname, password, extensions] = [room.name, room.nickname, room.password, room.extensions].map(
        encodeText,
      ) as [string, string, string, string];
      await writes.run(
        (sql) => sql`
          insert into account_rooms (owner, room, autojoin, name, nickname, password, extensions, role)
          values (${encodeText(owner)}, ${encodeText(room.room)}, ${autojoin}, ${name}, ${nickname}, ${password},
            ${extensions}, ${role ?? null})
          on conflict (owner, room) do update set autojoin = excluded.autojoin, name = excluded.name,
            nickname = excluded.nickname, password = excluded.password, extensions = excluded.extensions,
            role = excluded.role`,
      );
    },

    async removeRoom(owner, room) {
      await writes.run(
        (sql) => sql`delete from account_rooms where owner = ${encodeText(owner)} and room = ${encodeText(room)}`,
      );
    },

    async rooms(owner) {
      const rows = await reads.run(
        (sql) => sql<RoomRow[]>`
          select room, autojoin, name, nickname, password, extensions, role
          from account_rooms where owner = ${encodeText(owner)} order by room`,
      );
      return rows.map(roomOf);
    },

    async moveRoom(from, to) {
      await writes.transact(async (transaction) => {
        await transaction`
          delete from account_rooms a where a.room = ${encodeText(to)} and exists (
            select from account_rooms b where b.owner = a.owner and b.room = ${encodeText(from)})`;
        await transaction`update account_rooms set room = ${encodeText(to)} where room = ${encodeText(from)}`;
        await transaction`
          delete from device_positions a where a.room = ${encodeText(to)} and exists (
            select from device_positions b
            where b.owner = a.owner and b.device = a.device and b.room = ${encodeText(from)})`;
        await transaction`update device_positions set room = ${encodeText(to)} where room = ${encodeText(from)}`;
      });
    },

    async positions(owner) {
      const rows = await reads.run(
        (sql) => sql<{ device: string; room: string; position: Id; detached: boolean }[]>`
          select device, room, position, detached from device_positions
          where owner = ${encodeText(owner)} order by device, room`,
      );
      return rows.map((row): DevicePosition => ({
        device: decodeText(row.device),
        room: decodeText(row.room) as Bare | '',
        position: row.position,
        detached: row.detached,
      }));
    },
  };
}

function residentOf(row: ResidentRow): StoredResident {
  const resident: Resident = {
    nickname: decodeText(row.nickname),
    away: decodeText(row.away),
    traits: row.traits,
    absentSince: row.absent_since,
  };
  const rooms = (row.rooms ?? []).map(({ room, role }) => ({
    room: decodeText(room) as Bare,
    role: role ?? undefined,
  }));
  return { owner: decodeText(row.owner) as Bare, ...resident, rooms };
}

function roomOf(row: RoomRow): AccountRoom {
  return {
    room: decodeText(row.room) as Bare,
    autojoin: row.autojoin,
    name: decodeText(row.name),
    nickname: decodeText(row.nickname),
    password: decodeText(row.password),
    extensions: decodeText(row.extensions),
    role: row.role ?? undefined,
  };
}
