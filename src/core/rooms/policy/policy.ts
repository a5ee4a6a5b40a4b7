import type { Core } from '../../core.ts';
import type { Session } from '../../presence/session.ts';
import type { Refusal } from '../../refusal.ts';
import type { Affiliation } from '../rank.ts';
import type { Occupant, Room } from '../room.ts';

/** One room setting and the rule it enforces. All files of this folder export one; policies.ts lists them. */
export interface Policy {
  /** May somebody with this affiliation enter? Asked only of people who are not in the room. */
  mayEnter?(room: Room, asker: Asker): Refusal | undefined;
  maySpeak?(room: Room, occupant: Occupant): Refusal | undefined;
  maySetSubject?(room: Room, occupant: Occupant): Refusal | undefined;
  /** Is this a place where the occupant, who has no rank, is heard only with voice? */
  silences?(occupant: Occupant): boolean;
}

/** Who wants to enter. */
export interface Asker {
  readonly core: Core;
  readonly session: Session;
  readonly affiliation: Affiliation;
  readonly key: string;
}
