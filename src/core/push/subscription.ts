import type { Bare } from '../../lib/address.ts';

/** Where one device of an account is reached without a connection (RFC 8030), and the keys that only it can read with (RFC 8291). */
export interface Subscription {
  /** An https URL that whoever knows it may post to: never shown to others, nor logged. */
  readonly endpoint: string;
  /** The device's P-256 public key and its secret, base64url. */
  readonly p256dh: string;
  readonly auth: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When it was last asked for, or a push to it taken; to the day. */
  readonly usedAt: number;
}

/** Subscriptions of accounts. They go with the account. */
export interface PushStore {
  /** Everybody who has one. */
  owners(): Promise<readonly Bare[]>;
  /** The oldest first. */
  load(owner: Bare): Promise<readonly Subscription[]>;
  /** Inserts, or replaces the owner's one with that endpoint. */
  save(owner: Bare, subscription: Subscription): Promise<void>;
  /** Does nothing where there is none. */
  remove(owner: Bare, endpoint: string): Promise<void>;
}
