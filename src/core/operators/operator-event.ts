import type { Id } from '../../lib/id.ts';
import type { PersonRef } from '../event.ts';
import type { Operator } from '../presence/person.ts';
import type { NoticeKind } from './notices.ts';

/** What operators do and are told, and what people choose to be. */
export type OperatorEvent = ModesEvent | ServerNoticeEvent | AnnouncementEvent;

/** What a person chose to be, and its operator rights, changed: to its own sessions (IRC MODE on oneself). */
export interface ModesEvent {
  readonly type: 'modes';
  readonly at: number;
  readonly id: Id;
  readonly who: PersonRef;
  readonly before: PersonModes;
  readonly after: PersonModes;
}

export interface PersonModes {
  /** Bits of `Trait`. */
  readonly traits: number;
  readonly operator: Operator | undefined;
}

/** Something that operators asked to be told of. */
export interface ServerNoticeEvent {
  readonly type: 'server-notice';
  readonly at: number;
  readonly id: Id;
  readonly kind: NoticeKind;
  readonly text: string;
}

/** An operator speaks to everybody who wants to hear it (IRC WALLOPS). */
export interface AnnouncementEvent {
  readonly type: 'announcement';
  readonly at: number;
  readonly id: Id;
  readonly by: PersonRef;
  readonly text: string;
  /** The domain that it comes from for those who see no operators. */
  readonly server: string;
}
