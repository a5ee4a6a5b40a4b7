import type { Availability } from '../../core/presence/availability.ts';
import type { Bucket } from '../../lib/bucket.ts';
import type { Client } from './client.ts';
import type { OpenBatch } from './client-batch.ts';
import type { Device } from './device.ts';

/** State of one connection that most never have; every field is left out until it is needed. */
export interface ClientExtra {
  /** Why nobody comes in from there as a guest. */
  mustLogIn?: string;
  /** What others read when it is gone, where the server ended it for a reason of its own. */
  parting?: string;
  /** What the account's devices have been shown (SEMANTICS 6.3); only clients of accounts have it. */
  device?: Device;
  /** Host name that WEBIRC or a PROXY header vouched for. */
  vouchedHost?: string;
  /** METADATA said before registration: own values, and the keys subscribed to. */
  metadata?: Map<string, string>;
  subscriptions?: Set<string>;
  /** What AWAY said before registration (IRCv3 pre-away). */
  availability?: Availability;
  /** A batch that the client has begun and not ended (IRCv3 client-batch): one at most. */
  batch?: OpenBatch | undefined;
  /** Who was told to be away from here, and when (`clock.monotonic`); by folded nick. */
  absent?: Map<string, number>;
  /** Tokens of commands that have a bucket of their own. */
  budgets?: Map<string, Bucket>;
}

/** The extra of a client, made if there is none. */
export function extraOf(client: Client): ClientExtra {
  return (client.extra ??= {});
}
