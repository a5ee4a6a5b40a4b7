import { withoutFormatting } from '../../lib/formatting.ts';
import { isRequest, type Draft } from '../archive/draft.ts';
import type { Core } from '../core.ts';
import type { Session } from '../presence/session.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { isRanked } from './mark.ts';
import { banned } from './policy/banned.ts';
import { maySpeak, roleFor } from './policy/policies.ts';
import { affiliationOf } from './rights.ts';
import type { Occupant, Room } from './room.ts';

/** As whom the session speaks in the room: its occupant or, where the room lets others in with words (-n), a passer-by. */
export function speakerIn(core: Core, session: Session, room: Room): Occupant | Refusal {
  const occupant = session.seats.get(room.address)?.occupant;
  if (occupant) return occupant;
  if (room.record.settings.noOutside) return refuse('not-joined', room.record.name);
  const affiliation = affiliationOf(room, session);
  const refused = banned.mayEnter?.(room, { core, session, affiliation, key: '' });
  if (refused) return refuse('no-voice', room.record.name);
  const { person } = session;
  const passerBy: Occupant = {
    room,
    person,
    nickname: person.nickname,
    affiliation,
    role: 'participant',
    marks: 0,
    seats: [],
    since: core.clock.now(),
    isKept: false,
  };
  passerBy.role = roleFor(passerBy);
  return passerBy;
}

/**
 * What is said, as the rules of the room make it: without formatting (+c), to moderators only where somebody without voice is
 * not heard by all (+U). Refused: `no-voice`, `empty-message`, `too-long`.
 */
export function ruled(core: Core, occupant: Occupant, draft: Draft): Draft | Refusal {
  const { settings, name } = occupant.room.record;
  if (settings.noRequests && isRequest(draft)) {
    return refuse('no-voice', name, { text: 'Cannot send to channel (+C)' });
  }
  const heard = heardBy(occupant, draft);
  if (isRefusal(heard)) return heard;
  const plain = settings.noFormatting ? unformatted(heard) : heard;
  return mayNotBe(core, name, plain) ?? plain;
}

function heardBy(occupant: Occupant, draft: Draft): Draft | Refusal {
  const refused = maySpeak(occupant.room, occupant);
  if (!occupant.room.record.settings.opModerated || isRanked(occupant)) return refused ?? draft;
  if (refused && refused.reason !== 'no-voice') return refused;
  return { ...draft, audience: 'op-moderated', kept: false };
}

/** The places at which it was cut are no longer right, and are found anew. */
function unformatted(draft: Draft): Draft {
  const body = draft.body === undefined ? undefined : withoutFormatting(draft.body);
  return body === draft.body ? draft : { ...draft, body, cuts: undefined };
}

function mayNotBe(core: Core, name: string, { body, payload }: Draft): Refusal | undefined {
  if (body === '') return refuse('empty-message', name);
  const bytes = Buffer.byteLength(body ?? '') + Buffer.byteLength(payload ?? '');
  if (bytes <= core.config.limits.message) return undefined;
  return refuse('too-long', name, { text: `A message has at most ${core.config.limits.message} bytes.` });
}
