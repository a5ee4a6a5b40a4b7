import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { fanOut } from '../fan-out.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import { mayForward } from './forward.ts';
import { expel } from './kick.ts';
import { revealAll } from './reveal.ts';
import { atLeast } from './rank.ts';
import { affiliationOf, occupantOf } from './rights.ts';
import type { Room } from './room.ts';
import type { RoomSettings, SettingChange, SettingName } from './settings.ts';
import { refreshRole } from './set-role.ts';
import { turn } from './turn.ts';

/** Settings that only owners change: who may know whom, whether history is kept, whether the room is. */
const ownersOnly: ReadonlySet<SettingName> = new Set([
  'persistent',
  'nonAnonymous',
  'archived',
  'openHistory',
  'privateMessages',
]);

/**
 * Changes settings, all of them or none. Moderators inside change what IRC operators change; owners everything, also from
 * outside (XEP-0045 10.2). Everybody is shown one event with what did change.
 */
export function configure(core: Core, session: Session, room: Room, patch: Partial<RoomSettings>): Outcome {
  const changes = changesOf(room.record.settings, patch);
  if (changes.length === 0 && occupantOf(room, session)) return undefined;
  const forward = changes.find(({ name }) => name === 'forward')?.after;
  const refused =
    mayNot(core, session, room, changes) ??
    (forward ? mayForward(core, session, room, forward as Bare) : undefined) ??
    turn(room, 'change');
  if (refused) return refused;
  if (changes.length === 0) return undefined;
  room.record = { ...room.record, settings: { ...room.record.settings, ...patch } };
  core.rooms.changed({ type: 'room', room: room.record });
  fanOut(room, {
    type: 'configured',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    by: personRef(session.person),
    changes,
  });
  applyTo(core, room, changes);
  return undefined;
}

function changesOf(settings: RoomSettings, patch: Partial<RoomSettings>): SettingChange[] {
  const names = Object.keys(patch) as SettingName[];
  return names
    .map((name) => ({ name, before: settings[name], after: patch[name] as RoomSettings[SettingName] }))
    .filter(({ before, after }) => before !== after);
}

function mayNot(core: Core, session: Session, room: Room, changes: readonly SettingChange[]): Refusal | undefined {
  const isOwner = room.forcedBy === session || affiliationOf(room, session) === 'owner';
  const occupant = occupantOf(room, session);
  if (!isOwner) {
    if (!occupant) return refuse('not-joined', room.record.name);
    if (occupant.role !== 'moderator' || changes.some(({ name }) => ownersOnly.has(name))) {
      return refuse('no-rights', room.record.name);
    }
  }
  return changes.map((change) => isBad(core, change)).find((refusal) => refusal !== undefined);
}

function isBad(core: Core, { name, after }: SettingChange): Refusal | undefined {
  if (name === 'limit' && (!Number.isSafeInteger(after) || (after as number) < 0 || (after as number) > 1_000_000)) {
    return refuse('bad-setting', String(after), { text: 'The limit is a whole number up to 1000000; 0 means none.' });
  }
  if (name === 'key' && /[\s,\p{Cc}]/u.test(after as string)) {
    return refuse('bad-setting', undefined, { text: 'A key has no spaces, commas or control characters.' });
  }
  if (typeof after === 'string' && Buffer.byteLength(after) > core.config.limits.subject) {
    return refuse('too-long', name);
  }
  return undefined;
}

/** What the new settings mean for those inside (SEMANTICS 4): voices after +m and -m, removals after +i. */
function applyTo(core: Core, room: Room, changes: readonly SettingChange[]): void {
  if (changes.some(({ name }) => name === 'moderated' || name === 'guestsMuted')) {
    for (const occupant of room.occupants.values()) refreshRole(core, occupant);
  }
  if (changes.some(({ name, after }) => (name === 'auditorium' || name === 'delayedJoin') && after === false)) {
    revealAll(core, room);
  }
  if (changes.some(({ name, after }) => name === 'membersOnly' && after === true)) {
    for (const occupant of [...room.occupants.values()]) {
      if (occupant.role === 'moderator' || atLeast(occupant.affiliation, 'member')) continue;
      expel(core, occupant, 'members-only', { by: undefined, reason: '' });
    }
  }
}
