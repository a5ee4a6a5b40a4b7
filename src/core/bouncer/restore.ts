import { parseAddress, type Bare } from '../../lib/address.ts';
import { fold } from '../../lib/fold.ts';
import { keyOfAddress } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import { StorageAway, type AccountRecord } from '../ports.ts';
import { accountIdentity, makePerson } from '../presence/identity.ts';
import type { Person } from '../presence/person.ts';
import { noteSubscriber } from '../push/subscribers.ts';
import { Later } from '../refusal.ts';
import { roleFor } from '../rooms/policy/policies.ts';
import { Mark } from '../rooms/mark.ts';
import { formerHolder } from '../rooms/rename-room.ts';
import type { Occupant, Room } from '../rooms/room.ts';
import { noteResident } from './keep.ts';
import { absence, isAlwaysOn, stays } from './policy.ts';
import type { StoredResident } from './store.ts';

/** Accounts of one step, and rooms that are loaded at a time. */
const STEP = 200;
const ROOMS_AT_ONCE = 16;

/**
 * Brings everybody back who was here when the server stopped, however it did: into their rooms, with rank, nickname, modes and
 * away message. To be called before anybody can connect; in steps, each of which asks storage once for all of its accounts and
 * once for each room not loaded yet. Rejects with `StorageAway`.
 */
export async function restoreResidents(core: Core): Promise<void> {
  for (let after = ''; ;) {
    const step = await core.storage.bouncer.residents(after, STEP);
    await restoreAll(core, step);
    const last = step.at(-1);
    if (step.length < STEP || !last) return;
    after = last.owner;
  }
}

async function restoreAll(core: Core, residents: readonly StoredResident[]): Promise<void> {
  const keys = residents.flatMap(({ owner }) => keyOfAddress(owner, core.config.domain) ?? []);
  if (keys.length === 0) return;
  const accounts = new Map((await core.storage.accounts.findAll(keys)).map((account) => [account.key, account]));
  await loadRooms(core, new Set(residents.flatMap(({ rooms }) => rooms.map(({ room }) => room))));
  for (const resident of residents) {
    const account = accounts.get(keyOfAddress(resident.owner, core.config.domain) ?? '');
    if (!account || !mayReturn(core, account, resident)) forget(core, resident.owner);
    else bringBack(core, account, resident);
  }
}

/** The room, also where it was renamed and the account's list was not written any more. */
function roomAt(core: Core, address: Bare): Room | undefined {
  const to = core.rooms.movedTo(address);
  return core.rooms.find(address) ?? (typeof to === 'string' ? core.rooms.find(to) : undefined);
}

function mayReturn(core: Core, account: AccountRecord, { absentSince }: StoredResident): boolean {
  if (account.locked || !isAlwaysOn(core, account)) return false;
  return absentSince === 0 || core.clock.now() - absentSince < core.config.alwaysOn.expiry;
}

function forget(core: Core, owner: Bare): void {
  core.bouncer.changes.note({ type: 'resident', owner, resident: undefined });
}

function bringBack(core: Core, account: AccountRecord, resident: StoredResident): void {
  const { owner } = resident;
  const address = parseAddress(owner);
  if (!address || core.people.byAddress(owner)) return;
  const nickname = core.people.byNickname(resident.nickname) ? account.name : resident.nickname;
  if (core.people.byNickname(nickname)) return;
  const person = makePerson(accountIdentity(core, account), nickname);
  person.traits = resident.traits;
  person.availability = absence(resident.away);
  core.people.add(person);
  for (const { room, role } of resident.rooms) {
    const found = roomAt(core, room);
    if (found && person.occupancies.has(found.address)) continue;
    if (found && found.affiliations.get(owner)?.affiliation !== 'outcast') place(core, person, found, role);
    else core.bouncer.changes.note({ type: 'left', owner, room });
  }
  if (!stays(core, person)) {
    core.people.remove(person);
    return forget(core, owner);
  }
  core.bouncer.absent.set(owner, resident.absentSince || core.clock.now());
  if (resident.absentSince === 0) noteResident(core, person);
}

/** Nobody is there to be shown it. */
function place(core: Core, person: Person, room: Room, stored: StoredResident['rooms'][number]['role']): void {
  const affiliation = room.affiliations.get(person.address.bare)?.affiliation ?? 'none';
  const { nickname } = person;
  const since = core.clock.now();
  const occupant: Occupant = {
    room,
    person,
    nickname,
    affiliation,
    role: 'participant',
    marks: 0,
    seats: [],
    since,
    isKept: true,
  };
  occupant.role = roleFor(occupant);
  if (stored === 'participant' && occupant.role === 'visitor') occupant.marks = Mark.voiced;
  if (stored !== undefined) occupant.role = stored;
  room.occupants.set(fold(nickname), occupant);
  person.occupancies.set(room.address, occupant);
  noteSubscriber(core, occupant);
  room.version++;
}

async function loadRooms(core: Core, addresses: ReadonlySet<Bare>): Promise<void> {
  const waiting = [...addresses].filter((address) => !core.rooms.find(address));
  for (let at = 0; at < waiting.length; at += ROOMS_AT_ONCE) {
    await Promise.all(waiting.slice(at, at + ROOMS_AT_ONCE).map((address) => load(core, address)));
  }
}

async function load(core: Core, address: Bare): Promise<void> {
  for (;;) {
    const found = core.rooms.open(address) ?? formerHolder(core, address);
    if (found && 'reason' in found) throw new StorageAway('rooms cannot be read');
    if (!(found instanceof Later)) return;
    await new Promise<void>((resume) => found.subscribe(resume));
  }
}
