import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { AffiliationRecord, MaskRecord, RoomChange } from '../../src/core/ports.ts';
import { plainSettings } from '../../src/core/rooms/settings.ts';
import type { Bare } from '../../src/lib/address.ts';
import { filed, newAddress, sampleRoom, sampleTalk } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const alice: AffiliationRecord = {
  address: 'alice@example.org' as Bare,
  affiliation: 'owner',
  reason: 'made it',
  by: 'alice',
  at: 1_700_000_000_001,
};
const spam: MaskRecord = { list: 'ban', mask: '*!*@spam.example', by: 'alice', at: 1_700_000_000_002 };
const subject = { text: 'Ünïcödé 😀', by: 'alice', byMask: 'alice@example.org', at: 1_700_000_000_003 };

/** Promises of `RoomStore`. */
export function roomsContract(storage: UnderTest): void {
  describe('rooms', () => {
    test('a room is loaded as it was written, with affiliations and masks', async () => {
      const { rooms } = storage();
      const settings = { ...plainSettings, title: 'T', key: 'k', limit: 5, privateMessages: 'none' } as const;
      const room = sampleRoom({ settings, subject });
      await rooms.apply([
        { type: 'room', room },
        { type: 'affiliation', room: room.id, record: alice },
        { type: 'mask', room: room.id, record: spam, removed: false },
      ]);
      const expected = { room, affiliations: [alice], masks: [spam], lastSeq: 0, recent: [] };
      assert.deepEqual(await rooms.load(room.address, 10), expected);
      assert.equal(await rooms.load(newAddress(), 10), undefined);
    });

    test('changes take effect in order, and giving them again changes nothing', async () => {
      const { rooms } = storage();
      const room = sampleRoom();
      const bob = { ...alice, address: 'bob@example.org' as Bare };
      const exception: MaskRecord = { ...spam, list: 'exception' };
      const changes: RoomChange[] = [
        { type: 'room', room },
        { type: 'room', room: { ...room, subject } },
        { type: 'affiliation', room: room.id, record: alice },
        { type: 'affiliation', room: room.id, record: { ...alice, affiliation: 'admin' } },
        { type: 'affiliation', room: room.id, record: bob },
        { type: 'affiliation', room: room.id, record: { ...bob, affiliation: 'none' } },
        { type: 'mask', room: room.id, record: spam, removed: false },
        { type: 'mask', room: room.id, record: exception, removed: false },
        { type: 'mask', room: room.id, record: spam, removed: true },
        { type: 'room', room },
      ];
      for (let time = 0; time < 2; time++) {
        await rooms.apply(changes);
        const loaded = await rooms.load(room.address, 0);
        assert.deepEqual(loaded?.room, room);
        assert.deepEqual(loaded.affiliations, [{ ...alice, affiliation: 'admin' }]);
        assert.deepEqual(loaded.masks, [exception]);
      }
    });

    test('a renamed room keeps its archive and lists; its old address is free', async () => {
      const { rooms, archive, takeHome } = storage();
      const { epoch } = await takeHome();
      const room = sampleRoom();
      const renamed = { ...room, address: newAddress('renamed') };
      const talk = sampleTalk(room.id, 3);
      await rooms.apply([
        { type: 'room', room },
        { type: 'affiliation', room: room.id, record: alice },
      ]);
      await archive.append(filed(talk), epoch);
      await rooms.apply([{ type: 'room', room: renamed }]);
      assert.equal(await rooms.load(room.address, 10), undefined);
      const loaded = await rooms.load(renamed.address, 2);
      assert.deepEqual(loaded, { room: renamed, affiliations: [alice], masks: [], lastSeq: 3, recent: talk.slice(1) });
    });

    test('a renamed room is found by the last eight addresses it had, until they are taken or it is gone', async () => {
      const { rooms } = storage();
      const room = sampleRoom();
      const all = [room.address, ...Array.from({ length: 9 }, (_, i) => newAddress(`name${i}`))];
      await rooms.apply([{ type: 'room', room }]);
      for (const [i, to] of all.slice(1).entries()) {
        const changes: RoomChange[] = [
          { type: 'room', room: { ...room, address: to } },
          { type: 'renamed', room: room.id, from: all[i] as Bare, to },
        ];
        await rooms.apply(changes);
        await rooms.apply(changes);
      }
      const now = all[9] as Bare;
      assert.equal(await rooms.findFormer(all[0] as Bare), undefined);
      assert.equal(await rooms.findFormer(now), undefined);
      for (const address of all.slice(1, 9)) assert.equal(await rooms.findFormer(address), now);
      const back = all[8] as Bare;
      await rooms.apply([
        { type: 'room', room: { ...room, address: back } },
        { type: 'renamed', room: room.id, from: now, to: back },
      ]);
      assert.deepEqual([await rooms.findFormer(now), await rooms.findFormer(back)], [back, undefined]);
      await rooms.apply([{ type: 'destroy', room: room.id }]);
      assert.equal(await rooms.findFormer(now), undefined);
    });

    test('a destroyed room is gone with its lists, and changes of it are ignored', async () => {
      const { rooms } = storage();
      const room = sampleRoom();
      const next = sampleRoom({ address: room.address });
      await rooms.apply([
        { type: 'room', room },
        { type: 'affiliation', room: room.id, record: alice },
        { type: 'mask', room: room.id, record: spam, removed: false },
        { type: 'destroy', room: room.id },
        { type: 'affiliation', room: room.id, record: alice },
        { type: 'mask', room: room.id, record: spam, removed: false },
      ]);
      assert.equal(await rooms.load(room.address, 1), undefined);
      await rooms.apply([{ type: 'room', room: next }]);
      const expected = { room: next, affiliations: [], masks: [], lastSeq: 0, recent: [] };
      assert.deepEqual(await rooms.load(room.address, 1), expected);
    });

    test('of two rooms written under one address the later has it', async () => {
      const { rooms } = storage();
      const [older, newer] = [sampleRoom(), sampleRoom()];
      await rooms.apply([
        { type: 'room', room: older },
        { type: 'room', room: { ...newer, address: older.address } },
      ]);
      assert.equal((await rooms.load(older.address, 0))?.room.id, newer.id);
    });

    test('kept, public rooms are listed in address order, page by page', async () => {
      const { rooms } = storage();
      const prefix = `list-${randomUUID()}`;
      const make = (name: string, change: Partial<typeof plainSettings>): RoomChange => ({
        type: 'room',
        room: sampleRoom({
          address: `${prefix}${name}@rooms.example` as Bare,
          name: name.toUpperCase(),
          settings: { ...plainSettings, ...change },
          subject: name === 'a' ? subject : undefined,
        }),
      });
      const hidden = [make('x', { secret: true }), make('y', { persistent: false })];
      await rooms.apply([make('c', {}), make('b', {}), make('a', { title: 'First' }), ...hidden]);
      const first = await rooms.list(prefix, 1);
      const listing = { name: 'A', title: 'First', subject: subject.text, subjectAt: subject.at };
      const { createdAt } = sampleRoom();
      assert.deepEqual(first, [{ address: `${prefix}a@rooms.example`, ...listing, createdAt, secret: false }]);
      const rest = await rooms.list(`${prefix}a@rooms.example`, 1_000_000);
      assert.deepEqual(
        rest.filter((each) => each.address.startsWith(prefix)).map((each) => each.name),
        ['B', 'C'],
      );
    });
  });
}
