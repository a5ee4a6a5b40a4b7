import { setTimeout as pause } from 'node:timers/promises';
import type { Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { residentKilobytes } from '../system/proc.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

/** Most connections under way during the warm-up. */
const HANDSHAKES = 64;
/** Connections before the first reading, so that what a server sets up once is not counted. */
const FIRST = 200;
/** Readings of the memory, in ms, and how many in a row must agree. */
const READING = 250;
const AGREE = 6;
/** A server that never settles is read after this long, in ms. */
const LONGEST = 12_000;
/** Two readings agree when they differ by less than this share. */
const TOLERANCE = 0.003;

/** Resident memory that registered connections without traffic cost. Each run adds connections to those before. */
export function idle(figure: Omit<Figure, 'unit' | 'prepare'>): Figure {
  const wire = figure.wires[0] ?? 'irc';
  return { ...figure, unit: 'KB each', prepare: (stage) => grow(stage, wire, figure.tls) };
}

async function grow(stage: Stage, wire: Wire, tls: boolean): Promise<() => Promise<Measurement>> {
  const { generator, server, size } = stage;
  const target = targetOf(stage, wire, tls);
  let first = 0;
  const add = async (count: number): Promise<void> => {
    const opened = { group: 'idle', count, first, inFlight: stage.registering, accounts: size.accounts };
    await generator.run({ op: 'open', ...opened, target, register: false });
    first += count;
  };
  // Short-lived connections grow what a server keeps anyway (young heap, pools) and leave nothing behind.
  const churn = { accounts: size.accounts, inFlight: Math.min(stage.registering, HANDSHAKES), pids: server.pids() };
  await generator.run({ op: 'churn', target, ...churn, seconds: size.warmUp });
  await add(FIRST);
  let before = await settled(stage);
  return async () => {
    const began = performance.now();
    await add(size.idle);
    const after = await settled(stage);
    const kilobytes = after - before;
    before = after;
    const nothing = { serverCpu: 0, databaseCpu: 0, generatorCpu: 0 };
    const seconds = (performance.now() - began) / 1000;
    if (server.pids().server.length === 0) throw new Error('the server has ended');
    return { ...nothing, amount: size.idle, expected: size.idle, seconds, kilobytes };
  };
}

/** Resident KB of the server once it has given back what it does not need and stopped moving. */
async function settled({ server }: Stage): Promise<number> {
  const { server: pids } = server.pids();
  const deadline = performance.now() + LONGEST;
  let last = residentKilobytes(pids);
  for (let agreed = 0; agreed < AGREE && performance.now() < deadline;) {
    if (agreed < 2) server.settle();
    await pause(READING);
    const now = residentKilobytes(pids);
    agreed = Math.abs(now - last) <= last * TOLERANCE ? agreed + 1 : 0;
    last = now;
  }
  return last;
}
