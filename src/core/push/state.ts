import type { Bare } from '../../lib/address.ts';
import type { Attempts } from '../accounts/attempts.ts';
import type { WorkQueue } from '../accounts/work-queue.ts';
import type { Core } from '../core.ts';
import type { MessageEvent } from '../event.ts';
import type { ReadEvent } from '../history-event.ts';
import type { Loads } from '../loads.ts';
import type { Session } from '../presence/session.ts';
import type { InvitedEvent } from '../room-event.ts';
import type { DelayLine } from './delay-line.ts';
import type { Post } from './post.ts';
import type { PushSender } from './sender.ts';
import type { Subscription } from './subscription.ts';

/** What devices without a connection may be told. */
export type PushedEvent = MessageEvent | InvitedEvent | ReadEvent;

/** Who is told what happens while no client of theirs is connected. */
export interface Pushes {
  /** Accounts that have a subscription: of all others nothing needs to be loaded or kept. */
  readonly owners: Set<Bare>;
  readonly subscriptions: Loads<readonly Subscription[]>;
  /** What waits whether its reader reads it by themselves meanwhile. */
  readonly line: DelayLine<PushedEvent>;
  readonly post: Post;
  /** The subscription of the device that a session runs on, where it said so. */
  readonly devices: WeakMap<Session, string>;
  /** Conversations that devices were told of and that are not read yet: by owner and conversation, the first message told. */
  readonly shown: Map<string, string>;
  /** New subscriptions, by owner, and those that are being tried. */
  readonly attempts: Attempts;
  readonly trials: WorkQueue;
  /** Undefined where nothing can be sent. */
  readonly sender: PushSender | undefined;
  /** The bytes of an event for a device, by the wire whose devices these are. */
  spell: ((event: PushedEvent) => Buffer | undefined) | undefined;
}

/** Are devices told of anything at all? */
export function pushSender(core: Core): PushSender | undefined {
  return core.config.push.enabled ? core.pushes.sender : undefined;
}
