import type { LoadConnection } from './connection.ts';
import { roomMessage } from './irc.ts';

/** Two people who talk at a leisurely pace, while something else goes on. */
export type Exchange = {
  /** Ends it; resolves with the milliseconds that each message took, once all have come, or NaN for one that never came. */
  stop(): Promise<readonly number[]>;
};

/** How long the last ones may take, in ms. */
const LATE = 5000;

/** The first speaks into the room, `rate` times a second, and the second listens: both measured by one clock. */
export function startExchange([writer, reader]: readonly LoadConnection[], room: string, rate: number): Exchange {
  if (writer === undefined || reader === undefined) throw new Error('an exchange needs two');
  const sent: number[] = [];
  const took: number[] = [];
  writer.listener = () => undefined;
  reader.listener = (_connection, found) => {
    const now = performance.now();
    for (let i = 0; i < found; i++) took.push(now - (sent[took.length] ?? Number.NaN));
  };
  const timer = setInterval(() => {
    sent.push(performance.now());
    writer.send(roomMessage(room, `${'.'.repeat(78)}$`));
  }, 1000 / rate);
  return {
    async stop() {
      clearInterval(timer);
      const deadline = performance.now() + LATE;
      while (took.length < sent.length && performance.now() < deadline) await new Promise((go) => setTimeout(go, 5));
      return sent.map((_, index) => took[index] ?? Number.NaN);
    },
  };
}
