import type { Entry, Send } from './operations-log.ts';

/** Writes the operations log, and keeps the times that the report needs. */
export interface Recorder {
  readonly entries: readonly Entry[];
  /** Refusals by what the server said. */
  readonly refusals: ReadonlyMap<string, number>;
  add(entry: Entry): void;
  /** Returns the number of the operation. */
  send(what: Omit<Send, 'type' | 'op'>): number;
  acknowledged(op: number, id: string): void;
  refused(op: number, code: string): void;
  /** Milliseconds of the longest time between two acknowledgements. */
  longestSilence(): number;
  /** Resolves with the time of the next acknowledgement of something that is sent from now on. */
  nextSuccess(): Promise<number>;
  /** Milliseconds from sending to each refusal. */
  readonly refusalTimes: readonly number[];
  /** Milliseconds since the oldest message was sent that has no answer and may still get one; 0 where there is none. */
  oldestWaiting(): number;
  count(type: Entry['type']): number;
}

export function createRecorder(): Recorder {
  const entries: Entry[] = [];
  const refusals = new Map<string, number>();
  const refusalTimes: number[] = [];
  const sentAt = new Map<number, number>();
  const counts = new Map<Entry['type'], number>();
  let ops = 0;
  /** The load begins with the first message. */
  let lastAcknowledged = Number.NaN;
  let longest = 0;
  const waits: { from: number; resolve: (at: number) => void }[] = [];
  const add = (entry: Entry): void => {
    if (entry.type === 'unknown') sentAt.delete(entry.op);
    entries.push(entry);
    counts.set(entry.type, (counts.get(entry.type) ?? 0) + 1);
  };
  return {
    entries,
    refusals,
    refusalTimes,
    add,
    send(what) {
      const op = ++ops;
      if (op === 1) lastAcknowledged = performance.now();
      sentAt.set(op, performance.now());
      add({ type: 'send', op, ...what });
      return op;
    },
    acknowledged(op, id) {
      const now = performance.now();
      longest = Math.max(longest, now - lastAcknowledged);
      lastAcknowledged = now;
      sentAt.delete(op);
      add({ type: 'ack', op, id });
      for (const wait of waits.splice(0)) {
        if (op > wait.from) wait.resolve(now);
        else waits.push(wait);
      }
    },
    refused(op, code) {
      const kind = code.replace(/#\S+/g, '#…').replace(/k[0-9a-f]{16}/g, 'k…');
      refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
      refusalTimes.push(performance.now() - (sentAt.get(op) ?? Number.NaN));
      sentAt.delete(op);
      add({ type: 'nack', op, code });
    },
    oldestWaiting: () => {
      const [oldest] = sentAt.values(); // in order of sending
      return oldest === undefined ? 0 : performance.now() - oldest;
    },
    longestSilence: () => longest,
    nextSuccess: () => new Promise((resolve) => void waits.push({ from: ops, resolve })),
    count: (type) => counts.get(type) ?? 0,
  };
}
