import type { Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

const BODY = 80;

/** Pairs of sessions that write to each other's first, one message in flight a pair. */
export function direct(figure: Omit<Figure, 'unit' | 'prepare' | 'tls'>): Figure {
  const wire = figure.wires[0] ?? 'irc';
  return { ...figure, unit: '/s of server CPU', tls: false, prepare: (stage) => pair(stage, wire) };
}

async function pair(stage: Stage, wire: Wire): Promise<() => Promise<Measurement>> {
  const { generator, size } = stage;
  const group = 'pairs';
  const opened = { group, count: 2 * size.pairs, first: 0, inFlight: stage.registering, accounts: size.accounts };
  await generator.run({ op: 'open', ...opened, target: targetOf(stage, wire), register: false });
  const write = (seconds: number): Promise<Measurement> => {
    const pids = stage.server.pids();
    return generator.measure({ op: 'direct', group, room: undefined, window: 1, seconds, body: BODY, pids });
  };
  await write(size.warmUp);
  return () => write(size.seconds);
}
