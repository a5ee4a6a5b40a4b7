import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bare } from '../../../src/lib/address.ts';
import { settled } from '../../../src/core/presence/session.ts';
import { Later } from '../../../src/core/refusal.ts';
import type { Room } from '../../../src/core/rooms/room.ts';
import { say } from '../../../src/core/rooms/say.ts';
import { setSubject } from '../../../src/core/rooms/set-subject.ts';
import { account, join, makeWorld, turns, type Somebody } from '../world.ts';

/**
 * A seeded simulation of ARCHITECTURE 4's rule: messages overlap in flight, everything else waits for the messages before
 * it, in its room and in its session. Whatever commits when: per-room order, per-sender order, nothing stuck, nothing lost.
 */

type Act = { readonly kind: 'say' | 'subject' | 'ping'; readonly room: Room; readonly text: string };

/** What a wire's dispatch does, and nothing more: one act at a time, parked where the core says later. */
class Client {
  readonly who: Somebody;
  readonly acts: Act[];
  isParked = false;

  constructor(who: Somebody, acts: Act[]) {
    this.who = who;
    this.acts = acts;
  }

  run = (core: Parameters<typeof say>[0]): void => {
    this.isParked = false;
    const { session, endpoint } = this.who;
    for (let act = this.acts[0]; act; act = this.acts[0]) {
      const again = (): void => this.run(core);
      if (act.kind !== 'say' && !settled(session, again)) return this.park();
      const { room, text } = act;
      if (act.kind === 'ping') endpoint.journal.push(`pong ${text}`);
      else {
        const draft = { kind: 'text', body: text, kept: true } as const;
        const outcome = act.kind === 'say' ? say(core, session, room, draft, 0) : setSubject(core, session, room, text);
        if (outcome instanceof Later) {
          this.park();
          return outcome.subscribe(again);
        }
        assert.equal(outcome, undefined);
      }
      this.acts.shift();
    }
  };

  private park(): void {
    this.isParked = true;
  }
}

/** A small generator with a seed (mulberry32): a failing run can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

async function simulate(seed: number): Promise<void> {
  const random = randomOf(seed);
  const world = await makeWorld({
    roomDefaults: { ...(await makeWorld()).core.config.roomDefaults, subjectLocked: false },
  });
  const people: Somebody[] = [];
  for (let i = 0; i < 4; i++) people.push(await account(world, `p${i}`));
  const rooms: Room[] = [];
  for (const address of ['a@rooms.example.org', 'b@rooms.example.org'] as Bare[]) {
    for (const who of people) rooms[address === 'a@rooms.example.org' ? 0 : 1] = (await join(world, who, address)).room;
  }
  for (const { endpoint } of people) endpoint.journal.length = 0;
  const clients = people.map((who, i) => {
    const acts = Array.from({ length: 25 }, (_, n): Act => {
      const dice = random(10);
      const room = rooms[random(2)] as Room;
      return { kind: dice < 6 ? 'say' : dice < 8 ? 'subject' : 'ping', room, text: `${i}.${n}` };
    });
    return new Client(who, acts);
  });
  const planned = clients.map(({ acts }) => [...acts]);

  world.faults.hold('archive.append');
  const started = new Set<Client>();
  for (let step = 0; clients.some(({ acts }) => acts.length > 0) || world.core.writer.queued > 0; step++) {
    assert.ok(step < 5000, `seed ${seed}: stuck`);
    const client = clients[random(clients.length)] as Client;
    if (!started.has(client)) {
      started.add(client);
      client.run(world.core);
    }
    if (random(3) === 0) world.faults.release('archive.append', 1);
    if (random(2) === 0) await turns(1);
    world.clock.advance(0.25);
  }

  people.forEach(({ endpoint }, i) => {
    // Per sender: own acts are answered in the order in which they were asked for.
    const own = endpoint.journal.filter((line) => line.startsWith('said') || line.startsWith('pong'));
    const asked = (planned[i] ?? []).filter(({ kind }) => kind !== 'subject');
    assert.deepEqual(
      own,
      asked.map(({ kind, text }) => `${kind === 'ping' ? 'pong' : 'said'} ${text}`),
      `seed ${seed}`,
    );
  });
  // Per room: everybody sees the same events in the same order.
  for (const { address } of rooms) {
    const views = people.map(({ endpoint }) => {
      const heard = endpoint.shown
        .map(({ event }) => event)
        .filter((event) => 'room' in event && event.room === address);
      const said = endpoint.released_.map(({ event }) => event).filter((event) => event.room === address);
      const both = [...heard, ...said].filter(({ type }) => type === 'message' || type === 'subject');
      return both.map((event) => ('id' in event ? event.id : '')).sort();
    });
    for (const view of views) assert.deepEqual(view, views[0], `seed ${seed}: somebody missed something`);
    for (const { endpoint } of people) {
      const heard = endpoint.shown.flatMap(({ event }) =>
        event.type === 'message' && event.room === address ? [event.seq] : [],
      );
      assert.deepEqual(
        heard,
        [...heard].sort((a, b) => a - b),
        `seed ${seed}: order of the room`,
      );
    }
  }
}

test('random acts under random commits keep every order, lose nothing and never hang (60 seeds)', async () => {
  for (let seed = 1; seed <= 60; seed++) await simulate(seed);
});

test('a subject set behind a message waits for it, and what is said after waits for the subject', async () => {
  const world = await makeWorld();
  const alice = await account(world, 'alice');
  const bob = await account(world, 'bob');
  const { room } = await join(world, alice);
  await join(world, bob);
  bob.endpoint.journal.length = 0;
  world.faults.hold('archive.append');
  say(world.core, alice.session, room, { kind: 'text', body: 'first', kept: true }, 0);
  const subject = (): unknown => setSubject(world.core, alice.session, room, 'new');
  const later = subject();
  assert.ok(later instanceof Later);
  later.subscribe(() => void subject());
  const third = (): unknown => say(world.core, bob.session, room, { kind: 'text', body: 'third', kept: true }, 0);
  const behind = third();
  assert.ok(behind instanceof Later, 'a message does not overtake who waits');
  behind.subscribe(() => void third());
  world.faults.release('archive.append');
  await turns(10);
  assert.deepEqual(bob.endpoint.journal, ['heard first', 'subject', 'said third']);
});
