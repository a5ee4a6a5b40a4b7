import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { readConfig } from './load.ts';
import type { Loaded } from './load.ts';

/** The folder of a trial's data, in the working directory. */
export const TRIAL_DATA = 'causeway-data';

const TRIAL = `
domain = "localhost"
data = "${TRIAL_DATA}"
[listen]
irc = ["127.0.0.1:6667", "127.0.0.1:6697 tls"]
xmpp = ["127.0.0.1:5222 starttls", "127.0.0.1:5223 tls"]
federation = []
http = ["127.0.0.1:5280"]
[tls]
certificates = "${join(TRIAL_DATA, 'certs').replaceAll('\\', '/')}"
[accounts]
registration = "open"
`;

/** What runs without a file: `localhost`, loopback only, data in `./causeway-data`, registration open. The environment may override. */
export function trialConfig(folder: string, env: Environment): Loaded {
  const loaded = readConfig({ name: 'the trial settings', text: TRIAL, folder }, env);
  // What the trial itself sets is nothing the operator should be told about.
  return loaded.ok ? { ...loaded, notes: loaded.notes.filter((note) => note.source !== 'the trial settings') } : loaded;
}
