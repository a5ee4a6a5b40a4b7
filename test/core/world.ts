import type { LookUp } from '../../src/core/bans/dnsbl.ts';
import { ManualClock } from '../../src/lib/clock.ts';
import type { Bare } from '../../src/lib/address.ts';
import { resolveClasses } from '../../src/core/operators/rights.ts';
import { plainSettings } from '../../src/core/rooms/settings.ts';
import type { Core, CoreConfig } from '../../src/core/core.ts';
import type { CoreLog } from '../../src/core/core-log.ts';
import { createCore } from '../../src/core/create-core.ts';
import type { Dismissal, Endpoint, Form, View } from '../../src/core/endpoint.ts';
import type { Event, MessageEvent } from '../../src/core/event.ts';
import type { RoomRenamedEvent } from '../../src/core/room-event.ts';
import { attach } from '../../src/core/presence/attach.ts';
import { online } from '../../src/core/presence/availability.ts';
import type { Session } from '../../src/core/presence/session.ts';
import type { PushSender } from '../../src/core/push/sender.ts';
import type { AccountRecord, Doubts } from '../../src/core/ports.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import { isRefusal, Later } from '../../src/core/refusal.ts';
import { enter, type Entered } from '../../src/core/rooms/enter.ts';
import type { Occupant } from '../../src/core/rooms/room.ts';
import { createMemoryDoubts } from '../../src/storage/doubts.ts';
import { createFaults, type Faults } from '../../src/storage/memory/faults.ts';
import { createMemoryStorage } from '../../src/storage/memory/storage.ts';

/** A core over memory, with a clock that is moved by hand and people whose endpoints write down what they are shown. */
export interface World {
  readonly core: Core;
  readonly clock: ManualClock;
  readonly faults: Faults;
  readonly doubts: Doubts;
  readonly log: string[];
}

export const quietLog = (lines: string[] = []): CoreLog => {
  const add = (fields: object, text: string): void => void lines.push(`${text} ${JSON.stringify(fields)}`);
  return { isDebug: () => false, debug: add, info: add, warn: add, error: add };
};

export const testConfig: CoreConfig = {
  domain: 'example.org',
  roomsDomain: 'rooms.example.org',
  guestsDomain: 'guests.example.org',
  admins: new Set(['root']),
  operators: {
    blocks: new Map([
      ['boss', { name: 'boss', password: 'plain:open sesame', class: 'server-admin', whois: 'is a server admin' }],
    ]),
    classes: resolveClasses({}),
  },
  nameProfile: 'ascii',
  nicknames: 'account',
  dnsbl: { zones: [], action: 'refuse' },
  paceMs: 0,
  joins: false,
  guests: { enabled: true, forcePrefix: false },
  registration: 'open',
  registrationsPerHour: 0,
  email: 'optional',
  passwordLength: 6,
  iterations: 4096,
  mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'],
  loginAttemptsPerMinute: 0,
  alwaysOn: { policy: 'off', expiry: Infinity },
  createRooms: 'accounts',
  roomDefaults: plainSettings,
  history: {
    enabled: true,
    commit: 'before',
    direct: true,
    page: 100,
    join: 20,
    redactWindow: 86_400_000,
    editWindow: 3_600_000,
  },
  push: { enabled: true, delay: 5000 },
  uploads: { maxSize: 1000, quota: 3000, keep: 90 * 86_400_000 },
  limits: {
    nickname: 32,
    roomName: 60,
    subject: 1000,
    away: 200,
    realname: 150,
    reason: 390,
    masks: 500,
    roomsPerSession: 100,
    metadataKeys: 5,
    metadataSubs: 3,
    watched: 200,
    past: 100,
    sessionsPerAccount: 10,
    strangersPerHour: 0,
    roomsPerHour: 0,
    message: 16384,
  },
};

export async function makeWorld(config: Partial<CoreConfig> = {}, lookUp?: LookUp, push?: PushSender): Promise<World> {
  const clock = new ManualClock();
  const faults = createFaults();
  const log: string[] = [];
  const doubts = createMemoryDoubts();
  const core = await createCore({
    config: { ...testConfig, ...config },
    storage: createMemoryStorage({ faults }),
    doubts,
    clock,
    log: quietLog(log),
    secret: Buffer.alloc(32, 7),
    ...(lookUp && { lookUp }),
    ...(push && { push }),
    fenced: () => log.push('fenced'),
  });
  return { core, clock, faults, doubts, log };
}

/** What one session was shown, in order. */
export interface Shown {
  readonly event: Event;
  readonly view: View;
}

export class TestEndpoint implements Endpoint {
  readonly form: Form;
  readonly shown: Shown[] = [];
  readonly released_: { readonly event: MessageEvent; readonly reference: unknown }[] = [];
  readonly refused_: { readonly event: MessageEvent; readonly refusal: Refusal; readonly reference: unknown }[] = [];
  readonly entered_: Occupant[] = [];
  readonly dismissed: Dismissal[] = [];
  /** Everything in the order it happened, as short words. */
  readonly journal: string[] = [];

  constructor(form: Form = plainForm) {
    this.form = form;
  }

  deliver(rendering: object, event: Event): void {
    this.shown.push(rendering as Shown);
    this.journal.push(event.type === 'message' ? `heard ${event.body}` : event.type);
  }

  released(event: MessageEvent, reference: unknown): void {
    this.released_.push({ event, reference });
    this.journal.push(`said ${event.body}`);
  }

  refused(event: MessageEvent, refusal: Refusal, reference: unknown): void {
    this.refused_.push({ event, refusal, reference });
    this.journal.push(`refused ${event.body}: ${refusal.reason}`);
  }

  moved(_occupant: Occupant, event: RoomRenamedEvent): boolean {
    this.shown.push({ event, view: 0 });
    return true;
  }

  entered(occupant: Occupant): void {
    this.entered_.push(occupant);
  }

  dismiss(why: Dismissal): void {
    this.dismissed.push(why);
  }

  /** The events shown; contact presence (RFC 6121 4), which everybody gets of themselves too, has tests of its own. */
  types(): string[] {
    return this.shown.map(({ event }) => event.type).filter((type) => type !== 'presence');
  }

  bodies(): (string | undefined)[] {
    return this.shown.flatMap(({ event }) => (event.type === 'message' ? [event.body] : []));
  }
}

/** Shows everything as it is. */
export const plainForm: Form = { render: (event, view) => ({ event, view }) };

export interface Somebody {
  readonly session: Session;
  readonly endpoint: TestEndpoint;
}

export function makeAccount(name: string): AccountRecord {
  return {
    name,
    key: name.toLowerCase(),
    sha256: undefined,
    sha1: undefined,
    bcrypt: undefined,
    locked: false,
    displayName: '',
    email: '',
    createdAt: 0,
    lastSeenAt: undefined,
  };
}

/** A session of an account, made if need be. */
export async function account(
  world: World,
  name: string,
  options: { device?: string; follows?: boolean; form?: Form } = {},
): Promise<Somebody> {
  const record = makeAccount(name);
  await world.core.storage.accounts.create(record);
  world.core.accounts.forget(record.key);
  const endpoint = new TestEndpoint(options.form);
  const request = {
    identity: { account: record },
    endpoint,
    device: options.device ?? '',
    wire: 'test',
    follows: options.follows ?? false,
    isSecure: true,
    ip: '127.0.0.1',
    availability: online,
  };
  const session = attach(world.core, request);
  if ('reason' in session) throw new Error(`attach: ${session.reason}`);
  return { session, endpoint };
}

export function guest(world: World, nickname: string): Somebody {
  const endpoint = new TestEndpoint();
  const session = attach(world.core, {
    identity: { guest: { nickname, ident: '~u', host: 'cloak.guests.example.org' } },
    endpoint,
    device: '',
    wire: 'test',
    follows: true,
    isSecure: true,
    ip: '127.0.0.1',
    availability: online,
  });
  if ('reason' in session) throw new Error(`attach: ${session.reason}`);
  return { session, endpoint };
}

export const garden = 'garden@rooms.example.org' as Bare;

/** Asks again and again until it is done. */
export async function insist<T>(act: () => T): Promise<Exclude<T, Later>> {
  for (;;) {
    const outcome = act();
    if (!(outcome instanceof Later)) return outcome as Exclude<T, Later>;
    await new Promise<void>((resume) => outcome.subscribe(resume));
  }
}

/** Enters the garden; throws where that is refused. */
export async function join(world: World, who: Somebody, address: Bare = garden): Promise<Entered> {
  const name = address.slice(0, address.indexOf('@'));
  const entered = await insist(() => enter(world.core, who.session, { address, name }));
  if (isRefusal(entered)) throw new Error(`enter: ${entered.reason}`);
  return entered as Entered;
}

/** Lets everything that needs no clock happen: storage in memory answers, batches are committed. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resume) => setImmediate(resume));
}
