import type { Bare } from '../../lib/address.ts';
import { accountAddress, accountKey, keyOfAddress } from '../accounts/names.ts';
import type { Core } from '../core.ts';
import type { AffiliationRecord, MaskRecord } from '../ports.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome } from '../refusal.ts';
import { affiliate } from './affiliate.ts';
import { entryOfAddress } from './entry-of-address.ts';
import { entryOf, likenessOf, names, parseEntry, type MaskList } from './list-entry.ts';
import { dropMask, findMask, putMask } from './mask-records.ts';
import { atLeast } from './rank.ts';
import { moderatorOf } from './rights.ts';
import type { Room } from './room.ts';
import { refreshRole } from './set-role.ts';
import { turn } from './turn.ts';

/** A line of a list: masks, and the affiliations that are the same thing (SEMANTICS 4, "Lists"). */
export interface ListLine {
  readonly mask: string;
  readonly by: string;
  readonly at: number;
}

/** Everything that stands on a list: outcasts are bans, members are expected. */
export function linesOf(core: Core, room: Room, list: MaskList): ListLine[] {
  const masks = room.masks.filter((each) => each.list === list);
  const kept = list === 'ban' ? 'outcast' : list === 'invitation' ? 'member' : undefined;
  const lines = [...room.affiliations.values()]
    .filter(({ affiliation }) => affiliation === kept)
    .map((record) => lineOf(core, list, record));
  return [...masks, ...lines];
}

function lineOf(core: Core, list: MaskList, { address, by, at }: AffiliationRecord): ListLine {
  return { mask: entryOfAddress(core, list, address), by: by || '*', at };
}

/**
 * Adds an entry (the wire has normalised a mask to `nick!ident@host`). What names exactly one account is kept as an affiliation:
 * a ban makes an outcast, who is muted and not removed; an invitation a member. Adding what is there does nothing.
 */
export function addMask(core: Core, session: Session, room: Room, list: MaskList, mask: string): Outcome {
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const address = addressOf(core, list, mask);
  if (address !== undefined) return affiliateBy(core, session, room, { list, address });
  if (findMask(room, list, mask)) return undefined;
  if (room.masks.filter((each) => each.list === list).length >= core.config.limits.masks) {
    return refuse('list-full', mask);
  }
  const later = turn(room, 'change');
  if (later) return later;
  const record = putMask(core, session, room, list, mask);
  if (record) refreshNamed(core, room, record);
  return undefined;
}

/** Takes an entry off. One that is not there is no error: the asker wanted it gone. */
export function removeMask(core: Core, session: Session, room: Room, list: MaskList, mask: string): Outcome {
  const refused = moderatorOf(room, session);
  if (refused) return refused;
  const address = addressOf(core, list, mask) ?? domainOf(list, mask);
  const kept = address && room.affiliations.get(address)?.affiliation;
  if (address !== undefined && kept === (list === 'ban' ? 'outcast' : 'member')) {
    return affiliate(core, session, room, { address, affiliation: 'none' });
  }
  const later = turn(room, 'change');
  if (later) return later;
  const record = dropMask(core, session, room, list, mask);
  if (record) refreshNamed(core, room, record);
  return undefined;
}

function affiliateBy(
  core: Core,
  session: Session,
  room: Room,
  { list, address }: { list: MaskList; address: Bare },
): Outcome {
  if (list === 'ban') return affiliate(core, session, room, { address, affiliation: 'outcast', stays: true });
  const before = room.affiliations.get(address)?.affiliation ?? 'none';
  if (atLeast(before, 'member')) return undefined;
  return affiliate(core, session, room, { address, affiliation: 'member' });
}

/** The address of the one account that an entry names: `a:alice`, or (of bans) `*!alice@example.org`. */
function addressOf(core: Core, list: MaskList, mask: string): Bare | undefined {
  const { isMute, isAccount, pattern } = parseEntry(mask);
  if (isMute || list === 'exception' || /[*?]/.test(isAccount ? pattern : pattern.slice(2))) return undefined;
  if (isAccount) {
    const key = accountKey(pattern);
    return key === undefined ? undefined : accountAddress(key, core.config.domain).bare;
  }
  if (list !== 'ban' || !pattern.startsWith('*!')) return undefined;
  const address = pattern.slice(2) as Bare;
  return keyOfAddress(address, core.config.domain) === undefined ? undefined : address;
}

/** The domain of `*!*@domain`, as an outcast may be set from XMPP. */
function domainOf(list: MaskList, mask: string): Bare | undefined {
  const domain = /^\*!\*@([^*?]+)$/.exec(mask)?.[1];
  return list === 'ban' && domain !== undefined ? (domain.toLowerCase() as Bare) : undefined;
}

/** An entry came or went: whoever it names may have lost or got back their say. */
function refreshNamed(core: Core, room: Room, record: MaskRecord): void {
  if (record.list === 'invitation') return;
  const entry = entryOf(record);
  for (const occupant of room.occupants.values()) {
    if (names(entry, likenessOf(occupant.person))) refreshRole(core, occupant);
  }
}
