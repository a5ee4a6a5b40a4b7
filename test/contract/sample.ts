import { randomUUID } from 'node:crypto';
import type { MessageEvent } from '../../src/core/event.ts';
import type { AccountRecord, Filing, RoomRecord } from '../../src/core/ports.ts';
import { plainSettings } from '../../src/core/rooms/settings.ts';
import type { Bare } from '../../src/lib/address.ts';
import { ManualClock } from '../../src/lib/clock.ts';
import { createIdSource, timeOf, type Id } from '../../src/lib/id.ts';

const clock = new ManualClock();
const ids = createIdSource(clock);

/** A new id, a millisecond after the one before. */
export function nextId(): Id {
  clock.advance(1);
  return ids.next();
}

/** An address nobody else has in this run. */
export function newAddress(local = 'user', domain = 'example.org'): Bare {
  return `${local}-${randomUUID().slice(0, 13)}@${domain}` as Bare;
}

export function sampleAccount(key: string, change: Partial<AccountRecord> = {}): AccountRecord {
  const sha256 = {
    salt: Buffer.from('saltsalt'),
    iterations: 4096,
    storedKey: Buffer.from([0, 1, 254, 255]),
    serverKey: Buffer.alloc(32, 7),
  };
  return {
    name: key.toUpperCase(),
    key,
    sha256,
    sha1: undefined,
    bcrypt: undefined,
    locked: false,
    displayName: 'A user',
    email: '',
    createdAt: 1_700_000_000_123,
    lastSeenAt: undefined,
    ...change,
  };
}

export function sampleRoom(change: Partial<RoomRecord> = {}): RoomRecord {
  const address = newAddress('room', 'rooms.example.org');
  return {
    id: randomUUID(),
    address,
    name: address.split('@')[0] ?? '',
    settings: plainSettings,
    subject: undefined,
    metadata: { avatar: 'https://example.org/a.png', 'x/y.z': 'ä' },
    createdAt: 1_700_000_000_456,
    ...change,
  };
}

/** A message of a room, with only what every message has. */
export function sampleMessage(change: Partial<MessageEvent> = {}): MessageEvent {
  const id = change.id ?? nextId();
  return {
    type: 'message',
    id,
    at: timeOf(id),
    conversation: randomUUID(),
    seq: 1,
    room: 'room@rooms.example.org' as Bare,
    to: undefined,
    from: {
      address: 'alice@example.org' as Bare,
      nickname: 'Alice',
      mask: 'alice@example.org',
      account: 'Alice',
      occupantId: 'o1',
    },
    kind: 'text',
    body: 'hello',
    kept: true,
    ...change,
  };
}

/** `count` messages of one conversation, seq from `first` on. */
export function sampleTalk(conversation: string, count: number, first = 1): readonly MessageEvent[] {
  return Array.from({ length: count }, (_, i) =>
    sampleMessage({ conversation, seq: first + i, body: `message ${first + i}` }),
  );
}

export function filed(events: readonly MessageEvent[], owners: readonly Bare[] = []): readonly Filing[] {
  return events.map((event) => ({ event, owners }));
}
