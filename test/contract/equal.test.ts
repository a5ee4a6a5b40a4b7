import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MessageEvent } from '../../src/core/event.ts';
import type { Filing, PageQuery, Storage } from '../../src/core/ports.ts';
import type { Bare } from '../../src/lib/address.ts';
import { createMemoryStorage } from '../../src/storage/memory/storage.ts';
import { openPostgres } from '../../src/storage/postgres/storage.ts';
import { quietLog, scratchPostgres, withoutPostgres } from '../storage/scratch.ts';
import { nextId, sampleMessage } from './sample.ts';

const people = ['ann@x.example', 'ben@x.example', 'cyd@x.example'] as Bare[];
const text = fc.string({ unit: 'binary', maxLength: 20 });

const draft = fc.record({
  conversation: fc.nat(2),
  sender: fc.nat(2),
  to: fc.option(fc.nat(2), { nil: undefined }),
  room: fc.boolean(),
  body: fc.option(text, { nil: undefined }),
  clientKey: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  tags: fc.option(fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true }), { nil: undefined }),
});

const query = fc.record({
  after: fc.option(fc.nat(40), { nil: undefined }),
  before: fc.option(fc.nat(40), { nil: undefined }),
  limit: fc.nat(12),
  fromEnd: fc.boolean(),
  scope: fc.constantFrom('said' as const, 'messages' as const, 'all' as const, undefined),
});

const script = fc.record({
  batches: fc.array(fc.array(draft, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
  retracted: fc.array(fc.nat(20), { maxLength: 2 }),
  redacted: fc.array(fc.nat(20), { maxLength: 3 }),
  queries: fc.array(query, { minLength: 1, maxLength: 6 }),
});

type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;
type Asked = typeof query extends fc.Arbitrary<infer T> ? T : never;

interface Talk {
  readonly conversations: readonly string[];
  readonly owners: ReadonlyMap<Bare, Bare>;
  readonly events: MessageEvent[];
}

/** The same random history in both storages, asked the same questions, gives the same answers. */
test('memory and PostgreSQL answer alike', { skip: withoutPostgres }, async (t) => {
  const server = await scratchPostgres(t);
  const postgres = await openPostgres(server.target, quietLog());
  t.after(() => postgres.close());
  const storages: readonly Storage[] = [createMemoryStorage(), postgres];
  const epochs = await Promise.all(storages.map(async (storage) => (await storage.takeHome()).epoch));
  await fc.assert(
    fc.asyncProperty(script, async ({ batches, retracted, redacted, queries }) => {
      const talk = newTalk();
      const both = <T>(ask: (storage: Storage, epoch: number) => Promise<T>) => equal(storages, epochs, ask);
      for (const batch of batches) {
        const filings = batch.map((each) => filing(talk, each));
        await both(({ archive }, epoch) => archive.append(filings, epoch));
      }
      const gone = retracted.flatMap((n) => talk.events[n]?.id ?? []);
      await both(({ archive }) => archive.retract(gone));
      for (const n of redacted) {
        const { conversation, id } = talk.events[n] ?? sampleMessage();
        const redaction = { id: nextId(), at: 1, by: sampleMessage().from, reason: '' };
        await both(({ archive }, epoch) => archive.redact(conversation, id, redaction, epoch));
      }
      await both(({ archive }) => archive.stored(talk.events.map(({ id }) => id)));
      for (const each of queries) await compare(talk, each, both);
    }),
    { numRuns: 60 },
  );
});

type Both = <T>(ask: (storage: Storage, epoch: number) => Promise<T>) => Promise<void>;

async function equal<T>(
  storages: readonly Storage[],
  epochs: readonly number[],
  ask: (storage: Storage, epoch: number) => Promise<T>,
): Promise<void> {
  const [memory, postgres] = await Promise.all(storages.map((storage, i) => ask(storage, epochs[i] ?? 0)));
  assert.deepEqual(postgres, memory);
}

async function compare(talk: Talk, { after, before, limit, fromEnd, scope }: Asked, both: Both) {
  const cursor = (n: number | undefined) => (n === undefined ? undefined : (talk.events[n]?.id ?? nextId()));
  const asked: PageQuery = { after: cursor(after), before: cursor(before), limit, fromEnd, scope };
  for (const conversation of talk.conversations) {
    await both(({ archive }) => archive.page(conversation, asked));
    await both(({ archive }) => archive.count(conversation, asked));
  }
  for (const owner of talk.owners.values()) {
    await both(({ archive }) => archive.inboxPage(owner, undefined, asked));
    for (const peer of talk.owners.values()) await both(({ archive }) => archive.inboxPage(owner, peer, asked));
  }
}

function newTalk(): Talk {
  const mark = randomUUID().slice(0, 8);
  return {
    conversations: [randomUUID(), randomUUID(), randomUUID()],
    owners: new Map(people.map((person) => [person, `${mark}-${person}` as Bare])),
    events: [],
  };
}

function filing(talk: Talk, made: Draft): Filing {
  const person = (n: number) => talk.owners.get(people[n] as Bare) as Bare;
  const sender = person(made.sender);
  const { body, clientKey, tags } = made;
  const event = sampleMessage({
    conversation: talk.conversations[made.conversation] ?? '',
    seq: talk.events.length + 1,
    from: { ...sampleMessage().from, address: sender },
    to: made.to === undefined ? undefined : person(made.to),
    room: made.room ? ('room@x.example' as Bare) : undefined,
    kind: body === undefined ? 'tags' : 'text',
    body,
    ...(clientKey === undefined ? undefined : { clientKey }),
    ...(tags === undefined ? undefined : { tags }),
  });
  talk.events.push(event);
  // A direct message belongs to those who exchange it.
  const owners = [event.from.address, event.to].filter((each) => each !== undefined);
  return { event, owners: made.to === undefined ? [] : owners };
}
