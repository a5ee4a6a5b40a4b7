import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from '../system/proc.ts';
import type { Outcome, Pids } from './commands.ts';

/** No delivery for this long ends a phase, in ms: what is missing then is lost. */
const STALLED = 8000;
/** A phase may take this much longer than planned to deliver what is under way, in ms. */
const DRAIN = 30_000;

/** Clocks of one measured phase: wall, server, database and this generator. */
export class Stopwatch {
  readonly #pids: Pids;
  readonly #start = performance.now();
  readonly #own = process.cpuUsage();
  readonly #server: number;
  readonly #database: number;

  constructor(pids: Pids) {
    this.#pids = pids;
    this.#server = cpuSeconds(pids.server);
    this.#database = cpuSeconds(pids.database);
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  /** The times so far as an outcome; the amounts are filled in when they are final. */
  stop(): Omit<Outcome, 'amount' | 'expected'> {
    const own = process.cpuUsage(this.#own);
    return {
      seconds: this.seconds,
      serverCpu: cpuSeconds(this.#pids.server) - this.#server,
      databaseCpu: cpuSeconds(this.#pids.database) - this.#database,
      generatorCpu: (own.user + own.system) / 1e6,
    };
  }
}

/** Deliveries owed and made in one phase. */
export class Tally {
  expected = 0;
  amount = 0;

  /** Resolves when everything owed has arrived, or when nothing has arrived for a while. Checked a few times a second. */
  async drained(): Promise<void> {
    const deadline = performance.now() + DRAIN;
    let seen = this.amount;
    let since = performance.now();
    while (this.amount < this.expected && performance.now() < deadline) {
      await pause(2);
      if (this.amount !== seen) {
        seen = this.amount;
        since = performance.now();
      } else if (performance.now() - since > STALLED) return;
    }
  }
}

/** Runs `work` for every item, at most `inFlight` at a time; the first failure stops the rest and is thrown. */
export async function eachOf<T>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined && !failed; item = items[next++]) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, lane));
}
