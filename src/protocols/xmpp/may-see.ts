import { isRefusal, Later, type Refusal } from '../../core/refusal.ts';
import type { IqRequest } from './context.ts';

/**
 * May who asks see the presence of the account they ask about (RFC 6121 4.3.2)? Whatever tells of somebody's presence asks
 * this first, and says the same to all others, whether there is such an account or not (RELIABILITY S-10).
 */
export function maySee({ context, session, to, target }: IqRequest): boolean | Later | Refusal {
  if (target === 'self') return true;
  const known = context.core.rosters.get(to.bare);
  if (known instanceof Later || isRefusal(known)) return known;
  const contact = known.value?.contacts.get(session.address.bare);
  return contact?.subscription === 'from' || contact?.subscription === 'both';
}
