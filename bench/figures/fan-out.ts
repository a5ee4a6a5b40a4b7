import type { Speakers, Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

const ROOM = 'load';
const BODY = 80;
/** Members that speak. */
const SPEAKERS = 8;
/** Joins under way while the room fills. */
const IN_FLIGHT = 32;

/** A room of `size.members`, all on the given wires in equal parts, and `window` messages in flight. */
export function fanOut(figure: Omit<Figure, 'unit' | 'prepare' | 'tls'>, window: number): Figure {
  return { ...figure, unit: '/s of server CPU', tls: false, prepare: (stage) => fill(stage, figure.wires, window) };
}

async function fill(stage: Stage, wires: readonly Wire[], window: number): Promise<() => Promise<Measurement>> {
  const { generator, size } = stage;
  const count = Math.floor(size.members / wires.length);
  const speakers: Speakers[] = [];
  for (const wire of wires) {
    const opened = { group: wire, count, first: 0, inFlight: stage.registering, accounts: size.accounts };
    await generator.run({ op: 'open', ...opened, target: targetOf(stage, wire), register: false });
    await generator.run({ op: 'join', group: wire, room: ROOM, pairs: false, inFlight: IN_FLIGHT });
    speakers.push({ group: wire, count: SPEAKERS / wires.length });
  }
  const talk = (seconds: number): Promise<Measurement> =>
    generator.measure({ op: 'talk', room: ROOM, speakers, window, seconds, body: BODY, pids: stage.server.pids() });
  await talk(size.warmUp);
  return () => talk(size.seconds);
}
