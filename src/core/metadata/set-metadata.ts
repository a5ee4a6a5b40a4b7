import { changeAccount, type AccountChange } from '../accounts/change-account.ts';
import { inTurn } from '../accounts/logins.ts';
import type { Core } from '../core.ts';
import { View } from '../endpoint.ts';
import { tell } from '../fan-out.ts';
import type { AccountRecord } from '../ports.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { setDisplayName } from '../presence/set-display-name.ts';
import { isRefusal, Later, refuse, type Refusal } from '../refusal.ts';
import { configure } from '../rooms/configure.ts';
import { atLeast } from '../rooms/rank.ts';
import { affiliationOf, moderatorOf } from '../rooms/rights.ts';
import type { Room } from '../rooms/room.ts';
import { DISPLAY_NAME, noValues, valuesOf, type MetadataEvent, type Subject, type Values } from './metadata.ts';

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
  const failed = await keep(core, session, subject, [{ key, value }]);
  if (failed) return failed;
  if (before[key] !== value) announce(core, session, subject, { key, value });
  return undefined;
}

/** Takes all values away, or none; gives their keys back. Refused: `no-rights`, `not-joined`, `storage-away`. */
export async function clearMetadata(core: Core, session: Session, subject: Subject): Promise<string[] | Refusal> {
  const refused = mayNotSet(session, subject);
  if (refused) return refused;
  const keys = Object.keys(valuesOf(core.metadata, subject));
  if (keys.length === 0) return keys;
  const changes = keys.map((key) => ({ key, value: undefined }));
  const failed = await keep(core, session, subject, changes);
  if (failed) return failed;
  for (const change of changes) announce(core, session, subject, change);
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

/** Milliseconds that storage has for a room's values, as for a message. */
const PATIENCE = 2500;

async function keep(
  core: Core,
  session: Session,
  subject: Subject,
  changes: readonly Change[],
): Promise<Refusal | undefined> {
  if ('room' in subject) {
    const { room } = subject;
    // One after another, as changes of an account: a refusal puts back what was there before.
    return inTurn(core.logins, `room ${room.record.id}`, () => keepOfRoom(core, session, room, changes));
  }
  return keepOfPerson(core, session, changes);
}

async function keepOfPerson(core: Core, session: Session, changes: readonly Change[]): Promise<Refusal | undefined> {
  const { person } = session;
  const change = ({ settings }: AccountRecord): AccountChange => ({
    settings: { ...settings, metadata: changed(settings?.metadata ?? noValues, changes) },
  });
  const name = changes.find(({ key }) => key === DISPLAY_NAME)?.value;
  // What people are called everywhere (SEMANTICS 1.6); a value too long for that is only a value.
  const named = name === undefined ? noName : await setDisplayName(core, session, name, change);
  if (named && named.reason !== 'display-name-invalid') return named;
  if (!person.account) {
    core.metadata.ofGuests.set(person, changed(valuesOf(core.metadata, { person }), changes));
    return undefined;
  }
  if (!named) return undefined;
  const kept = await changeAccount(core, person.account.name, change);
  return isRefusal(kept) ? kept : undefined;
}

const noName = refuse('display-name-invalid');

async function keepOfRoom(
  core: Core,
  session: Session,
  room: Room,
  changes: readonly Change[],
): Promise<Refusal | undefined> {
  const title = changes.find(({ key }) => key === DISPLAY_NAME);
  const { title: called } = room.record.settings;
  const refused = title && (await retitle(core, session, room, title.value ?? ''));
  if (refused) return refused;
  const kept = changes.filter(({ key }) => key !== DISPLAY_NAME);
  const before = room.record.metadata;
  put(core, room, changed(before, kept));
  if (await core.rooms.written(PATIENCE)) return undefined;
  if (title) await retitle(core, session, room, called);
  const known = new Map(Object.entries(before));
  const undone = kept.map(({ key }) => ({ key, value: known.get(key) }));
  put(core, room, changed(room.record.metadata, undone));
  return refuse('storage-away', undefined, { retryAfter: 5 });
}

function put(core: Core, room: Room, metadata: Values): void {
  if (metadata === room.record.metadata) return;
  room.record = { ...room.record, metadata };
  core.rooms.changed({ type: 'room', room: room.record });
}

async function retitle(core: Core, session: Session, room: Room, title: string): Promise<Refusal | undefined> {
  for (;;) {
    const outcome = configure(core, session, room, { title });
    if (!(outcome instanceof Later)) return outcome;
    await new Promise<void>((resume) => outcome.subscribe(resume));
  }
}

function changed(values: Values, changes: readonly Change[]): Values {
  if (changes.length === 0) return values;
  const all = new Map(Object.entries(values));
  for (const { key, value } of changes) {
    if (value === undefined) all.delete(key);
    else all.set(key, value);
  }
  return Object.fromEntries(all);
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
