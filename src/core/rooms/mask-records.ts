import { sameName } from '../../lib/fold.ts';
import type { Core } from '../core.ts';
import { fanOut } from '../fan-out.ts';
import type { MaskRecord } from '../ports.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { forgetVerdicts } from './ban-verdict.ts';
import type { MaskList } from './list-entry.ts';
import type { Room } from './room.ts';

/** The entry, however it is cased. */
export function findMask(room: Room, list: MaskList, mask: string): MaskRecord | undefined {
  return room.masks.find((each) => each.list === list && sameName(each.mask, mask));
}

/** Puts a mask on a list where it is not, has it written and shown. Rights and limits are the caller's to check. */
export function putMask(
  core: Core,
  session: Session,
  room: Room,
  list: MaskList,
  mask: string,
): MaskRecord | undefined {
  if (findMask(room, list, mask)) return undefined;
  const record: MaskRecord = { list, mask, by: setterOf(session), at: core.clock.now() };
  room.masks.push(record);
  forgetVerdicts(room);
  note(core, session, room, { record, added: true });
  return record;
}

/** Takes one off. */
export function dropMask(
  core: Core,
  session: Session,
  room: Room,
  list: MaskList,
  mask: string,
): MaskRecord | undefined {
  const record = findMask(room, list, mask);
  if (!record) return undefined;
  room.masks.splice(room.masks.indexOf(record), 1);
  forgetVerdicts(room);
  note(core, session, room, { record, added: false });
  return record;
}

/** Shows that an entry came or went, also one that is kept as an affiliation (SEMANTICS 4). */
export function showEntry(
  core: Core,
  session: Session | undefined,
  room: Room,
  { list, mask, added }: { list: MaskList; mask: string; added: boolean },
): void {
  fanOut(room, {
    type: 'ban-list',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    by: session && personRef(session.person),
    list,
    mask,
    added,
  });
}

function setterOf({ person }: Session): string {
  return `${person.nickname}!${person.mask}`;
}

function note(
  core: Core,
  session: Session,
  room: Room,
  { record, added }: { record: MaskRecord; added: boolean },
): void {
  core.rooms.changed({ type: 'mask', room: room.record.id, record, removed: !added });
  showEntry(core, session, room, { list: record.list, mask: record.mask, added });
}
