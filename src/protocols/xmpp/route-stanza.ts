import type { Address } from '../../lib/address.ts';
import type { BoundSession, XmppContext } from './context.ts';
import { xml, type Element } from './wire/stanza.ts';

/** Hands a stanza, as it is, to the session with that full address. False where there is none on this wire. */
export function forward(context: XmppContext, to: Address, stanza: Element): boolean {
  const session = context.sessions.get(to.full);
  session?.send(stanza);
  return session !== undefined;
}

/** The sessions on this wire of whoever has that bare address; with `available`, only those that others see. */
export function sessionsOf(context: XmppContext, address: Address, available: boolean): BoundSession[] {
  const person = context.core.people.byAddress(address.bare);
  const found: BoundSession[] = [];
  for (const { device, availability } of person?.sessions ?? []) {
    const session = context.sessions.get(`${address.bare}/${device}`);
    if (session && (availability || !available)) found.push(session);
  }
  return found;
}

/** Presence sent to one address: to that session, or to all available ones of a bare address (RFC 6121 4.6, 8.5). */
export function forwardPresence(context: XmppContext, to: Address, stanza: Element): void {
  if (to.resource !== '') forward(context, to, stanza);
  else for (const session of sessionsOf(context, to, true)) session.send(stanza);
}

/** RFC 6121 4.6.3: who got presence directly hears of its end, each once. */
export function sayUnavailable(context: XmppContext, session: BoundSession, stanza?: Element): void {
  if (!session.hasDirected) return;
  const { directed, address } = session;
  for (const to of directed.values()) {
    const presence = xml('presence', { from: address.full, to: to.full, type: 'unavailable' });
    if (stanza) presence.append(...stanza.children);
    forwardPresence(context, to, presence);
  }
  directed.clear();
}
