import type { Clock, Timer } from '../../lib/clock.ts';
import type { XmppStream } from './stream.ts';

const BEAT_MS = 60_000;
/** Silent beats after which a client is asked whether it is there, and after which it is taken for gone. */
export const ASK_AFTER = 3;
export const GONE_AFTER = 6;

export interface KeepAlive {
  /** To be called for every new stream. */
  start(): void;
  stop(): void;
}

/**
 * Finds connections whose other end has vanished without a word (RFC 6120 4.6.2). One timer for all of them, which runs while
 * there are any.
 */
export function createKeepAlive(clock: Clock, streams: ReadonlySet<XmppStream>): KeepAlive {
  let timer: Timer | undefined;
  const beat = (): void => {
    timer = undefined;
    for (const stream of streams) stream.beat();
    if (streams.size > 0) start();
  };
  const start = (): void => {
    timer ??= clock.after(BEAT_MS, beat);
  };
  return {
    start,
    stop() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
