import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountRoom, Resident } from '../../src/core/bouncer/store.ts';
import type { AccountRecord } from '../../src/core/ports.ts';
import type { Bare } from '../../src/lib/address.ts';
import { newAddress, sampleAccount } from './sample.ts';
import type { UnderTest } from './storage-contract.ts';

const plain: Omit<AccountRoom, 'room'> = {
  autojoin: true,
  name: '',
  nickname: '',
  password: '',
  extensions: '',
  role: undefined,
};
const garden = 'garden@rooms.example.org' as Bare;
const lobby = 'lobby@rooms.example.org' as Bare;
const first = '01890000-0000-7000-8000-000000000001';
const second = '01890000-0000-7000-8000-000000000002';

/** Promises of `BouncerStore`. */
export function bouncerContract(storage: UnderTest): void {
  const someone = async (): Promise<{ account: AccountRecord; owner: Bare }> => {
    const owner = newAddress();
    const account = sampleAccount(owner.slice(0, owner.indexOf('@')));
    await storage().accounts.create(account);
    return { account, owner };
  };

  describe('bouncer', () => {
    test('rooms are joined and left, and a bookmark keeps what else it says', async () => {
      const { bouncer } = storage();
      const { owner } = await someone();
      await bouncer.saveRoom(owner, { ...plain, room: lobby, autojoin: false, name: 'a\0"b"', extensions: '<x/>' });
      await bouncer.apply([
        { type: 'joined', owner, room: garden, role: 'moderator' },
        { type: 'joined', owner, room: lobby, role: undefined },
      ]);
      const kept = { ...plain, room: lobby, name: 'a\0"b"', extensions: '<x/>' };
      assert.deepEqual(await bouncer.rooms(owner), [{ ...plain, room: garden, role: 'moderator' }, kept]);
      await bouncer.apply([
        { type: 'left', owner, room: garden },
        { type: 'left', owner, room: lobby },
      ]);
      assert.deepEqual(await bouncer.rooms(owner), [{ ...kept, autojoin: false }]);
      await bouncer.removeRoom(owner, lobby);
      assert.deepEqual(await bouncer.rooms(owner), []);
    });

    test('residents come with the rooms they are in, in pages and in address order', async () => {
      const { bouncer } = storage();
      const people = [await someone(), await someone(), await someone()].map(({ owner }) => owner).sort();
      const resident: Resident = { nickname: 'Ann', away: 'é\0', traits: 3, absentSince: 1_700_000_000_000 };
      await bouncer.apply(people.map((owner) => ({ type: 'resident', owner, resident }) as const));
      await bouncer.apply([
        { type: 'joined', owner: people[1] as Bare, room: lobby, role: undefined },
        { type: 'joined', owner: people[1] as Bare, room: garden, role: 'visitor' },
        { type: 'resident', owner: people[2] as Bare, resident: undefined },
      ]);
      const all = [];
      for (let after = ''; ;) {
        const step = await bouncer.residents(after, 1);
        if (!step[0]) break;
        after = step[0].owner;
        all.push(step[0]);
      }
      assert.deepEqual(
        all.filter(({ owner }) => people.includes(owner)),
        [
          { owner: people[0], ...resident, rooms: [] },
          {
            owner: people[1],
            ...resident,
            rooms: [
              { room: garden, role: 'visitor' },
              { room: lobby, role: undefined },
            ],
          },
        ],
      );
    });

    test('a room that moved is moved in everybody’s list', async () => {
      const { bouncer } = storage();
      const { owner } = await someone();
      const [from, to] = [`${owner}-old@rooms.x` as Bare, `${owner}-new@rooms.x` as Bare];
      await bouncer.saveRoom(owner, { ...plain, room: from, name: 'mine' });
      await bouncer.saveRoom(owner, { ...plain, room: to, name: 'other' });
      await bouncer.moveRoom(from, to);
      assert.deepEqual(await bouncer.rooms(owner), [{ ...plain, room: to, name: 'mine' }]);
    });

    test('where devices are in a room that moved is where they are in it', async () => {
      const { bouncer } = storage();
      const { owner } = await someone();
      const [from, to] = [`${owner}-from@rooms.x` as Bare, `${owner}-to@rooms.x` as Bare];
      const at = (device: string, room: Bare | '', position: string, detached = false) =>
        ({ type: 'position', owner, position: { device, room, position, detached } }) as const;
      await bouncer.apply([at('desk', '', first), at('phone', from, first, true), at('phone', to, second)]);
      for (let time = 0; time < 2; time++) {
        await bouncer.moveRoom(from, to);
        assert.deepEqual(await bouncer.positions(owner), [
          { device: 'desk', room: '', position: first, detached: false },
          { device: 'phone', room: to, position: first, detached: true },
        ]);
      }
    });

    test('positions are replaced, and a device can be forgotten', async () => {
      const { bouncer } = storage();
      const { owner } = await someone();
      const at = (device: string, room: Bare | '', position: string, detached = false) =>
        ({ type: 'position', owner, position: { device, room, position, detached } }) as const;
      await bouncer.apply([at('phone', '', first), at('phone', garden, first), at('desk', '', first)]);
      await bouncer.apply([at('phone', garden, second, true)]);
      assert.deepEqual(await bouncer.positions(owner), [
        { device: 'desk', room: '', position: first, detached: false },
        { device: 'phone', room: '', position: first, detached: false },
        { device: 'phone', room: garden, position: second, detached: true },
      ]);
      await bouncer.apply([{ type: 'device-gone', owner, device: 'phone' }]);
      assert.equal((await bouncer.positions(owner)).length, 1);
    });

    test('nothing is left of an account that is removed', async () => {
      const { accounts, bouncer } = storage();
      const { account, owner } = await someone();
      const resident: Resident = { nickname: 'Ann', away: '', traits: 0, absentSince: 0 };
      await bouncer.apply([
        { type: 'joined', owner, room: garden, role: undefined },
        { type: 'resident', owner, resident },
        { type: 'position', owner, position: { device: 'x', room: '', position: first, detached: false } },
      ]);
      assert.equal(await accounts.remove(account.key, owner), true);
      assert.deepEqual([await bouncer.rooms(owner), await bouncer.positions(owner)], [[], []]);
      assert.ok((await bouncer.residents('', 1000)).every((each) => each.owner !== owner));
    });

    test('settings are kept with the account, and accounts are found many at once', async () => {
      const { accounts } = storage();
      const { account } = await someone();
      await accounts.update(account.key, { settings: { alwaysOn: true } });
      const other = (await someone()).account;
      const found = await accounts.findAll([account.key, other.key, 'no"such,{one}']);
      assert.deepEqual(
        new Map(found.map((each) => [each.key, each])),
        new Map([
          [account.key, { ...account, settings: { alwaysOn: true } }],
          [other.key, other],
        ]),
      );
    });
  });
}
