import { startBare } from '../bare.ts';
import type { Pids, Wire } from '../load/commands.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

const ROOM = 'paged';
const BODY = 80;
const PAGE = 50;
/** Sessions that page at the same time, and those that fill the room first. */
const READERS = 8;
const WRITERS = 20;
/** Messages in flight and seconds of one round while the room is filled; rounds are bounded. */
const WINDOW = 400;
const ROUND = 2;
const ROUNDS = 30;

/** Pages of 50 messages read a second (CHATHISTORY or MAM); the bare figure runs the same query without a server. */
export function pages(figure: Omit<Figure, 'unit' | 'prepare' | 'tls' | 'history' | 'peers'>): Figure {
  const wire = figure.wires[0] ?? 'irc';
  return { ...figure, unit: '/s', tls: false, history: true, peers: false, prepare: (stage) => fill(stage, wire) };
}

async function fill(stage: Stage, wire: Wire): Promise<() => Promise<Measurement>> {
  const { generator, size, database } = stage;
  const group = 'readers';
  const opened = { group, first: 0, inFlight: READERS, accounts: size.accounts };
  await generator.run({ op: 'open', ...opened, target: targetOf(stage, wire), count: WRITERS, register: false });
  if (wire === 'irc') await generator.run({ op: 'prepare-pages', group });
  await generator.run({ op: 'join', group, room: ROOM, pairs: false, inFlight: 1 });
  const bare = database && (await startBare(database.url));
  const pids = (): Pids => stage.server.pids();
  const speakers = [{ group, count: WRITERS }];
  let kept = 0;
  for (let round = 0; round < ROUNDS && kept < size.messages; round++) {
    const common = { op: 'talk', room: ROOM, speakers, window: WINDOW, seconds: ROUND, body: BODY } as const;
    const { amount } = await generator.measure({ ...common, pids: pids() });
    kept += Math.floor(amount / (WRITERS - (wire === 'irc' ? 1 : 0)));
  }
  await bare?.fill(kept);
  const read = (seconds: number): Promise<Measurement> =>
    generator.measure({ op: 'pages', group, room: ROOM, size: PAGE, seconds, pids: pids() });
  await read(size.warmUp);
  return async () => {
    const run = await read(size.seconds);
    return bare === undefined ? run : { ...run, bare: await bare.read(PAGE, READERS, size.seconds) };
  };
}
