import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { firstIdAt } from '../../../src/lib/id.ts';
import type { Embedded } from '../../../src/storage/embedded/supervisor.ts';
import { monthsFrom } from '../../../src/storage/postgres/partitions.ts';
import { withConnection } from '../../../src/storage/postgres/pool.ts';
import { openPostgres } from '../../../src/storage/postgres/storage.ts';
import type { SocketTarget } from '../../../src/storage/postgres/target.ts';
import { filed, nextId, sampleMessage, sampleRoom } from '../../contract/sample.ts';
import { newDatabase, quietLog, scratchPostgres, withoutPostgres } from '../scratch.ts';

const skip = withoutPostgres;
const ends: (() => void | Promise<void>)[] = [];
let server: Embedded;

before(async () => {
  if (!skip) server = await scratchPostgres({ after: (act) => void ends.push(act) });
});
after(async () => {
  for (const end of ends) await end();
});

const idAt = (date: string) => firstIdAt(Date.parse(date)).slice(0, 24) + nextId().slice(24);

/** Which partition a message lies in. */
async function partitionOf(target: SocketTarget, id: string): Promise<string> {
  const [row] = await withConnection(
    target,
    (sql) => sql<{ name: string }[]>`select tableoid::regclass::text as name from messages where id = ${id}`,
  );
  return row?.name ?? '';
}

test('months are UTC and go over the turn of the year', () => {
  const months = monthsFrom(Date.parse('2026-11-30T23:59:59Z'), 3);
  assert.deepEqual(
    months.map(({ label }) => label),
    ['2026_11', '2026_12', '2027_01', '2027_02'],
  );
  assert.deepEqual(months.map(({ end }) => end).slice(0, 3), months.map(({ start }) => start).slice(1));
});

test('partitions are made ahead, and take over what had to go to the default one', { skip }, async (t) => {
  const target = await newDatabase(server);
  const storage = await openPostgres(target, quietLog());
  t.after(() => storage.close());
  const { epoch } = await storage.takeHome();
  const conversation = sampleMessage().conversation;
  const dates = [
    '2040-01-31T23:59:59.999Z',
    '2040-02-01T00:00:00Z',
    '2040-02-29T23:59:59.999Z',
    '2040-03-01',
    '2041-01-01',
  ];
  const talk = dates.map((date, i) => sampleMessage({ conversation, seq: i + 1, id: idAt(date) }));
  await storage.archive.append(filed(talk, ['a@x' as Bare]), epoch);
  await storage.maintain(Date.parse('2040-02-10'));
  await storage.maintain(Date.parse('2040-02-11'));
  const places = await Promise.all(talk.map(({ id }) => partitionOf(target, id)));
  const [second, third] = ['messages_2040_02', 'messages_2040_03'];
  assert.deepEqual(places, ['messages_default', second, second, third, 'messages_default']);
  const whole = { limit: 10, fromEnd: false };
  assert.deepEqual((await storage.archive.page(conversation, whole)).messages, talk);
  assert.deepEqual((await storage.archive.inboxPage('a@x' as Bare, undefined, whole)).messages, talk);
  await storage.archive.append(filed([sampleMessage({ id: idAt('2040-05-31') })]), epoch);
});

test(
  'what is older than retention is dropped by whole months; rooms remember their highest seq',
  { skip },
  async (t) => {
    const target = await newDatabase(server);
    const storage = await openPostgres(target, quietLog());
    t.after(() => storage.close());
    const { epoch } = await storage.takeHome();
    const room = sampleRoom();
    const owner = 'a@x' as Bare;
    await storage.rooms.apply([{ type: 'room', room }]);
    await storage.maintain(Date.parse('2040-01-15'));
    const dates = ['1999-01-01', '2040-01-01', '2040-01-20', '2040-02-03'];
    const talk = dates.map((date, i) =>
      sampleMessage({ conversation: room.id, seq: i + 1, id: idAt(date), clientKey: `k${i}` }),
    );
    await storage.archive.append(filed(talk, [owner]), epoch);
    const whole = { limit: 10, fromEnd: false };
    await storage.maintain(Date.parse('2040-02-10'), Date.parse('2040-02-02'));
    assert.deepEqual((await storage.archive.page(room.id, whole)).messages, talk.slice(3));
    assert.deepEqual((await storage.archive.inboxPage(owner, undefined, whole)).messages, talk.slice(3));
    await storage.maintain(Date.parse('2040-05-10'), Date.parse('2040-05-01'));
    assert.deepEqual((await storage.archive.page(room.id, whole)).messages, []);
    assert.equal((await storage.rooms.load(room.address, 10))?.lastSeq, 4);
    const again = sampleMessage({ conversation: room.id, seq: 5, clientKey: 'k0' });
    assert.deepEqual(await storage.archive.append(filed([again]), epoch), [undefined], 'old client keys are forgotten');
  },
);
