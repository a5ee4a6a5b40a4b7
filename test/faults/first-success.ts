import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Campaign } from './campaign.ts';

const PATIENCE_MS = 30_000;

/** When something that is sent from now on is first acknowledged (`performance.now()`). */
export async function firstSuccess({ recorder, server }: Campaign): Promise<number> {
  const late = new AbortController();
  const failure = sleep(PATIENCE_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(`nothing is acknowledged within ${PATIENCE_MS} ms:\n${server.log()}`);
  });
  failure.catch(() => undefined);
  try {
    return await Promise.race([recorder.nextSuccess(), failure]);
  } finally {
    late.abort();
  }
}

/** A moment, after this many milliseconds, at which messages are on their way; resolves with how many. */
export async function midFlight(campaign: Campaign, after: number): Promise<number> {
  await sleep(after);
  // Commits take a millisecond or two: at a blind moment mostly nothing would be on its way.
  do {
    while (campaign.waiting() === 0) await nextTurn();
    for (let turns = Math.random() * 20; turns > 0; turns--) await nextTurn();
  } while (campaign.waiting() === 0);
  return campaign.waiting();
}

/** Resolves when every talker is in all rooms. */
export async function everybodyInside({ inside, talkers, server }: Campaign): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (inside() < talkers.length) {
    if (performance.now() > deadline) {
      const outside = talkers.filter(({ isInside }) => !isInside).map(({ spec }) => spec.name);
      throw new Error(`${outside.join(', ')} cannot come back:\n${server.log()}`);
    }
    await sleep(20);
  }
}
