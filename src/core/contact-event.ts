import type { Bare } from '../lib/address.ts';
import type { Availability } from './presence/availability.ts';

/** What contacts see of each other (RFC 6121 2 to 4). */
export type ContactEvent = PresenceEvent | SubscriptionEvent | RosterPushEvent;

/** Contact presence of one session (RFC 6121 4), to subscribers and to the person's own other sessions. */
export interface PresenceEvent {
  readonly type: 'presence';
  readonly at: number;
  readonly from: Bare;
  /** Which of the contact's sessions. */
  readonly device: string;
  /** Undefined: unavailable. */
  readonly availability: Availability | undefined;
}

/** RFC 6121 3: `subscribe` and friends, to the interested sessions of `to`. */
export interface SubscriptionEvent {
  readonly type: 'subscription';
  readonly from: Bare;
  readonly to: Bare;
  readonly act: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed';
  readonly payload?: string | undefined;
}

/** RFC 6121 2.1.6: one roster item changed; to interested sessions of its owner. */
export interface RosterPushEvent {
  readonly type: 'roster-push';
  readonly owner: Bare;
  readonly version: string;
  readonly contact: RosterContact;
}

export interface RosterContact {
  readonly address: Bare;
  readonly name: string;
  readonly groups: readonly string[];
  readonly subscription: 'none' | 'to' | 'from' | 'both' | 'remove';
  /** We asked and wait (`ask='subscribe'`). */
  readonly pendingOut: boolean;
  /** They asked and wait; not shown in the roster. */
  readonly pendingIn: boolean;
  /** Pre-approved (RFC 6121 3.4). */
  readonly approved: boolean;
}
