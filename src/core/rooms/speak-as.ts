import { matchesMask } from '../../lib/mask.ts';
import type { Draft, Voice } from '../archive/draft.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { moderatorOf } from './rights.ts';
import type { Room } from './room.ts';
import { say } from './say.ts';

type Spoken = Draft & { readonly as: Voice };

/** Says what somebody elsewhere said, under their name: for moderators. Refused also where a ban mask names them: `banned`. */
export function relay(core: Core, session: Session, room: Room, draft: Spoken, reference: unknown): Outcome {
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const shown = `${draft.as.nickname}!${draft.as.mask}`.toLowerCase();
  const isBanned = room.masks.some(
    ({ list, mask }) => list === 'ban' && matchesMask(mask.toLowerCase().replace(/^m:/, ''), shown),
  );
  return isBanned ? refuse('banned', draft.as.nickname) : say(core, session, room, draft, reference);
}

/** Speaks as a character, where the room has that (+E). */
export function enact(core: Core, session: Session, room: Room, draft: Spoken, reference: unknown): Outcome {
  if (!session.seats.has(room.address)) return refuse('not-joined', room.record.name);
  if (!room.record.settings.roleplay) return refuse('unsupported', room.record.name);
  return say(core, session, room, draft, reference);
}
