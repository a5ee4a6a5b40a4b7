import type { Address } from '../../lib/address.ts';

/**
 * What an address is to a client's session; handlers are found by it.
 * `broadcast`: presence without `to`. `self`: one's own bare address, or no `to` at all. `person`: another bare address of an
 * account or guest here. `device`: a full address of an account or guest here, one's own included. `rooms`: the room service.
 */
export type Target = 'broadcast' | 'server' | 'self' | 'person' | 'device' | 'rooms' | 'room' | 'occupant' | 'remote';

export interface Domains {
  readonly domain: string;
  readonly roomsDomain: string;
  readonly guestsDomain: string;
}

/** RFC 6120 10.3 and 10.5, RFC 6121 8: where a stanza of `sender` belongs. */
export function targetOf(domains: Domains, sender: Address, to: Address | undefined): Exclude<Target, 'broadcast'> {
  if (!to || to.full === sender.bare) return 'self'; // RFC 6120 10.3
  if (to.domain === domains.roomsDomain) {
    if (to.local === '') return 'rooms';
    return to.resource === '' ? 'room' : 'occupant';
  }
  if (to.domain !== domains.domain && to.domain !== domains.guestsDomain) return 'remote';
  if (to.local === '') return 'server';
  return to.resource === '' ? 'person' : 'device';
}
