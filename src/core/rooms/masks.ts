import { matchesMask } from '../../lib/mask.ts';
import type { Core } from '../core.ts';
import { fanOut } from '../fan-out.ts';
import type { MaskRecord } from '../ports.ts';
import { personRef, type Person } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import type { Room } from './room.ts';
import { moderatorOf } from './rights.ts';
import { turn } from './turn.ts';

export type MaskList = MaskRecord['list'];

/** `nick!ident@host`, folded for comparing with folded masks. */
export function foldedMaskOf(person: Person): string {
  return `${person.nickname}!${person.mask}`.toLowerCase();
}

/** A ban mask names the person and no exception does. */
export function isBannedByMask(room: Room, person: Person): boolean {
  if (room.masks.length === 0) return false;
  const folded = foldedMaskOf(person);
  const named = (list: MaskList) =>
    room.masks.some((each) => each.list === list && matchesMask(each.mask.toLowerCase(), folded));
  return named('ban') && !named('exception');
}

/** Adds a mask (the wire has normalised it to `nick!ident@host`). Adding one that is there does nothing. */
export function addMask(core: Core, session: Session, room: Room, list: MaskList, mask: string): Outcome {
  const refused = moderatorOf(room, session) ?? turn(room, 'change');
  if (refused) return refused;
  if (find(room, list, mask)) return undefined;
  if (room.masks.length >= core.config.limits.masks) {
    return refuse('bad-setting', mask, { text: `The lists of a room hold ${core.config.limits.masks} masks.` });
  }
  const record: MaskRecord = {
    list,
    mask,
    by: `${session.person.nickname}!${session.person.mask}`,
    at: core.clock.now(),
  };
  room.masks.push(record);
  noteMask(core, session, room, { record, added: true });
  return undefined;
}

/** Takes a mask off. One that is not there is no error: the asker wanted it gone. */
export function removeMask(core: Core, session: Session, room: Room, list: MaskList, mask: string): Outcome {
  const refused = moderatorOf(room, session) ?? turn(room, 'change');
  if (refused) return refused;
  const record = find(room, list, mask);
  if (!record) return undefined;
  room.masks.splice(room.masks.indexOf(record), 1);
  noteMask(core, session, room, { record, added: false });
  return undefined;
}

function find(room: Room, list: MaskList, mask: string): MaskRecord | undefined {
  return room.masks.find((each) => each.list === list && each.mask.toLowerCase() === mask.toLowerCase());
}

function noteMask(
  core: Core,
  session: Session,
  room: Room,
  { record, added }: { record: MaskRecord; added: boolean },
): void {
  core.rooms.changed({ type: 'mask', room: room.record.id, record, removed: !added });
  fanOut(room, {
    type: 'ban-list',
    id: core.ids.next(),
    at: core.clock.now(),
    room: room.address,
    by: personRef(session.person),
    list: record.list,
    mask: record.mask,
    added,
  });
}
