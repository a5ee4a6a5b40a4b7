import { startBare } from '../bare.ts';
import type { Measurement } from '../measurement.ts';
import { type Figure, type Stage, targetOf } from './figure.ts';

const BODY = 80;
const IN_FLIGHT = 16;
/** Rooms that are spoken in at once, and messages in flight in each: more than a batch holds. */
const ROOMS = 50;
const WINDOW = 20;

/** Messages committed a second, spoken in many rooms at once; the bare figure inserts batches of 500 rows. */
export const historyRows: Figure = {
  name: 'history-rows',
  title: 'history rows committed before shown',
  unit: '/s',
  wires: ['irc'],
  tls: false,
  history: true,
  peers: false,
  prepare: rows,
};

async function rows(stage: Stage): Promise<() => Promise<Measurement>> {
  const { generator, size, database } = stage;
  const group = 'rows';
  const opened = { group, count: 2 * ROOMS, first: 0, inFlight: IN_FLIGHT, accounts: size.accounts };
  await generator.run({ op: 'open', ...opened, target: targetOf(stage, 'irc'), register: false });
  await generator.run({ op: 'join', group, room: 'rows', pairs: true, inFlight: IN_FLIGHT });
  const bare = database && (await startBare(database.url));
  const write = (seconds: number): Promise<Measurement> => {
    const pids = stage.server.pids();
    return generator.measure({ op: 'direct', group, room: 'rows', window: WINDOW, seconds, body: BODY, pids });
  };
  await write(size.warmUp);
  return async () => {
    const run = await write(size.seconds);
    return bare === undefined ? run : { ...run, bare: await bare.insert(size.seconds) };
  };
}
