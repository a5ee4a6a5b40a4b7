import type { Id } from '../../lib/id.ts';
import type { PersonRef } from '../event.ts';

/** An item came on somebody's list of whom not to hear of, or went: to its own sessions (IRC SILENCE). */
export interface BlockingEvent {
  readonly type: 'blocking';
  readonly id: Id;
  readonly at: number;
  readonly owner: PersonRef;
  readonly item: string;
  readonly added: boolean;
}
