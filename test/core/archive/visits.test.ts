import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Visits } from '../../../src/core/archive/visits.ts';
import { Later } from '../../../src/core/refusal.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import type { Bare } from '../../../src/lib/address.ts';
import { turns } from '../world.ts';

const room = { record: { id: 'c-1' } } as Room;
const ann = 'ann@example.org' as Bare;

// SEMANTICS 6.1, "from their first join on"; RELIABILITY, storage that does not answer
test('that storage did not answer is no reason to hide later what was said since the first visit', async () => {
  let isAway = true;
  const visits = new Visits(
    { firstVisit: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(5)) },
    () => undefined,
  );
  const first = visits.peek(room, ann);
  assert.ok(first instanceof Later);
  let resumed = 0;
  first.subscribe(() => resumed++);
  await turns();
  assert.equal(resumed, 1);
  assert.equal(visits.peek(room, ann), Infinity, 'whoever waited goes on without');
  isAway = false;
  assert.equal(await visits.of(room, ann), 5);
  assert.equal(visits.peek(room, ann), 5);
});
