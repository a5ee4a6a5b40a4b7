import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../system/ports.ts';
import { start } from '../system/processes.ts';
import { addAccounts } from './causeway-accounts.ts';
import { type Driver, ready, type Server, type Setup } from './driver.ts';
import { logged } from './output.ts';

/** Our own server as `npm run build` leaves it. */
export const BUILT = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Loaded into the measured server: lets it collect garbage when asked, so that memory is what is used. */
const COLLECT = fileURLToPath(new URL('collect.mjs', import.meta.url));

/** Our own server with its limits out of the way; `program` is the built command line. */
export function causeway(program: string): Driver {
  return {
    name: 'causeway',
    wires: ['irc', 'xmpp'],
    // Passwords sent in clear are checked on a bounded queue, which refuses what does not fit.
    registering: 32,
    inBand: false,
    missing: () => (existsSync(program) ? undefined : `${program} is not there: npm run build`),
    start: (setup) => startCauseway(program, setup),
  };
}

async function startCauseway(program: string, setup: Setup): Promise<Server> {
  const ports = {
    irc: await freePort(),
    xmpp: await freePort(),
    ...(setup.tls && { ircTls: await freePort(), xmppTls: await freePort() }),
  };
  const file = join(setup.dir, 'causeway.toml');
  writeFileSync(file, config(setup, ports));
  const command = [process.execPath, '--expose-gc', '--import', COLLECT, program, 'run', '--config', file];
  const child = start('server', command, logged(setup.dir));
  const server = await ready(child, ports, setup.database);
  await addAccounts(setup);
  return { ...server, settle: () => void child.kill('SIGUSR2') };
}

function config(setup: Setup, ports: { irc: number; xmpp: number; ircTls?: number; xmppTls?: number }): string {
  const list = (plain: string, tls: number | undefined): string =>
    JSON.stringify([plain, ...(tls === undefined ? [] : [`127.0.0.1:${tls} tls`])]);
  const certificates =
    setup.tls === undefined ? '' : `certificates = ${JSON.stringify(join(setup.tls.certificate, '..'))}\n`;
  return `domain = ${JSON.stringify(setup.domain)}
data = ${JSON.stringify(join(setup.dir, 'data'))}

[database]
url = ${JSON.stringify(setup.database?.url ?? 'memory:')}

[listen]
irc = ${list(`127.0.0.1:${ports.irc}`, ports.ircTls)}
xmpp = ${list(`127.0.0.1:${ports.xmpp}`, ports.xmppTls)}
federation = []
http = []

[tls]
${certificates}require = false

[accounts]
registration = "open"
login_attempts_per_minute = 0
iterations = 4096

[rooms]
create = "anyone"
autojoin = []

[history]
enabled = ${setup.history}

replay = 1000

[irc]
playback = 20000

[limits]
connections_per_ip = 0
connects_per_10min = 0
unauthenticated = 0
handshakes_per_second = 0
sessions_per_account = 0
${setup.limits ?? 'sendq = "64M"\nflood = false'}

[log]
level = "warn"
`;
}
