import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { edit } from '../../../src/core/archive/edit.ts';
import { isReaction, react, type ReactRequest } from '../../../src/core/archive/react.ts';
import { redact } from '../../../src/core/archive/redact.ts';
import type { ReactedEvent } from '../../../src/core/history-event.ts';
import { isRefusal } from '../../../src/core/refusal.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import { say } from '../../../src/core/rooms/say.ts';
import type { Session } from '../../../src/core/presence/session.ts';
import { account, join, makeWorld, turns, type World } from '../world.ts';

async function inRoom() {
  const world = await makeWorld();
  const [one, two] = [await account(world, 'alice'), await account(world, 'bob')];
  const { room } = await join(world, one);
  await join(world, two);
  const [alice, bob] = [one.session, two.session];
  say(world.core, alice, room, { kind: 'text', body: 'hello', kept: true }, undefined);
  await turns();
  const id = room.recent.at(-1)?.id ?? '';
  return { world, alice, bob, room, id, seen: two.endpoint };
}

type Change = ReactRequest['change'];

const reacting = ({ core }: World, room: Room, message: string) => ({
  by: async (session: Session, change: Change) => {
    const done = react(core, session, { place: { room }, message, change });
    await turns();
    return done;
  },
});

// SEMANTICS 5, "react": max 20 per actor, one grapheme cluster or at most 16 bytes
test('a reaction is one character, with all that is put on it, or a short word', () => {
  for (const each of ['👍', '❤️', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', ':)', 'lol', 'x'.repeat(16)]) assert.ok(isReaction(each), each);
  const zalgo = `a${'\u0301'.repeat(60)}`;
  for (const each of ['', ' ', 'x'.repeat(17), '👍👍👍👍👍', 'a\nb', '\x01', zalgo, '\ud800'])
    assert.ok(!isReaction(each), each);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !isReaction(text) || Buffer.byteLength(text) <= 64));
});

// SEMANTICS 12, P7: the set is equal on both sides
test('the changes that are shown, put together, are the set that is shown and kept', async () => {
  const words = fc.constantFrom('a', 'b', 'c', 'd');
  const all = fc.array(words, { maxLength: 4 }).map((list) => ({ all: list }));
  const some = fc.record({ add: fc.array(words, { maxLength: 2 }), remove: fc.array(words, { maxLength: 2 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(all, some), { maxLength: 6 }), async (changes) => {
      const { world, alice, room, id, seen } = await inRoom();
      const at = reacting(world, room, id);
      let last: readonly string[] = [];
      for (const change of changes) last = ((await at.by(alice, change)) as ReactedEvent).reactions;
      const shown = new Set<string>();
      const events = seen.shown.map(({ event }) => event).filter((event) => event.type === 'reacted');
      for (const { added, removed, reactions } of events) {
        for (const each of removed) assert.ok(shown.delete(each));
        for (const each of added) assert.ok(!shown.has(each) && shown.add(each));
        assert.deepEqual(new Set(reactions), shown);
      }
      assert.deepEqual(new Set(last), shown);
      const key = { conversation: room.record.id, message: id, actor: alice.person.address.bare };
      assert.deepEqual(new Set(await world.core.storage.archive.reactions(key)), shown);
    }),
    { numRuns: 30 },
  );
});

test('acts of one person on one message wait for each other', async () => {
  const { world, alice, room, id } = await inRoom();
  const asked = ['a', 'b', 'c'].map((each) => ({ add: [each], remove: [] }));
  const done = asked.map((change) => react(world.core, alice, { place: { room }, message: id, change }));
  await turns();
  assert.deepEqual(((await done[2]) as ReactedEvent).reactions, ['a', 'b', 'c']);
});

test('a reaction is refused to nothing, for too much, and where one may not speak; nobody is shown it', async () => {
  const { world, alice, bob, room, id, seen } = await inRoom();
  const many = Array.from({ length: 21 }, (_, i) => `r${i}`);
  const at = reacting(world, room, id);
  const reason = (outcome: unknown) => (isRefusal(outcome) ? outcome.reason : undefined);
  const before = seen.shown.length;
  assert.equal(reason(await at.by(alice, { all: many })), 'too-many-reactions');
  assert.equal(reason(await at.by(alice, { all: ['x'.repeat(17)] })), 'reaction-invalid');
  const nothing = reacting(world, room, '018bcfe5-6800-7000-8000-000000000000');
  assert.equal(reason(await nothing.by(alice, { all: ['x'] })), 'no-such-message');
  room.record = { ...room.record, settings: { ...room.record.settings, moderated: true } };
  const occupant = bob.seats.get(room.address)?.occupant;
  if (occupant) occupant.role = 'visitor';
  assert.equal(reason(await at.by(bob, { all: ['x'] })), 'no-voice');
  assert.equal(seen.shown.length, before);
  const { session: stranger } = await account(world, 'carol');
  assert.equal(reason(await at.by(stranger, { all: ['x'] })), 'not-joined');
});

test('what is not kept is refused and shown to nobody; asked again it is done', async () => {
  const { world, alice, room, id, seen } = await inRoom();
  const before = seen.shown.length;
  world.faults.away = true;
  const first = react(world.core, alice, { place: { room }, message: id, change: { all: ['x'] } });
  await turns();
  assert.ok(isRefusal(await first));
  world.faults.away = false;
  world.faults.hold('archive.append');
  const change = edit(world.core, alice, { place: { room }, message: id, body: 'goodbye' });
  await turns();
  world.clock.advance(3000);
  await turns();
  assert.ok(isRefusal(await change));
  world.faults.release('archive.append');
  world.clock.advance(1000);
  await turns();
  assert.equal((await world.core.storage.archive.find(room.record.id, id))?.body, 'hello');
  assert.equal(seen.shown.length, before);
  const again = edit(world.core, alice, { place: { room }, message: id, body: 'goodbye' });
  await turns();
  assert.ok(!isRefusal(await again));
  assert.equal((await world.core.storage.archive.find(room.record.id, id))?.body, 'goodbye');
});

// RELIABILITY P4: a refusal may be followed by the same request
test('a redaction whose answer was lost is refused, and carried through when it is asked for again', async () => {
  const { world, alice, bob, room, id, seen } = await inRoom();
  world.faults.fail('archive.redact', 1, 'after');
  const request = { place: { room }, id, reason: 'x'.repeat(1000) };
  assert.ok(isRefusal(await redact(world.core, alice, request)));
  assert.equal((await world.core.storage.archive.find(room.record.id, id))?.kind, 'redacted');
  assert.ok(!seen.shown.some(({ event }) => event.type === 'redacted'));
  assert.ok(isRefusal(await redact(world.core, bob, request)), 'not his');
  const done = redact(world.core, alice, request);
  await turns();
  assert.ok(!isRefusal(await done));
  const shown = seen.shown.map(({ event }) => event).filter((event) => event.type === 'redacted');
  assert.equal(shown.length, 1);
  // A reason that is too long is cut.
  assert.equal(shown[0]?.reason.length, world.core.config.limits.reason);
  assert.ok(isRefusal(await redact(world.core, alice, request)), 'once');
});
