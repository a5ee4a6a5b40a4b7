import type { AdminContext } from '../../core/commands/ports.ts';
import type { Core } from '../../core/core.ts';
import type { IrcConfig } from './config.ts';
import type { Forms } from './forms.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Pseudos } from './pseudo.ts';
import type { Spelling } from './spelling.ts';

/** What all IRC sessions of a server share. */
export interface IrcServer {
  readonly core: Core;
  readonly forms: Forms;
  readonly spelling: Spelling;
  readonly heartbeat: Heartbeat;
  /** Who answers direct messages and is nobody. */
  readonly pseudos: Pseudos;
  /** How often each verb was used. */
  readonly usage: Map<string, number>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What the one command table works on, once the server is up. */
  admin: AdminContext | undefined;
  /** Replaced as a whole on reload. */
  config: IrcConfig;
  /** Connections that have not registered yet. */
  unregistered: number;
}
