import type { Core } from '../core.ts';
import type { AffiliationRecord } from '../ports.ts';
import type { Room } from './room.ts';

/** Sets or (for `none`) removes one lasting affiliation and has it written. Rights were checked by the caller. */
export function setAffiliationRecord(core: Core, room: Room, record: AffiliationRecord): void {
  if (record.affiliation === 'none') room.affiliations.delete(record.address);
  else room.affiliations.set(record.address, record);
  core.rooms.changed({ type: 'affiliation', room: room.record.id, record });
}
