import type { CatchUp, Pids } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { quantile } from '../statistics.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

/** A day of this many messages in so many rooms was missed. */
const ROOMS = 50;
const MESSAGES = 10_000;
/** Messages a second of the two who talk meanwhile. */
const RATE = 50;
const BESIDE = 'beside';

/** Accounts are in no more rooms than they may: each comes back once. */
let used = 0;

type Way = {
  readonly how: CatchUp['how'];
  /** Clients that come back at the same moment. */
  readonly clients: number;
  /** Groups of them, one after the other, so that there is time enough to measure. */
  readonly waves: number;
};

/**
 * Clients that were away for a day come back while two others talk in another room: the 99th percentile of what their messages
 * took meanwhile, in ms. Each client must be shown every message once and in order.
 */
export function catchUp(figure: Pick<Figure, 'name' | 'title' | 'limits'>, way: Way): Figure {
  const fixed = { unit: 'ms p99', wires: ['irc'], tls: false, history: true, peers: false } as const;
  return { ...figure, ...fixed, prepare: (stage) => prepare(stage, figure.name, way) };
}

async function prepare(stage: Stage, name: string, way: Way): Promise<() => Promise<Measurement>> {
  const { size } = stage;
  const target = targetOf(stage, 'irc');
  const beside = stage.beside();
  const pair = { group: BESIDE, target, count: 2, first: 90_000, inFlight: 1, accounts: size.accounts };
  await beside.run({ op: 'open', ...pair, register: false });
  await beside.run({ op: 'join', group: BESIDE, room: BESIDE, pairs: false, inFlight: 1 });
  let turn = 0;
  return async () => {
    const each = Math.min(MESSAGES, size.messages) / ROOMS;
    const waves = size.messages < MESSAGES ? 1 : way.waves;
    const accounts = Array.from({ length: waves * way.clients }, () => used++);
    const rooms = Array.from({ length: ROOMS }, (_, index) => `${name}-${turn}-${index}`);
    turn++;
    await stage.generator.run({ op: 'visit', target, rooms, accounts, how: way.how });
    await stage.generator.run({ op: 'day', target, rooms, each, first: 10_000 });
    const alone = await talking(stage, () => new Promise((go) => setTimeout(go, size.seconds * 2000)));
    const groups = Array.from({ length: waves }, (_, wave) =>
      accounts.slice(wave * way.clients, (wave + 1) * way.clients),
    );
    const runs: Measurement[] = [];
    const took = await talking(stage, async () => {
      for (const group of groups) {
        const pids: Pids = stage.server.pids();
        runs.push(
          await stage.generator.measure({ op: 'catch-up', target, rooms, each, accounts: group, how: way.how, pids }),
        );
      }
    });
    return together(runs, {
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      aloneP50: quantile(alone, 0.5),
      aloneP99: quantile(alone, 0.99),
      each: runs.reduce((sum, run) => sum + run.seconds, 0) / runs.length,
    });
  };
}

/** What messages of the two took while `work` went on, in ms. */
async function talking(stage: Stage, work: () => Promise<unknown>): Promise<readonly number[]> {
  const beside = stage.beside();
  await beside.run({ op: 'exchange', group: BESIDE, room: BESIDE, rate: RATE });
  await work();
  const { latencies = [] } = await beside.measure({ op: 'end-exchange' });
  if (latencies.some(Number.isNaN)) throw new Error('a message of those beside never came');
  return latencies;
}

function together(runs: readonly Measurement[], latency: NonNullable<Measurement['latency']>): Measurement {
  const sum = (of: (run: Measurement) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    amount: sum((run) => run.amount),
    expected: sum((run) => run.expected),
    seconds: sum((run) => run.seconds),
    serverCpu: sum((run) => run.serverCpu),
    databaseCpu: sum((run) => run.databaseCpu),
    generatorCpu: sum((run) => run.generatorCpu),
    latency,
  };
}
