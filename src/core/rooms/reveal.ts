import type { Core } from '../core.ts';
import { fanOutViewed, viewOf } from '../fan-out.ts';
import type { JoinedEvent, Rank } from '../event.ts';
import { occupantRef } from '../presence/person.ts';
import { isRanked, Mark } from './mark.ts';
import type { Occupant, Room } from './room.ts';

/** Marks a newcomer whom not everybody is to see: in an auditorium, and where joins are shown later. */
export function hideIfCrowd(occupant: Occupant): void {
  const { auditorium, delayedJoin } = occupant.room.record.settings;
  if ((auditorium || delayedJoin) && !isRanked(occupant)) occupant.marks |= Mark.hidden;
}

/**
 * From now on everybody sees the occupant. Those who did not are shown the join where it was only delayed, with the rank that was
 * had `before`; in an auditorium the new rank, which follows, says enough.
 */
export function reveal(core: Core, occupant: Occupant, before?: Rank): void {
  if ((occupant.marks & Mark.hidden) === 0) return;
  occupant.marks &= ~Mark.hidden;
  occupant.room.version++;
  if (occupant.room.record.settings.auditorium) return;
  showJoin(core, occupant, ({ role, person }) => role !== 'moderator' && person !== occupant.person, before);
}

/** Whoever speaks is seen from then on, where joins are only delayed. */
export function revealSpeaker(core: Core, occupant: Occupant): void {
  if ((occupant.marks & Mark.hidden) !== 0 && !occupant.room.record.settings.auditorium) reveal(core, occupant);
}

/** Nobody is hidden any more, as far as the settings say so. */
export function revealAll(core: Core, room: Room): void {
  const { auditorium, delayedJoin } = room.record.settings;
  if (auditorium || delayedJoin) return;
  for (const occupant of room.occupants.values()) reveal(core, occupant);
}

/** A new moderator is shown the people it had not seen. */
export function showHidden(core: Core, moderator: Occupant): void {
  const { auditorium, delayedJoin } = moderator.room.record.settings;
  if (!auditorium && !delayedJoin) return;
  for (const occupant of moderator.room.occupants.values()) {
    if ((occupant.marks & Mark.hidden) !== 0) showJoin(core, occupant, (other) => other === moderator);
  }
}

function showJoin(core: Core, occupant: Occupant, isTold: (other: Occupant) => boolean, rank?: Rank): void {
  const { room } = occupant;
  const event: JoinedEvent = {
    type: 'joined',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    who: { ...occupantRef(occupant), ...rank },
  };
  const view = viewOf(occupant);
  fanOutViewed(room, event, (seat) => (isTold(seat.occupant) ? view(seat) : undefined));
}
