import type { Id } from '../../lib/id.ts';
import type { PersonRef } from '../event.ts';
import type { Availability } from './availability.ts';

/** Somebody is called otherwise beside the nickname: once to everybody who shares a room, and to the person (IRC SETNAME). */
export interface ProfileEvent {
  readonly type: 'profile';
  readonly at: number;
  readonly id: Id;
  readonly who: PersonRef;
  readonly displayName: string;
}

/** Somebody has come or gone, to those who watch that name (IRC MONITOR). */
export interface WatchedEvent {
  readonly type: 'watched';
  readonly at: number;
  /** As it is shown: a nickname, or the bare address that is watched. */
  readonly name: string;
  readonly mask: string;
  readonly isHere: boolean;
}

/** Away or back, once to everybody who shares a room (IRC away-notify). */
export interface AwayEvent {
  readonly type: 'away';
  readonly at: number;
  readonly id: Id;
  readonly who: PersonRef;
  readonly availability: Availability;
}
