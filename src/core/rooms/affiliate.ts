import type { Bare } from '../../lib/address.ts';
import type { Core } from '../core.ts';
import { personRef } from '../presence/person.ts';
import type { Session } from '../presence/session.ts';
import { refuse, type Outcome, type Refusal } from '../refusal.ts';
import { setAffiliationRecord } from './affiliations.ts';
import { expel } from './kick.ts';
import { roleFor } from './policy/policies.ts';
import { atLeast, type Affiliation } from './rank.ts';
import { affiliationOf, mayAffiliate, occupantOf } from './rights.ts';
import type { Occupant, Room } from './room.ts';
import { showRank } from './set-role.ts';
import { turn } from './turn.ts';

/**
 * Gives a lasting affiliation to an address, present or not (XEP-0045 9, 10). An outcast who is inside is removed (301); so is
 * who loses membership of a members-only room (321). The last owner stays owner.
 */
export function affiliate(
  core: Core,
  session: Session,
  room: Room,
  { address, affiliation, reason = '' }: { address: Bare; affiliation: Affiliation; reason?: string },
): Outcome {
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
  if (present) applyTo(core, session, present, { affiliation, reason });
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
  if (!mayAffiliate(actor, before, affiliation)) return refuse('no-rights', address);
  const isLastOwner =
    before === 'owner' && [...room.affiliations.values()].filter((each) => each.affiliation === 'owner').length === 1;
  return isLastOwner ? refuse('last-owner', address, { text: 'A room keeps at least one owner.' }) : undefined;
}

function applyTo(
  core: Core,
  session: Session,
  target: Occupant,
  { affiliation, reason }: { affiliation: Affiliation; reason: string },
): void {
  const { room } = target;
  const before = { affiliation: target.affiliation, role: target.role };
  target.affiliation = affiliation;
  const by = personRef(session.person);
  if (affiliation === 'outcast') return expel(core, target, 'banned', { by, reason });
  if (affiliation === 'none' && room.record.settings.membersOnly) {
    return expel(core, target, 'affiliation-lost', { by, reason });
  }
  // Who was made a moderator for this stay is not lowered by a list; what came with a rank goes with it (SEMANTICS 4).
  const moderatesForNow = target.role === 'moderator' && !atLeast(before.affiliation, 'admin');
  if (!moderatesForNow) target.role = roleFor(room, affiliation);
  showRank(core, target, before, { by: session, reason });
}
