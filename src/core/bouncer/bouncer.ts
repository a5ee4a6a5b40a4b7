import type { Bare } from '../../lib/address.ts';
import type { BouncerChanges } from './changes.ts';

/** What the server keeps at hand of accounts that are here without a session. */
export interface Bouncer {
  readonly changes: BouncerChanges;
  /** Who is here without any session, and since when (milliseconds since 1970). */
  readonly absent: Map<Bare, number>;
}
