import { accountCommands } from '../core/commands/accounts.ts';
import { banCommands } from '../core/commands/bans.ts';
import { serverCommands } from '../core/commands/server.ts';
import type { Verb } from './context.ts';
import { remoteVerb } from './remote.ts';
import { certificateVerbs } from './verbs/cert.ts';
import { check } from './verbs/check.ts';
import { completionVerb } from './verbs/completion.ts';
import { databaseVerbs } from './verbs/db.ts';
import { genpasswd } from './verbs/genpasswd.ts';
import { init } from './verbs/init.ts';
import { run } from './verbs/run.ts';
import { start } from './verbs/start.ts';
import { stop } from './verbs/stop.ts';
import { version } from './verbs/version.ts';

/** Verbs whose arguments travel to the running server. */
const remote: readonly Verb[] = [
  ...serverCommands.filter(({ path }) => path !== 'stop'),
  ...accountCommands,
  ...banCommands,
].map(remoteVerb);

/** Does this verb need a running server? Asked before anybody types a password. */
export function isRemote(verb: Verb): boolean {
  return remote.includes(verb);
}

/** Every verb, in the order of `causeway --help`. */
export const verbs: readonly Verb[] = [
  init,
  run,
  start,
  stop,
  ...remote,
  check,
  ...certificateVerbs,
  ...databaseVerbs,
  genpasswd,
  version,
  completionVerb(() => verbs),
];
