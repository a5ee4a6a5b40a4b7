import type { RemoteAddress } from '../lib/connection.ts';
import type { Refusal, Visitor } from './admission.ts';
import type { TransportLimits } from './limits.ts';
import type { Origin } from './shared.ts';

/** What stands for the address of everybody who comes over an onion service. */
export const ONION = 'onion';

/** May this address say whom it speaks for? */
export function isTrusted({ takesVouchers, shared }: Origin, ip: string): boolean {
  return takesVouchers && shared.proxies.includes(ip);
}

/** Counts somebody in, or says, and reports, which limit forbids it. */
export function admitted(origin: Origin, ip: string): Visitor | Refusal {
  return orReported(origin, ip, origin.shared.admission.enter(ip, limitsFor(origin, ip)));
}

/** The same for a proxy that turns out to speak for somebody. */
export function movedTo(origin: Origin, visitor: Visitor, { ip }: RemoteAddress): Visitor | Refusal {
  return orReported(origin, ip, origin.shared.admission.move(visitor, ip, limitsFor(origin, ip)));
}

/** May a TLS handshake begin now? Reported where not. */
export function mayShakeHands(origin: Origin, visitor: Visitor, ip: string): boolean {
  const { admission, limits } = origin.shared;
  return typeof orReported(origin, ip, admission.handshake(visitor, limits) ?? visitor) !== 'string';
}

function orReported({ shared, name }: Origin, ip: string, outcome: Visitor | Refusal): Visitor | Refusal {
  if (typeof outcome === 'string') shared.report({ kind: 'refused', limit: outcome, listener: name, ip });
  return outcome;
}

/** All who come over onion services are one address with limits of its own; a proxy is many people, who are counted when it names them. */
function limitsFor(origin: Origin, ip: string): TransportLimits {
  const { limits } = origin.shared;
  if (origin.isOnion) {
    const { onionConnections: most, onionConnectsPer10min: connectsPer10min } = limits;
    return { ...limits, connectionsPerIp: most, unauthenticatedPerIp: most, connectsPer10min };
  }
  if (!isTrusted(origin, ip)) return limits;
  return { ...limits, connectionsPerIp: 0, unauthenticatedPerIp: 0, connectsPer10min: 0 };
}
