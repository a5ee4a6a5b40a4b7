import type { Subscription } from './subscription.ts';

/** How much a sleeping device should care (RFC 8030 5.3). */
export type Urgency = 'high' | 'normal';

/** One push as it goes out. */
export interface Push {
  readonly subscription: Subscription;
  /** What the device reads; nobody between can. */
  readonly payload: Buffer;
  readonly urgency: Urgency;
}

/**
 * `sent`: the push service has it. `gone`: the subscription is no more (404, 410). `refused`: this push will never be taken. Otherwise
 * it may be tried again, not before that many milliseconds where the service said so.
 */
export type PushResult = 'sent' | 'gone' | 'refused' | { readonly retryAfterMs: number | undefined };

/** Encrypts pushes and brings them to push services (RFC 8030, 8291, 8292). */
export interface PushSender {
  /** By which push services know this server (VAPID): an uncompressed P-256 point, base64url. */
  readonly publicKey: string;
  /** Can this be where a push service takes messages, as far as its text says? */
  isEndpoint(url: string): boolean;
  /** Are these the two keys of a subscription (RFC 8291 3.1 and 3.2)? */
  areKeys(p256dh: string, auth: string): boolean;
  /** Never rejects, and takes a bounded time. */
  send(push: Push): Promise<PushResult>;
}
