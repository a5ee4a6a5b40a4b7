import type { Clock } from '../../lib/clock.ts';

const WINDOW_MS = 10_000;
/** Bytes that must come in one window: a slow line is fine, a trickle is not. */
const LEAST_BYTES = 4096;

/** What comes, while it comes fast enough; otherwise `giveUp` is called, which has to end it. */
export async function* paced(
  content: AsyncIterable<Uint8Array>,
  clock: Clock,
  giveUp: () => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const watch = () =>
    clock.after(WINDOW_MS, () => {
      if (bytes < LEAST_BYTES) return giveUp();
      bytes = 0;
      timer = watch();
    });
  let timer = watch();
  try {
    // By hand: a loop that is left would close the request, and with it the way back for the answer.
    const source = content[Symbol.asyncIterator]();
    for (let next = await source.next(); !next.done; next = await source.next()) {
      bytes += next.value.length;
      yield next.value;
    }
  } finally {
    timer.cancel();
  }
}
