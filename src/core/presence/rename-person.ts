import { fold } from '../../lib/fold.ts';
import { noteResident } from '../bouncer/keep.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { fanOutViewed, neighbours, tell, viewOf } from '../fan-out.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { turn } from '../rooms/turn.ts';
import { holderOf, mayBeCalled } from './may-be-called.ts';
import { occupantRef, personRef, type Person } from './person.ts';
import { notePace, tooSoon } from './pace.ts';
import type { Session } from './session.ts';
import { isOnline, tellWatchersOf } from './watches.ts';

/**
 * A new server-wide nickname. Unless nicknames are free the holder of an account is called by its name, of which only the case of
 * letters may change (`nickname-locked`, SEMANTICS 1.3). Anybody else takes one that is nobody's.
 */
export function renamePerson(core: Core, session: Session, nickname: string): Outcome {
  const { person } = session;
  if (nickname === person.nickname) return undefined;
  if (fold(nickname) !== fold(person.nickname)) {
    if (person.account && core.config.nicknames === 'account') return refuse('nickname-locked', nickname);
    const not = mayBeCalled(core, person.account?.key, nickname);
    if (not) return not;
    const holder = holderOf(core, nickname);
    if (holder && holder !== person) return refuse('nickname-in-use', nickname);
  }
  const soon = tooSoon(core, person, 'name');
  if (soon) return soon;
  for (const { room } of person.occupancies.values()) {
    const later = turn(room, 'change');
    if (later) return later;
  }
  notePace(core, person, 'name');
  renameByForce(core, person, nickname);
  return undefined;
}

/** The same without asking: the person is told like everybody else. */
export function renameByForce(core: Core, person: Person, nickname: string): void {
  const at = core.clock.now();
  for (const occupant of person.occupancies.values()) {
    const { room } = occupant;
    const id = core.ids.next();
    const event = { type: 'renamed', id, at, room: room.address, who: occupantRef(occupant), nickname } as const;
    room.occupants.delete(fold(occupant.nickname));
    occupant.nickname = nickname;
    room.occupants.set(fold(nickname), occupant);
    room.version++;
    fanOutViewed(room, event, viewOf(occupant));
  }
  const who = personRef(person);
  const isOther = fold(nickname) !== fold(person.nickname);
  if (isOther) noteOldName(core, person);
  core.people.rename(person, nickname);
  noteResident(core, person);
  tell(neighbours(person), { type: 'person-renamed', id: core.ids.next(), at, who, nickname }, ({ person: to }) =>
    to === person ? View.SELF : View.OTHER,
  );
  if (isOther && isOnline(person)) tellWatchersOf(core, person, nickname, true);
}

function noteOldName(core: Core, person: Person): void {
  core.past.note(person, [], core.clock.now());
  if (isOnline(person)) tellWatchersOf(core, person, person.nickname, false);
}
