import type { Occupant } from './room.ts';

/** What is true of an occupant for this stay beside the role: bits of `Occupant.marks`. */
export const Mark = {
  /** Was given a voice that outlasts what the room's settings say (IRC +v). */
  voiced: 1,
  /** Not shown to others than moderators (an auditorium, or a join that is to be shown later). */
  hidden: 2,
} as const;

/** Is heard where not everybody is: moderators, members, and who was given a voice. */
export function isRanked({ role, affiliation, marks }: Pick<Occupant, 'role' | 'affiliation' | 'marks'>): boolean {
  return role === 'moderator' || (marks & Mark.voiced) !== 0 || (affiliation === 'member' && role !== 'visitor');
}

/** Does `viewer` see that `occupant` is here? Everybody does who is not in a crowd that only moderators look at. */
export function sees(viewer: Occupant | undefined, occupant: Occupant): boolean {
  return (occupant.marks & Mark.hidden) === 0 || viewer === occupant || viewer?.role === 'moderator';
}
