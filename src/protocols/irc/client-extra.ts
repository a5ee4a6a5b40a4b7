import type { Availability } from '../../core/presence/availability.ts';
import type { Client } from './client.ts';

/** State of one connection that most never have; every field is left out until it is needed. */
export interface ClientExtra {
  /** What others read when it is gone, where the server ended it for a reason of its own. */
  parting?: string;
  /** Host name that WEBIRC or a PROXY header vouched for. */
  vouchedHost?: string;
  /** What AWAY said before registration (IRCv3 pre-away). */
  availability?: Availability;
}

/** The extra of a client, made if there is none. */
export function extraOf(client: Client): ClientExtra {
  return (client.extra ??= {});
}
