import { changeAccount, type AccountChange } from '../accounts/change-account.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import type { ProfileEvent } from './person-event.ts';
import { fanOutViewed, tell, viewOf } from '../fan-out.ts';
import type { AccountRecord } from '../ports.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { occupantRef, personRef, type Person } from './person.ts';
import type { Session } from './session.ts';
import { tellAround } from './watches.ts';

/**
 * What a person is called beside the nickname (IRC real name, XEP-0172), for everybody and for all its sessions; with an account
 * it is kept (SEMANTICS 1.6), together with what `also` says. Refused, both: `display-name-invalid`, `storage-away`.
 */
export async function setDisplayName(
  core: Core,
  session: Session,
  displayName: string,
  also?: (account: AccountRecord) => AccountChange,
): Promise<Refusal | undefined> {
  const { person } = session;
  if (displayName === '' || Buffer.byteLength(displayName) > core.config.limits.realname) {
    return refuse('display-name-invalid');
  }
  const isNew = displayName !== person.displayName;
  if (person.account && (isNew || also)) {
    const change = (account: AccountRecord): AccountChange => ({ ...also?.(account), displayName });
    const changed = await changeAccount(core, person.account.name, change);
    if (isRefusal(changed)) return changed;
  }
  // Whoever asks gets an answer; nobody else has anything to learn.
  if (!isNew) {
    tell(person.sessions, profileEvent(core, person), () => View.SELF);
    return undefined;
  }
  person.displayName = displayName;
  showDisplayName(core, person);
  return undefined;
}

function showDisplayName(core: Core, person: Person): void {
  tellAround(core, person, profileEvent(core, person));
  // Rooms see it as presence (XEP-0172 4.3); who is in them only while offline is not shown there by it.
  if (!person.availability) return;
  for (const occupant of person.occupancies.values()) {
    const { room } = occupant;
    const shown = { type: 'availability', room: room.address, who: occupantRef(occupant) } as const;
    const event = { ...shown, id: core.ids.next(), at: core.clock.now() };
    fanOutViewed(room, event, viewOf(occupant));
  }
}

function profileEvent(core: Core, person: Person): ProfileEvent {
  const { displayName } = person;
  return { type: 'profile', id: core.ids.next(), at: core.clock.now(), who: personRef(person), displayName };
}
