import { changeAccount } from '../accounts/change-account.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import { personRef, type Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { setDisplayName } from '../presence/set-display-name.ts';
import { isRefusal, Later, refuse, type Refusal } from '../refusal.ts';
import { configure } from '../rooms/configure.ts';
import { atLeast } from '../rooms/rank.ts';
import { affiliationOf, moderatorOf } from '../rooms/rights.ts';
import type { Room } from '../rooms/room.ts';
import { DISPLAY_NAME, valuesOf, type MetadataEvent, type Subject, type Values } from './metadata.ts';

/**
 * Sets one value (undefined takes it away) on oneself, or on a room one moderates; kept with the account or the room. Others who
 * may know and have subscribed are told. Refused: `no-rights`, `not-joined`, `too-many-values`, `storage-away`.
 */
export async function setMetadata(
  core: Core,
  session: Session,
  subject: Subject,
  { key, value }: { readonly key: string; readonly value: string | undefined },
): Promise<Refusal | undefined> {
  const refused = mayNotSet(session, subject);
  if (refused) return refused;
  const before = valuesOf(core.metadata, subject);
  const isNew = !Object.hasOwn(before, key);
  if (value === undefined && isNew) return undefined;
  if (isNew && Object.keys(before).length >= core.config.limits.metadataKeys) return refuse('too-many-values', key);
  const failed = await keepOne(core, session, subject, { key, value });
  if (failed) return failed;
  if (before[key] !== value) announce(core, session, subject, { key, value });
  return undefined;
}

/** Takes all values away; gives their keys back. */
export async function clearMetadata(core: Core, session: Session, subject: Subject): Promise<string[] | Refusal> {
  const refused = mayNotSet(session, subject);
  if (refused) return refused;
  const keys = Object.keys(valuesOf(core.metadata, subject));
  for (const key of keys) {
    const failed = await setMetadata(core, session, subject, { key, value: undefined });
    if (failed) return failed;
  }
  return keys;
}

function mayNotSet(session: Session, subject: Subject): Refusal | undefined {
  if ('room' in subject) return moderatorOf(subject.room, session);
  return subject.person === session.person ? undefined : refuse('no-rights', subject.person.nickname);
}

/** May this session read what is said about a room? Who is inside or belongs to it; a person's is everybody's to read. */
export function mayReadMetadata(session: Session, subject: Subject): boolean {
  if ('person' in subject) return true;
  const { room } = subject;
  return session.person.occupancies.has(room.address) || atLeast(affiliationOf(room, session), 'member');
}

interface Change {
  readonly key: string;
  readonly value: string | undefined;
}

async function keepOne(core: Core, session: Session, subject: Subject, change: Change): Promise<Refusal | undefined> {
  if ('room' in subject) return keepOfRoom(core, session, subject.room, change);
  const { person } = subject;
  if (change.key === DISPLAY_NAME && change.value !== undefined) {
    // What people are called everywhere (SEMANTICS 1.6); a value too long for that is only a value.
    const refused = await setDisplayName(core, session, change.value);
    if (refused && refused.reason !== 'display-name-invalid') return refused;
  }
  return keepOfPerson(core, person, change);
}

async function keepOfPerson(core: Core, person: Person, change: Change): Promise<Refusal | undefined> {
  const values = changed(valuesOf(core.metadata, { person }), change);
  if (!person.account) {
    core.metadata.ofGuests.set(person, values);
    return undefined;
  }
  const settings = { ...person.account.settings, metadata: values };
  const kept = await changeAccount(core, person.account.name, { settings });
  return isRefusal(kept) ? kept : undefined;
}

async function keepOfRoom(core: Core, session: Session, room: Room, change: Change): Promise<Refusal | undefined> {
  if (change.key !== DISPLAY_NAME) {
    room.record = { ...room.record, metadata: changed(room.record.metadata, change) };
    core.rooms.changed({ type: 'room', room: room.record });
    return undefined;
  }
  for (;;) {
    const outcome = configure(core, session, room, { title: change.value ?? '' });
    if (!(outcome instanceof Later)) return outcome;
    await new Promise<void>((resume) => outcome.subscribe(resume));
  }
}

function changed(values: Values, { key, value }: Change): Values {
  if (value !== undefined) return { ...values, [key]: value };
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

function announce(core: Core, session: Session, subject: Subject, { key, value }: Change): void {
  const subscribers = core.metadata.subscribers.get(key);
  if (!subscribers) return;
  const event: MetadataEvent = {
    type: 'metadata',
    id: core.ids.next(),
    at: core.clock.now(),
    by: personRef(session.person),
    room: 'room' in subject ? subject.room.address : undefined,
    who: 'person' in subject ? personRef(subject.person) : undefined,
    key,
    value,
  };
  const told = [...subscribers].filter((each) => each !== session && mayHear(core, each, subject));
  tell(told, event, () => View.OTHER);
}

/** Those inside the room; of a person those who share a room with it, its own sessions, and those that watch it. */
function mayHear(core: Core, session: Session, subject: Subject): boolean {
  if ('room' in subject) return session.seats.has(subject.room.address);
  const { person } = subject;
  if (session.person === person) return true;
  for (const address of person.occupancies.keys()) if (session.seats.has(address)) return true;
  return core.watches.has(session, person.nickname) || core.watches.has(session, person.address.bare);
}
