import type { Core } from '../core.ts';
import type { Event, MessageEvent } from '../event.ts';
import type { Room } from '../rooms/room.ts';
import { isLasting, rowOf } from './past.ts';

/** Notes what happens in a room, where it is shown. */
export type Chronicle = (room: Room, event: Event) => void;

/** Messages waiting for the database from which on nothing else is kept: a crowd that comes or goes must delay nobody's words. */
const MOST_WAITING = 2000;

const none: readonly never[] = [];

/**
 * Keeps what happens in archived rooms among what is said there: one row per act and room, in the batches that go to the database
 * anyway. Nobody waits for it and nobody is told when it is lost: what was shown has happened.
 */
export function createChronicle(core: Core): Chronicle {
  return (room, event) => {
    if (!isLasting(event) || isHidden(room, event)) return;
    if (!core.config.history.enabled || !room.record.settings.archived || core.writer.queued > MOST_WAITING) return;
    stage(core, rowOf(room, event));
  };
}

/** Where not everybody sees who comes and goes, history does not tell it either. */
function isHidden({ record }: Room, { type }: Event): boolean {
  const { auditorium, delayedJoin } = record.settings;
  return (auditorium || delayedJoin) && (type === 'joined' || type === 'left' || type === 'renamed');
}

function stage(core: Core, event: MessageEvent): void {
  const since = core.clock.monotonic();
  core.writer.stage({ event, owners: none, session: undefined, room: undefined, reference: undefined, since });
}
