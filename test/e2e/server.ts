import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/load.ts';
import { silentLog } from '../../src/lib/log.ts';
import { serve } from '../../src/main.ts';

export const DOMAIN = 'test.example';
export const ROOMS = `rooms.${DOMAIN}`;
export const PASSWORD = 'correct horse';

/** A whole server in this process: both wires on loopback ports that the system chose, nothing kept. */
export interface TestServer {
  readonly irc: number;
  readonly xmpp: number;
  stop(): Promise<void>;
}

/** Anything that runs something at its end: a test's context. */
export interface Scope {
  after(act: () => void | Promise<void>): void;
}

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

/** Starts a server with these accounts, all with `PASSWORD`; it ends with the scope. */
export async function startServer(scope: Scope, ...accounts: readonly string[]): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-e2e-'));
  const loaded = readConfig({ name: 'test', text: `data = "${folder}"\n${settings}`, folder }, {});
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const server = await serve({ config: loaded.config, log: silentLog, trial: false });
  const stop = async (): Promise<void> => {
    await server.stop('end of the test');
    rmSync(folder, { recursive: true, force: true });
  };
  scope.after(stop);
  for (const name of accounts) {
    const made = await server.accounts.add(name, PASSWORD);
    if ('reason' in made) throw new Error(`account ${name}: ${made.reason}`);
  }
  const port = (key: string): number => {
    const found = server.listeners.find((listener) => listener.key === key);
    if (!found) throw new Error(`no listener for ${key}`);
    return found.port;
  };
  return { irc: port('irc'), xmpp: port('xmpp'), stop };
}
