import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/load.ts';
import { silentLog } from '../../src/lib/log.ts';
import { serve } from '../../src/main.ts';
import type { RunningServer } from '../../src/cli/running-server.ts';
import type { RawClient } from './client.ts';
import { connectIrc } from './irc-client.ts';
import { connectXmpp } from './xmpp-client.ts';
import { play } from './player.ts';
import type { Actor, Script } from './script.ts';

const DOMAIN = 'test.example';
const PASSWORD = 'correct horse';

const settings = `
domain = "${DOMAIN}"
[database]
url = "memory:"
[listen]
irc = ["127.0.0.1:0"]
xmpp = ["127.0.0.1:0"]
federation = []
http = []
[tls]
require = false
[accounts]
iterations = 4096
[limits]
connections_per_ip = 0
connects_per_10min = 0
flood = false
`;

/** Plays a script on a server of its own, on loopback ports that the system chooses. */
export async function perform(script: Script): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-transcript-'));
  const loaded = readConfig({ name: 'test', text: `data = "${folder}"\n${settings}`, folder }, {});
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const server = await serve({ config: loaded.config, log: silentLog, trial: false });
  const clients = new Map<string, RawClient>();
  try {
    for (const name of new Set(script.cast.filter((actor) => actor.isAccount).map((actor) => actor.account))) {
      const made = await server.accounts.add(name, PASSWORD);
      if ('reason' in made) throw new Error(`account ${name}: ${made.reason}`);
    }
    for (const actor of script.cast) clients.set(actor.name, await enter(server, actor));
    for (const client of clients.values()) client.frames.length = 0;
    await play(script, clients);
  } finally {
    for (const client of clients.values()) client.close();
    await server.stop('end of the test');
    rmSync(folder, { recursive: true, force: true });
  }
}

function enter(server: RunningServer, { name, account, wire, isAccount, capabilities }: Actor): Promise<RawClient> {
  const port = server.listeners.find(({ key }) => key === wire)?.port;
  if (port === undefined) throw new Error(`no listener for ${wire}`);
  const login = { port, name, account, password: isAccount ? PASSWORD : undefined, capabilities };
  return wire === 'irc' ? connectIrc(login) : connectXmpp({ ...login, domain: DOMAIN });
}
