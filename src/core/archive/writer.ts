import type { Bare } from '../../lib/address.ts';
import type { Clock, Timer } from '../../lib/clock.ts';
import type { Id } from '../../lib/id.ts';
import { Queue } from '../../lib/queue.ts';
import type { CoreLog } from '../core-log.ts';
import type { MessageEvent } from '../event.ts';
import { Fenced, type ArchiveStore, type Doubts, type Filing, type Storage } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Room } from '../rooms/room.ts';
import { Filling } from './filling.ts';

/** A message on its way into the archive. */
export interface Staged extends Filing {
  readonly event: MessageEvent;
  readonly owners: readonly Bare[];
  /** Whose act it is; undefined for the server's own. */
  readonly session: Session | undefined;
  /** The room it holds up; undefined for direct messages. */
  readonly room: Room | undefined;
  readonly reference: unknown;
  /** `clock.monotonic()` when it was staged. */
  readonly since: number;
  /** Called with its end, in its place among what is released: why it was refused, or the id of an earlier one as in `Outcomes`. */
  readonly ended?: (refusal: Refusal | undefined, first: Id | undefined) => void;
}

/** What happens to a staged message; called in staging order, one at a time, never from within `stage`. */
export interface Outcomes {
  /** Durable. `first` is the id of an earlier message with the same client key, if this was a retry of it. */
  release(staged: Staged, first: Id | undefined): void;
  /** Not stored, and never will be. */
  reject(staged: Staged, refusal: Refusal): void;
  /** Another server has taken over: nothing can be written any more. */
  fenced(): void;
}

export interface ArchiveWriter {
  /** Takes the message, or refuses it at once where the archive is away or its queue is full. */
  stage(staged: Staged): Refusal | undefined;
  /** Set by the core before the first message. */
  outcomes: Outcomes;
  epoch: number;
  readonly state: 'ready' | 'away' | 'fenced';
  readonly queued: number;
  /** The smallest id that is staged and not yet released or rejected. */
  readonly oldest: Id | undefined;
  /** Resolves when what has been staged until now is released or rejected. */
  passed(): Promise<void>;
  /** Resolves when everything staged is released or rejected. */
  drain(): Promise<void>;
}

export interface WriterLimits {
  /** Rows of one batch at most. */
  readonly batch: number;
  /** Messages waiting at most; more are refused. */
  readonly queue: number;
  /** Milliseconds after which a sender is told that its message was not stored (RELIABILITY P9: 3 s). */
  readonly patience: number;
  /** Milliseconds between attempts to reach the database. */
  readonly retry: number;
}

export const writerLimits: WriterLimits = { batch: 500, queue: 20_000, patience: 2500, retry: 200 };

const away = refuse('storage-away', undefined, {
  retryAfter: 5,
  text: 'The message was not stored because the database does not answer. Try again in a few seconds.',
});

/**
 * Group commit: one batch in flight, the next fills meanwhile, so the order of staging is the order of release across all
 * conversations. Nothing is released before its commit, and nothing rejected stays in the archive: a batch whose outcome
 * is unknown is looked up when the database is back, and what its senders were refused is retracted before anything new.
 */
export function createArchiveWriter(
  storage: Pick<Storage, 'ping'> & { readonly archive: ArchiveStore; readonly doubts: Doubts },
  clock: Clock,
  log: CoreLog,
  limits: WriterLimits = writerLimits,
): ArchiveWriter {
  const queue = new Queue<Staged>(1024);
  const filling = new Filling(clock);
  let flight: Staged[] = [];
  /** Stored, and being shown right now. */
  let releasing: Id | undefined;
  let state: ArchiveWriter['state'] = 'ready';
  let running = false;
  let watch: Timer | undefined;
  /** Refused, but perhaps stored: to be retracted before the next batch. */
  let doubtful: Id[] = [];
  const drained: (() => void)[] = [];
  /** How many were ever staged, and how many of them have come to their end. */
  let staged = 0;
  let ended = 0;
  const passing: { readonly at: number; readonly resume: () => void }[] = [];

  const writer: ArchiveWriter = {
    epoch: 0,
    outcomes: { release: () => {}, reject: () => {}, fenced: () => {} },
    get state() {
      return state;
    },
    get queued() {
      return queue.length + flight.length;
    },
    get oldest() {
      return releasing ?? (flight[0] ?? queue.peek())?.event.id;
    },
    stage(next) {
      if (state !== 'ready' || queue.length >= limits.queue) return away;
      queue.push(next);
      staged++;
      filling.grown(queue.length);
      watch ??= clock.after(limits.patience, look);
      if (!running) {
        running = true;
        void run();
      }
      return undefined;
    },
    passed: () =>
      ended === staged ? Promise.resolve() : new Promise((resume) => passing.push({ at: staged, resume })),
    drain: () => (queue.length + flight.length === 0 ? Promise.resolve() : new Promise((done) => drained.push(done))),
  };
  return writer;

  async function run(): Promise<void> {
    // The batch fills for the rest of this turn: what arrived together is committed together.
    await new Promise<void>((resume) => setImmediate(resume));
    while (state !== 'fenced' && (queue.length > 0 || doubtful.length > 0 || state === 'away')) {
      if (state === 'away' || doubtful.length > 0) await comeBack();
      else {
        if (filling.isShort(queue.length)) await filling.wait(queue);
        if (queue.length > 0) await commit();
      }
    }
    running = false;
    watch?.cancel(); // nobody waits: an idle writer must not keep the process from ending
    watch = undefined;
    for (const done of drained.splice(0)) done();
  }

  async function commit(): Promise<void> {
    const batch: Staged[] = [];
    while (batch.length < limits.batch && queue.length > 0) batch.push(queue.shift() as Staged);
    flight = batch;
    filling.committed(batch.length);
    let ambiguous = false;
    for (;;) {
      try {
        const firsts = await (ambiguous ? appendMissing(batch) : storage.archive.append(batch, writer.epoch));
        return settle(batch, firsts);
      } catch (error) {
        if (error instanceof Fenced) return fence(batch);
        ambiguous = true;
        log.warn({ error: String(error), batch: batch.length }, 'archive: a batch was not confirmed');
        if (flight !== batch) return void doubtful.push(...batch.map(({ event }) => event.id));
        await pause(limits.retry);
        if (flight !== batch) return void doubtful.push(...batch.map(({ event }) => event.id));
      }
    }
  }

  /** After a lost answer: what is there is stored, the rest is appended again. */
  async function appendMissing(batch: readonly Staged[]): Promise<(Id | undefined)[]> {
    const stored = await storage.archive.stored(batch.map(({ event }) => event.id));
    const missing = batch.filter(({ event }) => !stored.has(event.id));
    const firsts = missing.length === 0 ? [] : await storage.archive.append(missing, writer.epoch);
    const byId = new Map(missing.map(({ event }, i) => [event.id, firsts[i]]));
    return batch.map(({ event }) => byId.get(event.id));
  }

  function settle(batch: Staged[], firsts: readonly (Id | undefined)[]): void {
    if (flight !== batch) {
      // The answer came after its senders had been refused.
      doubtful.push(...batch.map(({ event }) => event.id));
      return;
    }
    flight = [];
    batch.forEach((each, i) => {
      releasing = each.event.id;
      writer.outcomes.release(each, firsts[i]);
    });
    releasing = undefined;
    pass(batch.length);
  }

  function pass(count: number): void {
    ended += count;
    while (passing[0] && passing[0].at <= ended) passing.shift()?.resume();
  }

  /** Somebody has waited long: nobody gets an answer any more until the database is back. */
  function look(): void {
    watch = undefined;
    const oldest = flight[0] ?? queue.peek();
    if (!oldest) return;
    const age = clock.monotonic() - oldest.since;
    if (age < limits.patience) {
      watch = clock.after(limits.patience - age, look);
      return;
    }
    state = 'away';
    log.error({ waiting: flight.length + queue.length }, 'archive: the database is away; messages are refused');
    rejectAll();
  }

  function rejectAll(): void {
    const refused = [...flight, ...queue];
    if (state !== 'fenced') noteDoubts(flight);
    flight = [];
    queue.clear();
    for (const each of refused) writer.outcomes.reject(each, away);
    pass(refused.length);
    if (!running && state === 'away') {
      running = true;
      void run();
    }
  }

  /** Even if this process is killed now, what its senders are about to hear will be true. */
  function noteDoubts(batch: readonly Staged[]): void {
    if (batch.length === 0) return;
    try {
      storage.doubts.add(batch.map(({ event }) => event.id));
    } catch (error) {
      log.error(
        { error: String(error) },
        'archive: refusals could not be noted; a crash now may store what was refused',
      );
    }
  }

  async function comeBack(): Promise<void> {
    while (state !== 'fenced') {
      try {
        await storage.ping();
        if (doubtful.length > 0) await storage.archive.retract(doubtful);
        if (doubtful.length > 0) storage.doubts.clear();
        doubtful = [];
        if (state === 'away') log.info({}, 'archive: the database is back');
        state = 'ready';
        return;
      } catch {
        await pause(limits.retry);
      }
    }
  }

  function fence(batch: Staged[]): void {
    state = 'fenced';
    flight = flight === batch ? batch : flight;
    log.error({}, 'archive: another server has taken over this database; nothing can be written any more');
    rejectAll();
    writer.outcomes.fenced();
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resume) => clock.after(ms, resume));
  }
}
