import { setAvailability } from '../../../core/presence/set-availability.ts';
import { availabilityOf, isServers } from '../availability.ts';
import { PASS, type Answer, type Request } from '../context.ts';
import type { Feature } from '../feature.ts';
import { forwardPresence, sayUnavailable } from '../route-stanza.ts';
import { StanzaError, stanzaError } from '../wire/stanza-error.ts';

/** Addresses that one session may have sent presence to directly and not withdrawn. */
const MAX_DIRECTED = 500;

/** RFC 6121 4.2, 4.4, 4.5: to whom it may concern. Comes behind the rooms', which hear of the end first. */
function broadcast({ context, session, stanza, type }: Request): Answer {
  if (type === 'unavailable') {
    sayUnavailable(context, session, stanza); // 4.6.3
    return session.core.availability ? setAvailability(context.core, session.core, undefined) : undefined;
  }
  if (type !== 'available') return undefined; // 4.3: servers probe, clients need not
  const availability = availabilityOf(stanza);
  if (availability instanceof StanzaError) return availability;
  return setAvailability(context.core, session.core, availability);
}

/** RFC 6121 4.6: to one address, whatever subscriptions say. */
function directed({ context, session, stanza, type, to }: Request): Answer {
  if (type !== 'available' && type !== 'unavailable') return PASS;
  stanza.children = stanza.children.filter((child) => typeof child === 'string' || !isServers(child));
  const known = session.hasDirected && session.directed.has(to.full);
  if (type === 'unavailable') {
    if (known) session.directed.delete(to.full);
  } else {
    const availability = availabilityOf(stanza);
    if (availability instanceof StanzaError) return availability;
    if (!known && session.hasDirected && session.directed.size >= MAX_DIRECTED) return stanzaError('policy-violation');
    session.directed.set(to.full, to);
  }
  forwardPresence(context, to, stanza);
  return undefined;
}

/** Errors go to who they are for; probes and what else clients have no business sending are dropped (RFC 6121 8). */
function rest({ context, stanza, type, to }: Request): Answer {
  if (type === 'error' && to.resource !== '') forwardPresence(context, to, stanza);
  return undefined;
}

export const presence: Feature = {
  presence: { broadcast, person: directed, device: directed, self: directed },
};

/** Comes last. */
export const otherPresence: Feature = { presence: { person: rest, device: rest, self: rest } };
