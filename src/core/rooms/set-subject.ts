import type { Core } from '../core.ts';
import { fanOut } from '../fan-out.ts';
import { notePace, tooSoon } from '../presence/pace.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { maySetSubject } from './policy/policies.ts';
import type { Room } from './room.ts';
import { turn } from './turn.ts';

/** Sets the subject; empty takes it away. Everybody is shown it, the setter included (XEP-0045 8.1). */
export function setSubject(core: Core, session: Session, room: Room, text: string, clientId?: string): Outcome {
  const occupant = session.seats.get(room.address)?.occupant;
  const isForced = room.forcedBy === session;
  if (!occupant && !isForced) return refuse('not-joined', room.record.name);
  const refused = isForced || !occupant ? undefined : maySetSubject(room, occupant);
  if (refused) return refused;
  if (Buffer.byteLength(text) > core.config.limits.subject) {
    return refuse('too-long', room.record.name, { text: `A subject has at most ${core.config.limits.subject} bytes.` });
  }
  const later = tooSoon(core, session.person, 'subject') ?? turn(room, 'change');
  if (later) return later;
  notePace(core, session.person, 'subject');
  const by = personRef(session.person);
  const at = core.clock.now();
  room.record = { ...room.record, subject: { text, by: by.nickname, byMask: by.mask, at } };
  core.rooms.changed({ type: 'room', room: room.record });
  fanOut(room, { type: 'subject', id: core.ids.next(), at, room: room.address, by, subject: text, clientId });
  return undefined;
}
