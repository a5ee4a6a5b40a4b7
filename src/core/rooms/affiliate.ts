import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { showEntry } from './mask-records.ts';
import { entryOfAddress } from './entry-of-address.ts';
import type { MaskList } from './list-entry.ts';
import { expel } from './kick.ts';
import { roleFor } from './policy/policies.ts';
import { atLeast, type Affiliation } from './rank.ts';
import { affiliationOf, mayAffiliate, occupantOf } from './rights.ts';
import type { Occupant, Room } from './room.ts';
import { rankOf, showRank } from './set-role.ts';
import { turn } from './turn.ts';

/** Who is to have which affiliation, and why. */
export interface AffiliationWish {
  readonly address: Bare;
  readonly affiliation: Affiliation;
  readonly reason?: string;
  /** An outcast who is inside is only muted (IRC +b). */
  readonly stays?: boolean;
}

/**
 * Gives a lasting affiliation to an address, present or not (XEP-0045 9, 10). An outcast who is inside is removed (301); so is
 * who loses membership of a members-only room (321). The last owner stays owner.
 */
export function affiliate(core: Core, session: Session, room: Room, wish: AffiliationWish): Outcome {
  const { address, affiliation, reason = '' } = wish;
  const before = room.affiliations.get(address)?.affiliation ?? 'none';
  if (before === affiliation) return undefined;
  const refused = mayNot(room, session, { address, before, affiliation }) ?? turn(room, 'change');
  if (refused) return refused;
  setAffiliationRecord(core, room, {
    address,
    affiliation,
    reason: Buffer.byteLength(reason) > core.config.limits.reason ? '' : reason,
    by: session.person.nickname,
    at: core.clock.now(),
  });
  const present = core.people.byAddress(address)?.occupancies.get(room.address);
  showOnList(core, session, room, { address, before, affiliation, isPresent: present !== undefined });
  if (present) applyTo(core, session, present, { ...wish, reason });
  return undefined;
}

function mayNot(
  room: Room,
  session: Session,
  { address, before, affiliation }: { address: Bare; before: Affiliation; affiliation: Affiliation },
): Refusal | undefined {
  const inside = occupantOf(room, session);
  const actor = { affiliation: affiliationOf(room, session), role: inside?.role ?? 'none' } as const;
  // Not even an owner is demoted by somebody who is not one; and there must always be one (XEP-0045 10.5).
  if (room.forcedBy !== session && !mayAffiliate(actor, before, affiliation)) return refuse('no-rights', address);
  const isLastOwner =
    before === 'owner' && [...room.affiliations.values()].filter((each) => each.affiliation === 'owner').length === 1;
  return isLastOwner ? refuse('last-owner', address, { text: 'A room keeps at least one owner.' }) : undefined;
}

/** Outcasts stand on the list of bans, members who are not here to be shown a rank on that of invitations (SEMANTICS 4, 4.1). */
function showOnList(
  core: Core,
  session: Session,
  room: Room,
  change: { address: Bare; before: Affiliation; affiliation: Affiliation; isPresent: boolean },
): void {
  const { address, before, affiliation, isPresent } = change;
  const [had, has] = [listOf(before, isPresent), listOf(affiliation, isPresent)];
  if (had) showEntry(core, session, room, { list: had, mask: entryOfAddress(core, had, address), added: false });
  if (has) showEntry(core, session, room, { list: has, mask: entryOfAddress(core, has, address), added: true });
}

function listOf(affiliation: Affiliation, isPresent: boolean): MaskList | undefined {
  if (affiliation === 'outcast') return 'ban';
  return affiliation === 'member' && !isPresent ? 'invitation' : undefined;
}

function applyTo(
  core: Core,
  session: Session,
  target: Occupant,
  { affiliation, reason, stays = false }: { affiliation: Affiliation; reason: string; stays?: boolean },
): void {
  const { room } = target;
  const before = rankOf(target);
  // Outcasts are not inside; whoever is muted until they leave has no affiliation.
  target.affiliation = affiliation === 'outcast' && stays ? 'none' : affiliation;
  const by = personRef(session.person);
  if (affiliation === 'outcast' && !stays) return expel(core, target, 'banned', { by, reason });
  if (affiliation === 'none' && room.record.settings.membersOnly) {
    return expel(core, target, 'affiliation-lost', { by, reason });
  }
  // Who was made a moderator for this stay is not lowered by a list; what came with a rank goes with it (SEMANTICS 4).
  const moderatesForNow = target.role === 'moderator' && !atLeast(before.affiliation, 'admin');
  if (!moderatesForNow) target.role = roleFor(target);
  showRank(core, target, before, { by: session, reason });
}
