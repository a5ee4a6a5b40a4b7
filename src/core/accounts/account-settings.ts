import type { Values } from '../metadata/metadata.ts';

/** What an account has chosen for itself; what it never said is left out, and follows the configuration. */
export interface AccountSettings {
  /** Stays in its rooms while no session is there (`accounts.always_on`). */
  readonly alwaysOn?: boolean;
  /** False: a second session is refused the nickname. */
  readonly multiclient?: boolean;
  /** What its holder says about themselves, by key (IRC METADATA). */
  readonly metadata?: Values;
}
