import type { Bare } from '../../lib/address.ts';
import { createAttempts } from '../accounts/attempts.ts';
import { createWorkQueue } from '../accounts/work-queue.ts';
import type { Core } from '../core.ts';
import { Loads } from '../loads.ts';
import { carryOut } from './carry-out.ts';
import { DelayLine } from './delay-line.ts';
import { Post } from './post.ts';
import type { PushSender } from './sender.ts';
import type { PushedEvent, Pushes } from './state.ts';
import { noteResult } from './subscribe.ts';
import type { Subscription } from './subscription.ts';

const KNOWN_OWNERS = 5_000;
const HOUR_MS = 3_600_000;
/** Trials at once, and waiting. */
const TRIALS = 8;
const WAITING_TRIALS = 64;

/** `core` gives the core that this becomes a part of. */
export function createPushes(
  { clock, storage }: Pick<Core, 'clock' | 'storage'>,
  sender: PushSender | undefined,
  core: () => Core,
): Pushes {
  return {
    owners: new Set(),
    subscriptions: new Loads<readonly Subscription[]>((owner) => storage.push.load(owner as Bare), KNOWN_OWNERS),
    line: new DelayLine<PushedEvent>(clock, (owner, event) => carryOut(core(), owner as Bare, event)),
    post: new Post({
      clock,
      send: (push) => sender?.send(push) ?? Promise.resolve('refused'),
      done: (owner, push, result) => noteResult(core(), owner, push, result),
    }),
    devices: new WeakMap(),
    shown: new Map(),
    attempts: createAttempts(clock, HOUR_MS, KNOWN_OWNERS),
    trials: createWorkQueue(TRIALS, WAITING_TRIALS),
    sender,
    spell: undefined,
  };
}
