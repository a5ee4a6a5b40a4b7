import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkHistory, type Invariant } from './check-history.ts';
import type { Archive, Entry, Received } from './operations-log.ts';

interface Draft {
  entries: Entry[];
  archives: { source: Archive['source']; room: string; messages: { id: string; key: string; sender: string }[] }[];
}

const SENDERS = ['alice', 'bob', 'carol'];

/** A log of a faultless run: three senders, two rooms, two observers; every seventh message refused, every eleventh in doubt. */
function faultless(messages = 200): Draft {
  const entries: Entry[] = [];
  const rooms = ['garden', 'lobby'];
  const archived = new Map(rooms.map((room) => [room, [] as { id: string; key: string; sender: string }[]]));
  for (const observer of ['o1', 'o2']) for (const room of rooms) entries.push({ type: 'enter', observer, room });
  for (let op = 0; op < messages; op++) {
    const [room, sender, key, id] = [rooms[op % 2] as string, SENDERS[op % 3] as string, `k${op}`, `id-${op}`];
    entries.push({ type: 'send', op, session: `${sender}/1`, sender, room, key });
    if (op % 7 === 6) {
      entries.push({ type: 'nack', op, code: 'away' });
      continue;
    }
    archived.get(room)?.push({ id, key, sender });
    entries.push(op % 11 === 10 ? { type: 'unknown', op } : { type: 'ack', op, id });
    for (const observer of ['o1', 'o2'])
      entries.push({ type: 'received', observer, room, key, id, sender, how: 'live' });
  }
  const sources = ['chathistory', 'mam', 'sql'] as const;
  const archives = sources.flatMap((source) =>
    rooms.map((room) => ({ source, room, messages: structuredClone(archived.get(room) ?? []) })),
  );
  return { entries, archives };
}

/** Removes, changes or doubles the messages of `op` in every archive. */
function inArchives(
  { archives }: Draft,
  op: number,
  act: (messages: { id: string; key: string; sender: string }[], at: number) => void,
): void {
  let found = 0;
  for (const { messages } of archives) {
    const at = messages.findIndex(({ key }) => key === `k${op}`);
    if (at >= 0) act(messages, at);
    if (at >= 0) found++;
  }
  assert.equal(found, 3, `op ${op} is in the archive of its room`);
}

function indexOf({ entries }: Draft, is: (entry: Entry) => boolean): number {
  const index = entries.findIndex(is);
  assert.ok(index >= 0);
  return index;
}

function received(log: Draft, op: number, observer = 'o1'): { index: number; entry: Received } {
  const index = indexOf(
    log,
    (entry) => entry.type === 'received' && entry.key === `k${op}` && entry.observer === observer,
  );
  return { index, entry: log.entries[index] as Received };
}

/** The faults that a checker must see, each planted into a faultless log, and the promise that it breaks. */
const planted: Record<string, { breaks: Invariant; plant: (log: Draft) => void }> = {
  'a lost message': { breaks: 'I1', plant: (log) => inArchives(log, 42, (messages, at) => messages.splice(at, 1)) },
  'a message stored twice': {
    breaks: 'I2',
    plant: (log) => inArchives(log, 42, (messages, at) => messages.push({ ...messages[at]!, id: 'another' })),
  },
  'two acknowledgements with different ids': {
    breaks: 'I2',
    plant: (log) => log.entries.push({ type: 'ack', op: 42, id: 'another' }),
  },
  'two messages swapped': {
    breaks: 'I12',
    plant: (log) => inArchives(log, 42, (messages, at) => messages.splice(at, 2, messages[at + 1]!, messages[at]!)),
  },
  'messages of one sender swapped, sent without waiting': {
    breaks: 'I7',
    plant(log) {
      // 42 and 54 are alice's and in one room: both are sent before either is acknowledged.
      const [later] = log.entries.splice(
        indexOf(log, (entry) => entry.type === 'send' && entry.op === 54),
        1,
      );
      const [earlier] = log.entries.splice(
        indexOf(log, (entry) => entry.type === 'send' && entry.op === 42),
        1,
      );
      log.entries.unshift(later as Entry, earlier as Entry);
    },
  },
  'two ways to read that disagree': {
    breaks: 'I6',
    plant: ({ archives }) => void archives.find(({ source }) => source === 'mam')?.messages.splice(5, 1),
  },
  'two ways to read with another order': {
    breaks: 'I6',
    plant({ archives }) {
      const messages = archives.find(({ source }) => source === 'sql')?.messages ?? [];
      messages.splice(5, 2, messages[6]!, messages[5]!);
    },
  },
  'a ghost that nobody sent': {
    breaks: 'I3',
    plant: ({ archives }) =>
      archives.forEach(({ messages }) => messages.push({ id: 'g', key: 'ghost', sender: 'bob' })),
  },
  'a message in the wrong room': {
    breaks: 'I3',
    plant({ archives }) {
      for (const source of ['chathistory', 'mam', 'sql']) {
        const [one, other] = archives.filter((archive) => archive.source === source);
        other?.messages.push(one?.messages.pop() as { id: string; key: string; sender: string });
      }
    },
  },
  'a refused message that is stored': {
    breaks: 'I4',
    plant: (log) => log.entries.push({ type: 'nack', op: 45, code: 'away' }),
  },
  'a leak to who is not inside': {
    breaks: 'I10',
    plant(log) {
      const { index, entry } = received(log, 42);
      log.entries.splice(index, 0, { ...entry, observer: 'stranger' });
    },
  },
  'a message delivered twice': {
    breaks: 'I8',
    plant(log) {
      const { index, entry } = received(log, 42);
      log.entries.splice(index, 0, entry);
    },
  },
  'a gap in what an observer got': { breaks: 'I8', plant: (log) => log.entries.splice(received(log, 42).index, 1) },
  'deliveries in another order than the archive': {
    breaks: 'I8',
    plant(log) {
      const [one, other] = [received(log, 42), received(log, 44)];
      log.entries[one.index] = other.entry;
      log.entries[other.index] = one.entry;
    },
  },
  'something shown that was never stored': {
    breaks: 'I8',
    plant(log) {
      const { entry } = received(log, 42);
      log.entries.push({ ...entry, key: 'k6' });
    },
  },
  'a sender spoofed in the archive': {
    breaks: 'I9',
    plant: (log) => inArchives(log, 42, (messages, at) => void (messages[at]!.sender = 'mallory')),
  },
  'a sender spoofed to an observer': {
    breaks: 'I9',
    plant(log) {
      const { index, entry } = received(log, 42);
      log.entries[index] = { ...entry, sender: 'mallory' };
    },
  },
  'an id that changes after the acknowledgement': {
    breaks: 'I5',
    plant: (log) => inArchives(log, 42, (messages, at) => void (messages[at]!.id = 'changed')),
  },
  'an id that an observer saw otherwise': {
    breaks: 'I5',
    plant(log) {
      const { index, entry } = received(log, 42);
      log.entries[index] = { ...entry, id: 'changed' };
    },
  },
  'a message that was taken back and is there': {
    breaks: 'I13',
    plant: (log) => log.entries.push({ type: 'redact', op: 42 }, { type: 'redacted', op: 42 }),
  },
  'something that nobody showed to who was away': {
    breaks: 'I14',
    plant(log) {
      stay(log);
      log.entries.splice(
        indexOf(log, (entry) => entry.type === 'caught' && entry.key === 'k42'),
        1,
      );
    },
  },
};

/** Somebody who is shown everything of the garden, some of it again. */
function stay(log: Draft): void {
  log.entries.unshift({ type: 'stays', observer: 'nora', room: 'garden' });
  for (const entry of [...log.entries]) {
    if (entry.type !== 'send' || entry.room !== 'garden') continue;
    const caught = { type: 'caught', observer: 'nora', room: 'garden', key: entry.key } as const;
    log.entries.push(caught, ...(entry.op % 10 === 0 ? [caught] : []));
  }
}

test('who was away may be shown things again', () => {
  const log = faultless();
  stay(log);
  assert.deepEqual(checkHistory(log), []);
});

test('a message that was taken back is no loss', () => {
  const log = faultless();
  log.entries.push({ type: 'redact', op: 42 }, { type: 'redacted', op: 42 });
  for (const { messages } of log.archives) {
    const at = messages.findIndex(({ key }) => key === 'k42');
    if (at >= 0) messages.splice(at, 1);
  }
  assert.deepEqual(checkHistory(log), []);
});

test('the history checker finds nothing wrong with a faultless run', () => {
  assert.deepEqual(checkHistory(faultless()), []);
});

for (const [name, { breaks, plant }] of Object.entries(planted)) {
  test(`the history checker finds ${name}`, () => {
    const log = faultless();
    plant(log);
    const found = checkHistory(log).map(({ invariant }) => invariant);
    assert.ok(found.includes(breaks), `${breaks} is broken; found: ${found.join(', ') || 'nothing'}`);
  });
}

test('an answer to a second try may tell of what was seen long ago, and is no second delivery', () => {
  const log = faultless();
  const { entry } = received(log, 42);
  log.entries.push({ ...entry, how: 'answer' });
  assert.deepEqual(checkHistory(log), []);
});

test('who leaves and comes back may have missed what was said meanwhile', () => {
  const log = faultless();
  const { index } = received(log, 42);
  log.entries.splice(
    index,
    1,
    { type: 'leave', observer: 'o1', room: 'garden' },
    { type: 'enter', observer: 'o1', room: 'garden' },
  );
  assert.deepEqual(checkHistory(log), []);
});

test('a message in doubt may be missing', () => {
  const log = faultless();
  // Nobody saw the last one, and its sender never heard of it.
  const op = 194;
  assert.ok(log.entries.some((entry) => entry.type === 'ack' && entry.op === op));
  log.entries = log.entries.flatMap((entry): Entry[] => {
    if (entry.type === 'ack' && entry.op === op) return [{ type: 'unknown', op }];
    return entry.type === 'received' && entry.key === `k${op}` ? [] : [entry];
  });
  // Whoever came later saw nothing: cut the log off behind it.
  const cut = indexOf(log, (entry) => entry.type === 'send' && entry.op === 195);
  const later = new Set(log.entries.slice(cut).flatMap((entry) => (entry.type === 'send' ? [entry.key] : [])));
  log.entries.length = cut;
  for (const { messages } of log.archives) {
    for (let at = messages.length - 1; at >= 0; at--) {
      const { key } = messages[at]!;
      if (key === `k${op}` || later.has(key)) messages.splice(at, 1);
    }
  }
  assert.deepEqual(checkHistory(log), []);
});
